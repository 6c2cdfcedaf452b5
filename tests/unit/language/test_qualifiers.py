"""Qualifiers belong to the mention and say how the number is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.quantities import find_quantities

BEFORE = [
    ("around", "about"),
    ("roughly", "about"),
    ("nearly", "about"),
    ("almost", "about"),
    ("some", "about"),
    ("about", "about"),
    ("an estimated", "about"),
    ("close to", "about"),
    ("~", "about"),
    ("up to", "at_most"),
    ("as many as", "at_most"),
    ("no more than", "at_most"),
    ("at least", "at_least"),
    ("no fewer than", "at_least"),
    ("more than", "more_than"),
    ("over", "more_than"),
    ("in excess of", "more_than"),
    ("well over", "more_than"),
    ("fewer than", "less_than"),
    ("less than", "less_than"),
    ("under", "less_than"),
    ("just under", "less_than"),
    ("exactly", "exact"),
]
AFTER = [("or so", "about"), ("or more", "at_least"), ("or fewer", "at_most")]


@pytest.mark.parametrize(("words", "qualifier"), BEFORE)
def test_a_qualifier_before_a_number_is_read_into_the_mention(words: str, qualifier: str) -> None:
    (found,) = find_quantities(f"There were {words} 250 tents.")
    assert (found.qualifier, found.text) == (qualifier, f"{words} 250 tents")


@pytest.mark.parametrize(("words", "qualifier"), AFTER)
def test_a_qualifier_may_follow_the_number_or_its_unit(words: str, qualifier: str) -> None:
    for text in (f"250 {words} tents", f"250 tents {words}"):
        (found,) = find_quantities(text)
        assert (found.qualifier, found.text) == (qualifier, text)


@given(st.sampled_from(BEFORE), st.integers(2, 10**6))
def test_a_qualifier_never_changes_the_value(before: tuple[str, str], number: int) -> None:
    (found,) = find_quantities(f"{before[0]} {number:,} tents")
    assert found.low == found.high == number


def test_plus_signs_mean_at_least() -> None:
    assert [find_quantities(text)[0].qualifier for text in ("5,000+ dead", "£5m-plus", "5,000+")] == ["at_least"] * 3


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("over two days", "exact"),
        ("for over two days", "more_than"),
        ("it can take over two hours", "more_than"),
        ("around 5 p.m.", "about"),
    ],
)
def test_over_a_length_of_time_is_mostly_no_bound(text: str, qualifier: str) -> None:
    assert find_quantities(text)[0].qualifier == qualifier
