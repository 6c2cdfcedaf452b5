"""Two numbers make one quantity where the words join them, and two where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "kind", "unit", "low", "high"),
    [
        ("5,000 to 10,000 people", "count", "person", 5000, 10_000),
        ("between 3 and 5 days", "duration", "day", 3, 5),
        ("10–15 per cent", "percent", "percent", 10, 15),
        ("$5-10 million", "money", "usd", 5e6, 10e6),
        ("£2m to £3m", "money", "gbp", 2e6, 3e6),
        ("3 to 5 million euros", "money", "eur", 3e6, 5e6),
        ("two or three days", "duration", "day", 2, 3),
        ("1.5 to 2 million homes", "count", "home", 1.5e6, 2e6),
        ("5km-10km", "distance", "km", 5, 10),
        ("ages 18 to 25", "age", "year", 18, 25),
        ("between one hundred and two hundred men", "count", "man", 100, 200),
        ("500 to 1 million users", "count", "user", 500, 1e6),
    ],
)
def test_a_range_is_one_quantity_with_both_bounds(text: str, kind: str, unit: str, low: float, high: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.unit, found.low, found.high) == (kind, unit, low, high)
    assert found.text == text


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_range_holds_its_bounds_in_order(a: int, b: int) -> None:
    low, high = sorted((a, b))
    found = find_quantities(f"between {low:,} and {high:,} houses")
    if low < high:
        assert [(q.low, q.high) for q in found] == [(low, high)]


@pytest.mark.parametrize(
    "text",
    ["rose from 5% to 10%", "fell from 900 to 450", "5 tanks and 6 jets", "12 dead or 40 hurt", "5% to 10 tanks"],
)
def test_a_change_or_a_list_is_two_quantities(text: str) -> None:
    assert len(find_quantities(text)) == 2


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [("won 3-1", 3, 1), ("a 2–2 draw", 2, 2), ("lost 1-3", 1, 3), ("a 52-48 vote", 52, 48), ("voted 5 to 4", 5, 4)],
)
def test_a_score_keeps_its_order(text: str, first: float, second: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.low, found.high) == ("score", first, second)
