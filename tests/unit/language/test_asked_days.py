"""The days of a question move with the day on which it is asked, unless it names them whole."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.asked_days import LONGEST, MOST, WEEK, days_asked, names_no_year

DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1))
RELATIVE = ("today", "yesterday", "this week", "this weekend", "last week", "tomorrow", "tonight", "recently")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = {"January": 1, "March": 3, "April": 4, "June": 6, "December": 12}


@given(DAYS, st.sampled_from((*RELATIVE, *WEEKDAYS)), st.integers(-500, 500))
def test_what_is_told_from_the_day_of_asking_moves_with_it(asked: datetime.date, when: str, weeks: int) -> None:
    later = datetime.timedelta(weeks=weeks)
    question = f"What did the council decide {when}?"
    moved = tuple((first + later, last + later) for first, last in days_asked(question, asked))
    assert days_asked(question, asked + later) == moved != ()


@given(DAYS, DAYS, st.sampled_from(sorted(MONTHS)), st.integers(1950, 2100), st.integers(1, 28))
def test_a_whole_date_is_the_same_whenever_it_is_asked_about(
    asked: datetime.date, other: datetime.date, month: str, year: int, day: int
) -> None:
    ((first, last),) = days_asked(f"What happened on {day} {month} {year}?", asked)
    ((_, same),) = days_asked(f"What happened on {day} {month} {year}?", other)
    happened = last - datetime.timedelta(days=WEEK)
    assert (happened.year, happened.month, happened.day, last) == (year, MONTHS[month], day, same)
    assert first == happened or first == asked - datetime.timedelta(days=WEEK)


@given(DAYS, st.sampled_from(("today", "this week", "this weekend", "tonight", "recently", "yesterday", *WEEKDAYS)))
def test_the_news_of_the_day_of_asking_is_among_them(asked: datetime.date, when: str) -> None:
    assert any(first <= asked <= last for first, last in days_asked(f"Who spoke {when}?", asked))


@given(DAYS, st.sampled_from(("last month", "last week", "yesterday", "recently")))
def test_what_is_past_is_not_told_long_after(asked: datetime.date, when: str) -> None:
    for first, last in days_asked(f"Who spoke {when}?", asked):
        assert first <= last
        assert first < asked
        assert (last - first).days <= LONGEST + WEEK


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor?",
        "Who won in 2014?",
        "What changed in the 1990s?",
        "How did prices move last year?",
        "How have prices moved in recent years?",
        "What was said in the last days of the war?",
        "Who plays for Sheffield Wednesday?",
        "What did the Sunday Times report?",
    ],
)
@given(asked=DAYS)
def test_no_day_and_a_time_of_years_say_nothing(question: str, asked: datetime.date) -> None:
    assert days_asked(question, asked) == ()


@given(DAYS, st.sampled_from(sorted(MONTHS)))
def test_a_month_is_the_last_one_unless_the_question_looks_ahead(asked: datetime.date, month: str) -> None:
    past = days_asked(f"What was said in {month}?", asked)
    assert past and all(first <= asked for first, _ in past)
    assert set(past) <= set(days_asked(f"What will happen in {month}?", asked))


@given(DAYS, st.lists(st.integers(1950, 2100), max_size=9, unique=True), st.sampled_from(sorted(MONTHS)))
def test_a_month_without_its_year_is_that_of_years_that_are_told(
    asked: datetime.date, years: list[int], month: str
) -> None:
    bare, dated = f"What was said in {month}?", f"What was said in {month} 1999?"
    past = [year for year in years if (year, MONTHS[month]) <= (asked.year, asked.month)]
    told = days_asked(bare, asked, years)
    if past:
        assert {last - datetime.timedelta(days=WEEK) for _, last in told} == {
            datetime.date(year, MONTHS[month], calendar.monthrange(year, MONTHS[month])[1]) for year in past
        }
    assert names_no_year(bare)
    assert not names_no_year(dated)
    assert days_asked(dated, asked, years) == days_asked(dated, asked)


@given(
    DAYS,
    st.lists(st.integers(1950, 2100), max_size=9),
    st.sampled_from((*RELATIVE, *WEEKDAYS, "last June", "next June", "this June", "in 2014")),
)
def test_what_is_told_from_today_is_the_same_in_any_year(asked: datetime.date, years: list[int], when: str) -> None:
    question = f"What did the council decide {when}?"
    assert not names_no_year(question)
    assert not names_no_year(f"In 2014, what did the council decide in {min(MONTHS)}?")
    assert days_asked(question, asked, years)[:MOST] == days_asked(question, asked)


def test_the_same_days_are_told_once_and_not_too_many() -> None:
    asked = datetime.date(2022, 1, 31)
    assert len(days_asked("1 May " * 2_000, asked)) == 1
    assert len(days_asked(" ".join(f"{n % 28 + 1} May {1900 + n}" for n in range(200)), asked)) == MOST


@given(st.sampled_from((*RELATIVE, *WEEKDAYS, "last month", "on 31 December 9999", "on 1 January 1")), st.data())
def test_the_calendar_has_ends(when: str, data: st.DataObject) -> None:
    ends = st.dates(datetime.date.min, datetime.date(1, 3, 1)) | st.dates(datetime.date(9999, 10, 1), datetime.date.max)
    for first, last in days_asked(f"Who spoke {when}?", data.draw(ends)):
        assert datetime.date.min <= first <= last <= datetime.date.max
