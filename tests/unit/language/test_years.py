"""Years, decades and centuries are told from counts by the words around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.quantities import find_quantities


@given(st.integers(1000, 2100), st.sampled_from(["in", "since", "until", "by"]))
def test_four_digits_after_a_preposition_of_time_are_a_year(year: int, preposition: str) -> None:
    (found,) = find_quantities(f"It was so {preposition} {year}.")
    assert (found.kind, found.low, found.text) == ("year", year, str(year))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2014-2018", 2014, 2018),
        ("2014 to 2018", 2014, 2018),
        ("2021-22", 2021, 2022),
        ("2021/22", 2021, 2022),
        ("between 1939 and 1945", 1939, 1945),
        ("the 1990s", 1990, 1999),
        ("the '90s", 1990, 1999),
        ("the 60s", 1960, 1969),
        ("the 1800s", 1800, 1899),
        ("the 19th century", 1801, 1900),
        ("the 10th and 11th centuries", 901, 1100),
        ("the twenty-first century", 2001, 2100),
        ("mid-2021", 2021, 2021),
        ("early 1990s", 1990, 1999),
        ("44 BC", -44, -44),
        ("AD 79", 79, 79),
        ("c. 1850", 1850, 1850),
        ("in 911 the Normans", 911, 911),
        ("the 2022 elections", 2022, 2022),
        ("an 1875 vote", 1875, 1875),
    ],
)
def test_a_span_of_years_has_its_first_and_last(text: str, low: float, high: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.low, found.high) == ("year", low, high)


@pytest.mark.parametrize("text", ["2000 civilians", "about 1700 homes", "1500 people", "more than 2000", "nearly 2010"])
def test_four_digits_that_count_are_no_year(text: str) -> None:
    (found,) = find_quantities(text)
    assert found.kind == "count"
