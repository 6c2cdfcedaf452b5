"""Ages are told from counts and durations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.quantities import find_quantities

FORMS = [
    "aged {}",
    "a {}-year-old man",
    "{} years old",
    "Ann Lee, {}, said so",
    "age {}",
    "at the age of {}",
    "{} years of age",
]


@given(st.integers(2, 99), st.sampled_from(FORMS))
def test_an_age_is_read_in_every_form_that_papers_use(age: int, form: str) -> None:
    (found,) = find_quantities(form.format(age))
    assert (found.kind, found.low, found.unit) == ("age", age, "year")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("a six-month-old baby", 6, 6, "month"),
        ("18-24 year olds", 18, 24, "year"),
        ("in his 30s", 30, 39, "year"),
        ("everyone 6 months and older", 6, 6, "month"),
        ("children under 5", 5, 5, "year"),
        ("a 16 - year - old", 16, 16, "year"),
    ],
)
def test_ages_may_be_ranges_and_in_months(text: str, low: float, high: float, unit: str) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.low, found.high, found.unit) == ("age", low, high, unit)


@pytest.mark.parametrize("text", ["five years", "one day he left", "1,200, they said", "in 1999, 34 people"])
def test_other_numbers_are_no_ages(text: str) -> None:
    assert all(found.kind != "age" for found in find_quantities(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It will last nine days.", "nine days"),
        ("It is to last two weeks.", "two weeks"),
        ("It did not last 12 days.", "12 days"),
        ("It rained in the last nine days.", "last nine days"),
    ],
)
def test_last_belongs_to_a_duration_only_where_it_says_which(text: str, said: str) -> None:
    (found,) = find_quantities(text)
    assert found.text == said
