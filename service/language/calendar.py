"""Dates told from the day of writing ("Monday", "last week", "in April") as calendar days.

A span of days is two numbers YYYYMMDD, first and last.
"""

from __future__ import annotations

import calendar
import datetime

from service.language.quantities import Quantity
from service.language.word_lists import word_set

Span = tuple[int, int]
# From here on a number of a date has its year; up to the other it is a weekday.
DATED = 10_000
WEEKDAYS = 7
_BACK = ("last ", "past ", "previous ")
_ON = ("next ", "coming ")
_DAYS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_PARTS_OF_DAY = word_set("night evening morning afternoon")
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
_FIRST_MONTH, _LAST_MONTH = 101, 1231
_HALF_YEAR = 183


def day_of(published_at: str | None) -> datetime.date | None:
    """The calendar day of an ISO 8601 date or time; None where there is none."""
    try:
        return datetime.date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return None


def number_of(day: datetime.date) -> int:
    """A day as YYYYMMDD."""
    return day.year * DATED + day.month * 100 + day.day


def resolve(quantity: Quantity, written: datetime.date | None, coming: bool = False) -> tuple[Span, ...]:
    """The spans that a date or year may mean in a text written on a day; none where that cannot be known.

    A weekday is the last one up to that day; with `coming`, the next one as well.
    """
    try:
        return _resolve(quantity, written, coming)
    except (ValueError, OverflowError):  # the first or the last days that a calendar has
        return ()


def _resolve(quantity: Quantity, written: datetime.date | None, coming: bool) -> tuple[Span, ...]:
    low, high = int(quantity.low), int(quantity.high)
    if quantity.kind == "year":
        return ((low * DATED + _FIRST_MONTH, high * DATED + _LAST_MONTH),)
    if low >= DATED:
        return ((low, high),)
    if written is None:
        return ()
    text = quantity.text.lower()
    if low > WEEKDAYS:
        return _of_year(low, high, written, text, coming)
    if low:
        return tuple(_day(day) for day in _weekdays(low, written, text, coming))
    return _relative(quantity.unit, written)


def _day(day: datetime.date) -> Span:
    return number_of(day), number_of(day)


def _weekdays(number: int, written: datetime.date, text: str, coming: bool) -> list[datetime.date]:
    week = datetime.timedelta(days=WEEKDAYS)
    past = written - datetime.timedelta(days=(written.isoweekday() - number) % WEEKDAYS)
    future = past + week
    if text.startswith(_BACK):
        return [past - week] if past == written else [past, past - week]
    if text.startswith(_ON):
        return [future, future + week]
    return [past, future] if coming else [past]


def _of_year(low: int, high: int, written: datetime.date, text: str, coming: bool) -> tuple[Span, ...]:
    """A day or month without its year: the last one, the next one if coming, and the one nearest by."""
    month, day = divmod(low, 100)
    starts = {
        year: datetime.date(year, month, min(day, 28)) for year in (written.year - 1, written.year, written.year + 1)
    }
    past = max(year for year, start in starts.items() if start <= written)
    years = {past}
    if text.startswith(_ON):
        years = {past + 1}
    elif not text.startswith(_BACK):
        years |= {past + 1} if coming else set()
        years |= {year for year, start in starts.items() if abs((start - written).days) <= _HALF_YEAR}
    return tuple((year * DATED + low, year * DATED + high) for year in sorted(years))


def _relative(unit: str, written: datetime.date) -> tuple[Span, ...]:
    if unit in _DAYS:
        return (_day(written + datetime.timedelta(days=_DAYS[unit])),)
    word, _, period = unit.partition(" ")
    step = 0 if word == "this" else -1 if word in ("last", "past", "previous") else 1
    if period in _PARTS_OF_DAY:
        return (_day(written + datetime.timedelta(days=step)),)
    if period in ("week", "weekend"):
        monday = written + datetime.timedelta(days=1 - written.isoweekday() + WEEKDAYS * step)
        first = monday + datetime.timedelta(days=5) if period == "weekend" else monday
        return ((number_of(first), number_of(monday + datetime.timedelta(days=6))),)
    if period == "month":
        month = written.year * 12 + written.month - 1 + step
        return (_months(month, month),)
    if period == "year":
        year = written.year + step
        return ((year * DATED + _FIRST_MONTH, year * DATED + _LAST_MONTH),)
    return _season(period, step, written)


def _season(name: str, step: int, written: datetime.date) -> tuple[Span, ...]:
    """ "Last summer": the latest that was over; "this" and "next" may be the running one or the one to come."""
    if name not in _SEASONS:
        return ()
    first, last = _SEASONS[name]
    now = written.year * 12 + written.month - 1
    spans = [(year * 12 + first - 1, year * 12 + last - 1) for year in range(written.year - 2, written.year + 3)]
    if step < 0:
        spans = [max(span for span in spans if span[1] < now), max(span for span in spans if span[0] <= now)]
    elif step > 0:
        spans = [min(span for span in spans if span[0] > now)]
    else:
        spans = [span for span in spans if abs(span[0] - now) < 9]
    return tuple(_months(first, last) for first, last in spans)


def _months(first: int, last: int) -> Span:
    """From the first day of one month to the last day of another, both counted from the year 0."""
    days = calendar.monthrange(last // 12, last % 12 + 1)[1]
    return first // 12 * DATED + (first % 12 + 1) * 100 + 1, last // 12 * DATED + (last % 12 + 1) * 100 + days
