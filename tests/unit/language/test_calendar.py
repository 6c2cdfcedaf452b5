from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.calendar import day_of, number_of, resolve
from service.language.quantities import find_quantities

TUESDAY = datetime.date(2022, 1, 25)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Monday", [(20220124, 20220124)]),
        ("Tuesday", [(20220125, 20220125)]),
        ("Wednesday", [(20220119, 20220119)]),
        ("last Tuesday", [(20220118, 20220118)]),
        ("next Friday", [(20220128, 20220128), (20220204, 20220204)]),
        ("yesterday", [(20220124, 20220124)]),
        ("tomorrow", [(20220126, 20220126)]),
        ("last night", [(20220124, 20220124)]),
        ("this week", [(20220124, 20220130)]),
        ("last week", [(20220117, 20220123)]),
        ("last weekend", [(20220122, 20220123)]),
        ("this month", [(20220101, 20220131)]),
        ("next month", [(20220201, 20220228)]),
        ("last month", [(20211201, 20211231)]),
        ("last year", [(20210101, 20211231)]),
        ("in 2014", [(20140101, 20141231)]),
        ("24 January 2022", [(20220124, 20220124)]),
        ("3 December", [(20211203, 20211203)]),
        ("10 to 20 February", [(20210210, 20210220), (20220210, 20220220)]),
        ("last summer", [(20210601, 20210831)]),
        ("next decade", []),
    ],
)
def test_a_date_is_resolved_by_the_day_of_writing(text: str, spans: list[tuple[int, int]]) -> None:
    (found,) = find_quantities(text)
    assert sorted(set(resolve(found, TUESDAY))) == spans


def test_what_is_coming_may_be_the_next_one() -> None:
    (found,) = find_quantities("Wednesday")
    assert resolve(found, TUESDAY, coming=True) == ((20220119, 20220119), (20220126, 20220126))


def test_without_a_day_of_writing_only_what_names_its_year_is_known() -> None:
    assert resolve(find_quantities("Monday")[0], None) == ()
    assert resolve(find_quantities("24 January 2022")[0], None) == ((20220124, 20220124),)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2022-01-25T01:15:00Z", TUESDAY), ("2022-01-25", TUESDAY), ("", None), (None, None), ("soon", None)],
)
def test_the_day_of_an_iso_date_is_read(text: str | None, day: datetime.date | None) -> None:
    assert day_of(text) == day


WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@given(st.dates(), st.integers(1, 7))
def test_a_weekday_is_within_the_week_before_and_is_that_weekday(written: datetime.date, number: int) -> None:
    (found,) = find_quantities(WEEKDAYS[number - 1])
    for first, last in resolve(found, written):
        day = datetime.date(first // 10_000, first // 100 % 100, first % 100)
        assert first == last and day.isoweekday() == number and 0 <= (written - day).days < 7


@given(
    st.dates(),
    st.sampled_from(["today", "last week", "next month", "last winter", "3 May", "in February", "next spring"]),
)
def test_spans_run_forward_on_any_day_of_the_calendar(written: datetime.date, text: str) -> None:
    for found in find_quantities(text):
        assert all(first <= last for first, last in resolve(found, written, coming=True))


@given(st.dates())
def test_numbers_of_days_are_in_their_order(day: datetime.date) -> None:
    assert number_of(day) == int(day.isoformat().replace("-", ""))
