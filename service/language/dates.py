"""Calendar dates, months, weekdays and days told from today, as they are written.

A date's `unit` is ISO 8601 text with what is known, and its `low` and `high` are YYYYMMDD with zeros
for what is not said; `service.language.moments` says it in full.
"""

from __future__ import annotations

import calendar

from service.language.lexemes import Lexemes
from service.language.nouns import is_plural
from service.language.readings import Reading, moment
from service.language.word_lists import word_list, word_set

_MONTHS = word_list("january february march april may june july august september october november december")
MONTHS = {name: number for number, name in enumerate(_MONTHS, start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
_LONG_MONTH = 5
# Months that are also ordinary words or given names: alone they need a sign that time is meant.
_UNSURE_MONTHS = word_set("may march april june august")
TEMPORAL = word_set(
    "in since until till by before after during from to between and of last next this early late mid "
    "through on past previous through around about throughout"
)
_WEEKDAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAYS, start=1)}
DAY_PARTS = word_set("morning afternoon evening night lunchtime")
RELATIVE = word_set("last next this past previous coming")
_PERIODS = word_set(
    "week month year weekend night evening morning afternoon summer winter autumn fall spring decade "
    "century quarter fortnight"
)
COUNTED_NOUNS = word_set(
    "people troops soldiers men women children civilians deaths dead killed personnel jobs homes houses "
    "workers members times students victims cases tonnes tons prisoners fighters police officers votes"
)
FIRST_YEAR, LAST_YEAR = 1000, 2100
_MOST_DAYS = 31
YEAR_DIGITS = 4


def make_date(year: int, month: int, day: int, last_day: int, first: int, last: int) -> Reading | None:
    """A calendar date or month; 0 stands for a part that is not said. None if there is no such day."""
    days = calendar.monthrange(year or 2000, month)[1]
    if last_day > days or day > last_day:
        return None
    begin = (year * 100 + month) * 100
    unit = f"{year:04}-{month:02}" if year else f"--{month:02}"
    if day:
        unit += f"-{day:02}"
    return moment("date", begin + (day or 1), begin + (last_day or days), unit, first, last)


def _day_of_month(lexemes: Lexemes, at: int) -> int:
    """A number from 1 to 31 in digits, as "24" or "24th"; 0 for anything else."""
    if lexemes.kind(at) not in ("number", "ordinal"):
        return 0
    digits = lexemes.word(at)[:2] if lexemes.kind(at) == "ordinal" else lexemes.word(at)
    digits = digits.rstrip("stndrh")
    if not digits.isdecimal() or len(digits) > 2 or not 1 <= int(digits) <= _MOST_DAYS:
        return 0
    return int(digits) if len(lexemes.word(at)) <= YEAR_DIGITS else 0


def year_number(lexemes: Lexemes, at: int) -> int:
    """A year in four digits, 0 for anything else."""
    word = lexemes.word(at)
    if lexemes.kind(at) != "number" or len(word) != YEAR_DIGITS or not word.isdecimal():
        return 0
    return int(word) if FIRST_YEAR <= int(word) <= LAST_YEAR else 0


def _month_number(lexemes: Lexemes, at: int) -> int:
    """The month a word names, 0 if it names none."""
    return MONTHS.get(lexemes.word(at), 0)


def _after_month(lexemes: Lexemes, at: int) -> int:
    """Past the point of an abbreviated month, "Jan."."""
    return at + 1 if lexemes.word(at) == "." and lexemes.joined(at) and len(lexemes.word(at - 1)) < _LONG_MONTH else at


def read_day_first(lexemes: Lexemes, at: int) -> Reading | None:
    """ "24 January 2022", "24th of January", "24-26 January"."""
    day = _day_of_month(lexemes, at)
    if not day:
        return None
    last_day, after = day, at + 1
    if lexemes.word(after) in ("to", "and", "or") or lexemes.kind(after) == "dash":
        other = _day_of_month(lexemes, after + 1)
        if other > day and _month_number(lexemes, after + 2 + (lexemes.word(after + 2) == "of")):
            last_day, after = other, after + 2
    if (lexemes.word(after) == "of" and lexemes.kind(after - 1) == "ordinal") or lexemes.hyphen(after):
        after += 1
    month = _month_number(lexemes, after)
    if not month or (
        lexemes.word(after) in ("may", "march") and not lexemes.capitalised(after) and lexemes.kind(at) == "number"
    ):
        return None
    after = _after_month(lexemes, after + 1)
    year_at = after + (lexemes.word(after) == "," or lexemes.hyphen(after))
    year = year_number(lexemes, year_at)
    return make_date(year, month, day, last_day, at, year_at + 1 if year else after)


