"""The days that a question asks about, counted from the day on which it is asked."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence

from service.language.calendar import DATED, WEEKDAYS, number_of, resolve
from service.language.quantities import Quantity, find_quantities

Days = tuple[datetime.date, datetime.date]
# A time of more days than this tells too little of when an article about it was published.
LONGEST = 31
# Papers tell of a thing for about a week after it, and before it where it is to come.
WEEK = 7
# More of them than anybody asks about at once are not looked for.
MOST = 20
_LATELY = re.compile(
    r"\b(?:recently|lately|currently|nowadays|latest|recent(?! (?:years|decades|centuries|history|times))|right now|"
    r"these days|(?:last|past|previous) (?:\w+ |couple of )?(?:days|weeks)(?! of\b))\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:last|past|previous|this|next|coming)\s", re.IGNORECASE)
_COMING = re.compile(r"\b(?:will|would|next|coming|upcoming|due|expected|planned|scheduled|going to)\b", re.IGNORECASE)
# "Sheffield Wednesday", "the Sunday Times": a name and no day.
_NAMED_BEFORE = re.compile(r"[A-Z][\w’'-]*\s\Z")
_NAMED_BEHIND = re.compile(r"\s(?:[A-Z]|the \d)")


def names_no_year(question: str) -> bool:
    """Whether a question names a month, or a day of one, and no year."""
    named = find_quantities(question)
    has_year = any(one.kind == "year" or (one.kind == "date" and one.low >= DATED) for one in named)
    return not has_year and any(_lacks_year(one) for one in named)


def days_asked(question: str, asked: datetime.date, years: Sequence[int] = ()) -> tuple[Days, ...]:
    """First and last days, both included, on which articles about the times that a question names are published.

    "This week" is the one up to the day `asked` and what is to come of it, "in January 2022" that month and the week
    after it. Of a month without its year the last one is meant, unless the question looks ahead, or those of `years`,
    where they are told. A time of more than a month is left out, and so is what no calendar has.
    """
    found = []
    for quantity in find_quantities(question):
        if quantity.kind == "date" and not _is_name(question, quantity):
            spans = resolve(quantity, asked)
            if years and _lacks_year(quantity):
                low, high = int(quantity.low), int(quantity.high)
                spans = tuple((year * DATED + low, year * DATED + high) for year in years)
            past = [span for span in spans if span[0] <= number_of(asked)]
            found += [_published(*span, asked) for span in (spans if _COMING.search(question) else past or spans)]
    if _LATELY.search(question):
        found.append((_moved(asked, -LONGEST), asked))
    return tuple(dict.fromkeys(one for one in found if one is not None))[: MOST * max(1, len(years))]


def _lacks_year(quantity: Quantity) -> bool:
    """Whether a date is a month, or a day of one, in no year: "last June" is in one."""
    is_bare = _RELATIVE.match(quantity.text) is None
    return quantity.kind == "date" and WEEKDAYS < quantity.low < DATED and is_bare


def _is_name(question: str, quantity: Quantity) -> bool:
    """Whether a weekday is part of a name."""
    if not 0 < quantity.low <= WEEKDAYS:
        return False
    before, behind = question[: quantity.start], question[quantity.end :]
    return bool(_NAMED_BEFORE.search(before) or _NAMED_BEHIND.match(behind))


def _published(low: int, high: int, asked: datetime.date) -> Days | None:
    try:
        first, last = _day(low), _day(high)
    except ValueError:  # before the first year of the calendar or after its last
        return None
    if (last - first).days >= LONGEST:
        return None
    return (min(first, _moved(asked, -WEEK)) if last >= asked else first), _moved(last, WEEK)


def _moved(day: datetime.date, days: int) -> datetime.date:
    """The day so many days later, as far as the calendar goes."""
    number = max(datetime.date.min.toordinal(), min(datetime.date.max.toordinal(), day.toordinal() + days))
    return datetime.date.fromordinal(number)


def _day(number: int) -> datetime.date:
    """The day of a number YYYYMMDD, which may name a 31st where the month has none."""
    year, month, day = number // DATED, number // 100 % 100, number % 100
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))
