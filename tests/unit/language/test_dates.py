"""Dates are found in the forms that newspapers use, and nowhere else."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.quantities import find_quantities

FORMS = ["%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b. %d, %Y", "%Y-%m-%d", "%A, %B %d, %Y", "%A %d %B %Y", "%dth of %B %Y"]


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2100, 12, 31)), st.sampled_from(FORMS))
def test_every_written_form_of_a_day_is_that_day(day: datetime.date, form: str) -> None:
    text = day.strftime(form)
    (found,) = find_quantities(text)
    assert (found.kind, found.unit, found.text) == ("date", day.isoformat(), text)
    assert found.low == found.high == int(day.strftime("%Y%m%d"))


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_a_date_with_slashes_is_read_only_if_one_reading_is_possible(day: datetime.date) -> None:
    found = find_quantities(day.strftime("%d/%m/%Y"))
    sure = day.day > 12 or day.day == day.month
    assert [quantity.unit for quantity in found] == ([day.isoformat()] if sure else [])


@pytest.mark.parametrize(
    ("text", "mention", "unit"),
    [
        ("on 24 January", "24 January", "--01-24"),
        ("by March 3rd", "March 3rd", "--03-03"),
        ("since March", "March", "--03"),
        ("in May 2021", "May 2021", "2021-05"),
        ("late January", "late January", "--01"),
        ("in october", "october", "--10"),
        ("on Monday", "Monday", "monday"),
        ("Monday morning", "Monday morning", "monday"),
        ("last week", "last week", "last week"),
        ("next Friday", "next Friday", "friday"),
        ("last December", "last December", "--12"),
        ("today", "today", "today"),
        ("yesterday evening", "yesterday evening", "yesterday"),
        ("earlier this week", "earlier this week", "this week"),
        ("13 Sept", "13 Sept", "--09-13"),
        ("on 01/13/2022", "01/13/2022", "2022-01-13"),
        ("2022-01-24T10:00:00Z",) * 2 + ("2022-01-24",),
    ],
)
def test_a_date_says_what_is_known_of_it(text: str, mention: str, unit: str) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.text, found.unit) == ("date", mention, unit)


def test_days_of_one_month_joined_by_a_dash_are_one_span() -> None:
    (found,) = find_quantities("24-26 January 2022")
    assert (found.low, found.high) == (20220124, 20220126)


@pytest.mark.parametrize("text", ["31 February 2022", "99/99/2022", "2022-13-45"])
def test_a_day_that_no_calendar_has_is_no_date(text: str) -> None:
    assert all(found.kind != "date" or found.unit.count("-") < 4 for found in find_quantities(text))
    assert not [found for found in find_quantities(text) if found.unit == text]


def test_a_number_after_a_month_may_count_something_else() -> None:
    month, count = find_quantities("In March 5 people died.")
    assert (month.unit, count.unit, count.low) == ("--03", "person", 5)


@pytest.mark.parametrize("text", ["She may go", "They march on", "May Smith said", "Black Friday"])
def test_words_that_look_like_months_and_days_are_left_alone(text: str) -> None:
    assert find_quantities(text) == ()


def test_the_previous_march_is_a_month() -> None:
    (found,) = find_quantities("in use since the previous March")
    assert found.unit == "--03"
