"""Dates are read in many ways, kept in one, and never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.dates import EARLIEST_YEAR, FUTURE_ALLOWANCE, epoch_range, published

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = st.dates(date(EARLIEST_YEAR, 1, 1), NOW.date())
ZONES = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
# A day's margin on each side, so that no zone takes a moment out of range.
MOMENTS = st.datetimes(datetime(EARLIEST_YEAR, 1, 3), datetime(2026, 2, 27), timezones=ZONES)


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(value: str | datetime | date | int | None) -> str | None:
    return published(value, now=NOW)


@given(DAYS)
def test_a_day_is_the_same_day_however_it_is_written(day: date) -> None:
    month = f"{day:%B}"
    forms: list[str | date] = [
        day,
        day.isoformat(),
        day.isoformat().replace("-", "/"),
        day.isoformat().replace("-", ""),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month[:3].upper()}. {day.day} {day.year}",
        f"{day:%A}, {day.day} {month[:3]} {day.year}",
        f"  {day.day}  {month.lower()}\t{day.year} ",
    ]
    assert {read(form) for form in forms} == {day.isoformat()}


@given(MOMENTS)
def test_a_moment_is_the_same_second_of_utc_however_it_is_written(moment: datetime) -> None:
    forms: list[str | datetime] = [moment, moment.isoformat(), moment.isoformat(" "), format_datetime(moment)]
    assert {read(form) for form in forms} == {utc(moment)}


@given(MOMENTS)
def test_epoch_seconds_are_that_second(moment: datetime) -> None:
    seconds = int(moment.replace(microsecond=0).timestamp())
    assume(abs(seconds) >= 10**9)
    assert read(seconds) == read(str(seconds)) == utc(moment.replace(microsecond=0))


@given(st.one_of(DAYS, MOMENTS))
def test_what_was_read_reads_as_itself(value: date) -> None:
    assert read(read(value)) == read(value)


@given(
    st.one_of(
        st.text(),
        st.integers(),
        st.from_regex(r"[0-9]{1,4}[-/. ][0-9a-zA-Z]{1,9}[-/. ,]+[0-9]{1,4}([T ][0-9:]+Z?)?"),
    )
)
def test_any_value_is_read_in_the_kept_form_or_refused_by_field(value: str | int) -> None:
    try:
        kept = published(value, "when", now=NOW)
    except InvalidInput as error:
        assert error.field == "when"
        assert str(error).startswith("when: ")
        assert "2022-01-24" in str(error)
    else:
        assert kept is None or kept == published(kept, now=NOW)


def test_a_time_without_a_zone_is_utc_and_fractions_are_dropped() -> None:
    assert read("2022-01-24T10:30:59.999") == read("2022-01-24 10:30:59 UTC") == "2022-01-24T10:30:59Z"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("24 Jan 22 10:00 EST", "2022-01-24T15:00:00Z"),
        ("Mon, 24 Jan 94 10:00:00 GMT", "1994-01-24T10:00:00Z"),
        ("January 24th, 2022 at 12:05 a.m.", "2022-01-24T00:05:00Z"),
        ("24 January 2022, 3:05 PM", "2022-01-24T15:05:00Z"),
        ("20220124T103000Z", "2022-01-24T10:30:00Z"),
    ],
)
def test_the_rarer_forms_are_read_too(value: str, kept: str) -> None:
    assert read(value) == kept


@pytest.mark.parametrize("absent", [None, "", "  \n"])
def test_nothing_is_no_date(absent: str | None) -> None:
    assert read(absent) is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("2022-02-31", "impossible"),
        ("31 April 2022", "impossible"),
        ("2022-01-24T25:00:00Z", "impossible"),
        ("2022-01-24T10:00:00+99:00", "impossible"),
        ("Tuesday, 24 January 2022", "2022-01-24 is a Monday"),
        ("24 Jan 22", "two digits"),
        ("24 January 2022 13:00 pm", "12-hour"),
        ("24 January 2022 10:00 XYZ", "no known time zone"),
        ("01/02/2022", "could be 1 Feb or 2 Jan"),
        ("24.01.2022", "does not say which part is the month"),
        ("1599-12-31", "before the year 1600"),
        ("yesterday", "is not a date that can be read"),
        ("٢٠٢٢-٠١-٢٤", "is not a date that can be read"),
        ("2022-01", "is not a date that can be read"),
        (2022, "could be a date or epoch seconds"),
        (20220124, "could be a date or epoch seconds"),
        (1_643_000_000_000, "milliseconds"),
        (10**30, "milliseconds"),
        (True, "is no date"),
    ],
)
def test_what_is_no_certain_date_is_refused_in_words(value: str | int, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read(value)


def test_two_days_from_now_is_the_last_moment_that_counts_as_published() -> None:
    latest = NOW + FUTURE_ALLOWANCE
    assert read(latest) == utc(latest)
    with pytest.raises(InvalidInput, match="in the future"):
        read(latest + timedelta(seconds=1))


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(InvalidInput) as refused:
        read("x" * 10_000)
    assert len(str(refused.value)) < 300


@given(st.dates(date(EARLIEST_YEAR, 1, 1), date(9999, 12, 31)))
def test_a_day_covers_its_first_to_its_last_second(day: date) -> None:
    first, last = epoch_range(day.isoformat())
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert first == start.timestamp()
    assert last - first == timedelta(days=1).total_seconds() - 1


@given(MOMENTS)
def test_a_moment_covers_its_own_second(moment: datetime) -> None:
    second = moment.replace(microsecond=0)
    assert epoch_range(utc(second)) == (int(second.timestamp()),) * 2
    assert epoch_range(moment.isoformat()) == epoch_range(utc(second))


@given(MOMENTS)
def test_a_moment_lies_within_its_day(moment: datetime) -> None:
    first, last = epoch_range(utc(moment)[:10])
    at, _ = epoch_range(utc(moment))
    assert first <= at <= last


@pytest.mark.parametrize("value", ["24 January 2022", "2022-13-01", "", "1500-01-01"])
def test_a_range_is_made_of_iso_alone(value: str) -> None:
    with pytest.raises(InvalidInput, match="from") as refused:
        epoch_range(value, "from")
    assert refused.value.field == "from"