def read_month_first(lexemes: Lexemes, at: int) -> Reading | None:
    """ "January 24, 2022", "January 24-26", "January 2022", "January"."""
    month = _month_number(lexemes, at)
    after = _after_month(lexemes, at + 1)
    day = _day_of_month(lexemes, after)
    if day and not _day_counts(lexemes, at, after):
        return _finish_month_first(lexemes, at, after, month, day)
    year_at = after + (lexemes.word(after) in (",", "of"))
    year = year_number(lexemes, year_at)
    if year and not (
        lexemes.word(after) == "," and lexemes.word(at - 1) == "in" and is_plural(lexemes.word(year_at + 1))
    ):
        return make_date(year, month, 0, 0, at, year_at + 1)
    return make_date(0, month, 0, 0, at, at + 1) if _month_alone(lexemes, at) else None


def _finish_month_first(lexemes: Lexemes, at: int, day_at: int, month: int, day: int) -> Reading | None:
    last_day, after = day, day_at + 1
    if lexemes.kind(after) == "dash" or lexemes.word(after) in ("to", "and"):
        other = _day_of_month(lexemes, after + 1)
        if other > day and (lexemes.kind(after) == "dash" or not is_plural(lexemes.word(after + 2))):
            last_day, after = other, after + 2
    year_at = after + (lexemes.word(after) == ",")
    year = year_number(lexemes, year_at)
    if year and year_at > after and is_plural(lexemes.word(year_at + 1)) and lexemes.word(year_at + 1) in COUNTED_NOUNS:
        year = 0
    return make_date(year, month, day, last_day, at, year_at + 1 if year else after)


def _day_counts(lexemes: Lexemes, month_at: int, day_at: int) -> bool:
    """Whether the number after a month counts something: "in March 5 people died"."""
    if lexemes.kind(day_at) == "ordinal":
        return False
    following = lexemes.word(day_at + 1)
    if lexemes.word(month_at) in ("may", "march") and not lexemes.capitalised(month_at):
        return True
    return (
        (lexemes.word(month_at - 1) == "in" and (is_plural(following) or following in ("million", "thousand")))
        or following in ("%", "percent", "per", "years", "months", "people")
    )  # fmt: skip


def _month_alone(lexemes: Lexemes, at: int) -> bool:
    word = lexemes.word(at)
    if word not in _UNSURE_MONTHS:
        return len(word) >= _LONG_MONTH or word == "july"
    if not lexemes.capitalised(at) or lexemes.capitalised(at + 1):
        return False
    return lexemes.word(at - 1) in TEMPORAL


def read_numeric_date(lexemes: Lexemes, at: int) -> Reading | None:
    """An ISO date, or day, month and year by slashes or points where only one reading is a date."""
    written = lexemes.word(at)
    if "/" in written or "." in written:
        day, month, year = (int(part) for part in written.replace("/", ".").split("."))
        if "/" in written and day <= 12 and month <= 12 and day != month:  # either could be the month
            return None
        if month > 12 >= day and "/" in written:
            day, month = month, day
    else:
        year, month, day = int(written[:4]), int(written[5:7]), int(written[8:10])
    if not 1 <= month <= 12 or not 1 <= day <= _MOST_DAYS or not year:
        return None
    return make_date(year, month, day, day, at, at + 1)


def read_weekday(lexemes: Lexemes, at: int) -> Reading:
    """ "Monday", "Monday morning", "Monday, January 24, 2022"."""
    number, after = WEEKDAYS[lexemes.word(at)], at + 1
    if lexemes.word(after) in DAY_PARTS:
        after += 1
    date_at = after + (lexemes.word(after) == ",")
    date_at += lexemes.word(date_at) == "the"
    date = None
    if lexemes.word(date_at) in MONTHS and _day_of_month(lexemes, date_at + 1):
        date = read_month_first(lexemes, date_at)
    elif lexemes.kind(date_at) in ("number", "ordinal"):
        date = read_day_first(lexemes, date_at)
    if date is not None:
        return moment("date", date.low, date.high, date.unit, at, date.last)
    return moment("date", number, number, lexemes.word(at), at, after)


def read_relative(lexemes: Lexemes, at: int) -> Reading | None:
    """ "last week", "next Friday", "this year"; None where no period follows."""
    word, period = lexemes.word(at), lexemes.word(at + 1)
    if period in WEEKDAYS:
        day = read_weekday(lexemes, at + 1)
        return moment("date", day.low, day.high, day.unit, at, day.last)
    if period in MONTHS and word in ("last", "next", "this"):
        month = read_month_first(lexemes, at + 1)
        return month and moment("date", month.low, month.high, month.unit, at, month.last)
    if period not in _PERIODS or (lexemes.surface(at + 1).endswith(("'s", "’s")) and word == "this"):
        return None
    return moment("date", 0, 0, f"{word} {period}", at, at + 2)
