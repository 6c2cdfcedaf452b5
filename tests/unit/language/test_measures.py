"""A number is a count, a sum of money, a share or a measure by the words around it."""

from __future__ import annotations

import pytest

from service.language.quantities import find_quantities

COUNTS = [
    ("100,000 Russian troops massed", "troop", 100_000),
    ("100 000 soldiers", "soldier", 100_000),
    ("8,500 American personnel are ready", "personnel", 8500),
    ("sending 50,000 US troops to", "troop", 50_000),
    ("10 U.S. troops", "troop", 10),
    ("100k people marched", "person", 100_000),
    ("1.5m people", "person", 1.5e6),
    ("twenty-five dogs", "dog", 25),
    ("a dozen eggs", "egg", 12),
    ("half a million refugees", "refugee", 500_000),
    ("12 dead", "dead", 12),
    ("12 others", "other", 12),
    ("three police officers", "officer", 3),
    ("three of the soldiers", "soldier", 3),
    ("50 additional armed guards", "guard", 50),
    ("two Russians", "russian", 2),
    ("22 F1 races", "race", 22),
    ("one Russian soldier died", "soldier", 1),
    ("seven times", "time", 7),
    ("a 2,000-strong force", "force", 2000),
    ("a five-storey block", "storey", 5),
    ("a 10-man squad", "man", 10),
    ("forces that total 100,000 camped to the east", "", 100_000),
    ("63,000 staff", "staff", 63_000),
    ("twice a week", "time", 2),
    ("30 countries' leaders", "country", 30),
    ("3600 cubic metres", "cubic metre", 3600),
    ("700 megawatts", "megawatt", 700),
    ("four women", "woman", 4),
    ("5 million more", "", 5e6),
]


@pytest.mark.parametrize(("text", "unit", "value"), COUNTS)
def test_a_count_has_the_head_noun_as_its_unit(text: str, unit: str, value: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.unit, found.low, found.high) == ("count", unit, value, value)


MONEY = [
    ("$1.2bn", "usd", 1.2e9),
    ("£3 million", "gbp", 3e6),
    ("€400,000", "eur", 400_000),
    ("US$5m", "usd", 5e6),
    ("C$20", "cad", 20),
    ("5 million euros", "eur", 5e6),
    ("20 Canadian dollars", "cad", 20),
    ("USD 500", "usd", 500),
    ("500 EUR", "eur", 500),
    ("Rs 500", "inr", 500),
    ("50 cents", "usd", 0.5),
    ("50p", "gbp", 0.5),
    ("¥300", "jpy", 300),
    ("paid 200 pounds", "gbp", 200),
    ("3 million pounds", "gbp", 3e6),
    ("millions of dollars", "usd", 2e6),
    ("200,000 Danish krone", "dkk", 200_000),
    ("a $5bn deal", "usd", 5e9),
    ("£1.5m-plus", "gbp", 1.5e6),
    ("600 roubles", "rub", 600),
    ("20 bitcoin", "btc", 20),
    ("-$5", "usd", -5),
]


@pytest.mark.parametrize(("text", "unit", "low"), MONEY)
def test_money_is_in_units_of_its_currency(text: str, unit: str, low: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.unit) == ("money", unit)
    assert found.low == pytest.approx(low)


OTHERS = [
    ("50 per cent", "percent", "percent", 50),
    ("3.5%", "percent", "percent", 3.5),
    ("5 pct", "percent", "percent", 5),
    ("two percentage points", "percent", "percentage point", 2),
    ("5°C", "temperature", "celsius", 5),
    ("-5°C", "temperature", "celsius", -5),
    ("minus 10 degrees", "temperature", "degree", -10),
    ("62.9°F", "temperature", "fahrenheit", 62.9),
    ("25C", "temperature", "celsius", 25),
    ("60 mph", "speed", "mph", 60),
    ("50 km/h", "speed", "km/h", 50),
    ("90 kilometres per hour", "speed", "km/h", 90),
    ("20 sq km", "area", "km2", 20),
    ("four square miles", "area", "mile2", 4),
    ("209-acre", "area", "acre", 209),
    ("5 tonnes", "mass", "tonne", 5),
    ("70kg", "mass", "kg", 70),
    ("200 pounds of flour", "mass", "pound", 200),
    ("30 miles away", "distance", "mile", 30),
    ("a 5km run", "distance", "km", 5),
    ("100m sprint", "distance", "m", 100),
    ("six-foot", "distance", "foot", 6),
    ("half a mile", "distance", "mile", 0.5),
    ("5 feet 6 inches", "distance", "foot", 5.5),
    ("nine months", "duration", "month", 9),
    ("past 24 hours", "duration", "hour", 24),
    ("five-day", "duration", "day", 5),
    ("three-year", "duration", "year", 3),
    ("half an hour", "duration", "hour", 0.5),
    ("2½ years", "duration", "year", 2.5),
    ("two hours and 30 minutes", "duration", "hour", 2.5),
    ("for a year", "duration", "year", 1),
    ("a couple of weeks ago", "duration", "week", 2),
    ("four more hours", "count", "hour", 4),
]


@pytest.mark.parametrize(("text", "kind", "unit", "value"), OTHERS)
def test_a_measure_is_in_the_normal_name_of_its_unit(text: str, kind: str, unit: str, value: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.unit) == (kind, unit)
    assert found.low == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("half of staff", "staff", 0.5),
        ("a third of the army", "army", 1 / 3),
        ("two-thirds of voters", "voter", 2 / 3),
        ("fell by a quarter.", "", 0.25),
        ("one in five adults", "adult", 0.2),
        ("8 out of 10 cats", "cat", 0.8),
        ("1/2 of members", "member", 0.5),
        ("tenfold", "fold", 10),
    ],
)
def test_a_share_is_a_ratio_of_what_it_is_a_share_of(text: str, unit: str, value: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.unit) == ("ratio", unit)
    assert found.low == pytest.approx(value)


@pytest.mark.parametrize("text", ["the second half", "half-time", "half past", "the first half was dull"])
def test_halves_of_a_game_are_no_ratios(text: str) -> None:
    assert all(found.kind != "ratio" for found in find_quantities(text))
