"""Dates, times, years and centuries as they are written.

A moment's `unit` is ISO 8601 text with what is known ("2022-01-24", "2022-01", "--01-24", "--01"), a
weekday, or the words themselves ("last week"); its `low` and `high` are YYYYMMDD with zeros for what
is not said, a year, or for a time of day the minutes since midnight.
"""

from __future__ import annotations

import calendar

from service.answering.lexemes import Lexemes
from service.answering.nouns import is_plural
from service.answering.number_words import ORDINALS, SMALL
from service.answering.units import Qualifier, QuantityKind, Reading, read_unit

_MONTH_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
    "november nov|december dec"
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), start=1) for name in names.split()}
_LONG_MONTH = 5
# Months that are also ordinary words or given names: alone they need a sign that time is meant.
_UNSURE_MONTHS = frozenset("may march april june august".split())
_TEMPORAL = frozenset(
    "in since until till by before after during from to between and of last next this early late mid through "
    "on past through around about throughout".split()
)
WEEKDAYS = {
    name: number
    for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split(), start=1)
}
_NAMED_DAYS = frozenset("black giving good bloody cyber palm super ash fat easter".split())
_DAY_PARTS = frozenset("morning afternoon evening night lunchtime".split())
_NEAR_DAYS = frozenset("today tonight yesterday tomorrow".split())
_RELATIVE = frozenset("last next this past previous coming".split())
_PERIODS = frozenset(
    "week month year weekend night evening morning afternoon summer winter autumn fall spring decade century quarter "
    "fortnight".split()
)
_ZONES = frozenset("gmt utc bst est edt et pt ct pst pdt cet cest ist msk".split())
_PARTS_OF_SPAN = frozenset("early late mid earlier later".split())
_FIRST_YEAR, _LAST_YEAR, _MODERN = 1000, 2100, 1900
_MOST_DAYS = 31
_YEAR_DIGITS = 4
_COUNTED_NOUNS = frozenset(
    "people troops soldiers men women children civilians deaths dead killed personnel jobs homes houses workers "
    "members times students victims cases tonnes tons prisoners fighters police officers votes".split()
)
TRIGGERS = frozenset(MONTHS) | frozenset(WEEKDAYS) | _NEAR_DAYS | _RELATIVE | _PARTS_OF_SPAN | {"noon", "midnight", "ad"}


def read_moment(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """The moment that begins at a position, None where none does; nothing before `floor` is looked at."""
    kind, word = lexemes.kind(at), lexemes.word(at)
    if kind == "word":
        return _read_worded(lexemes, at, word)
    if kind == "clock":
        return _read_clock(lexemes, at)
    if kind == "date":
        return _read_numeric_date(lexemes, at)
    if kind == "decade":
        return _read_decade(lexemes, at)
    if kind == "slashed":
        return _read_season(lexemes, at)
    if kind in ("number", "ordinal"):
        return (
            _read_day_first(lexemes, at)
            or (_read_century(lexemes, at) if kind == "ordinal" else None)
            or (_read_hour(lexemes, at) or _read_year(lexemes, at, floor) if kind == "number" else None)
        )
    return None


def _moment(
    kind: QuantityKind, low: float, high: float, unit: str, first: int, last: int, about: bool = False
) -> Reading:
    qualifier: Qualifier = "about" if about else "exact"
    return Reading(kind, low, high, unit, first, last, first, last, qualifier)


def _date(year: int, month: int, day: int, last_day: int, first: int, last: int) -> Reading | None:
    """A calendar date or month; 0 stands for a part that is not said. None if there is no such day."""
    days = calendar.monthrange(year or 2000, month)[1]
    if last_day > days or day > last_day:
        return None
    begin = (year * 100 + month) * 100
    unit = f"{year:04}-{month:02}" if year else f"--{month:02}"
    if day:
        unit += f"-{day:02}"
    return _moment("date", begin + (day or 1), begin + (last_day or days), unit, first, last)


def _day_of_month(lexemes: Lexemes, at: int) -> int:
    """A number from 1 to 31 in digits, as "24" or "24th"; 0 for anything else."""
    if lexemes.kind(at) not in ("number", "ordinal"):
        return 0
    digits = lexemes.word(at)[:2] if lexemes.kind(at) == "ordinal" else lexemes.word(at)
    digits = digits.rstrip("stndrh")
    if not digits.isdecimal() or len(digits) > 2 or not 1 <= int(digits) <= _MOST_DAYS:  # noqa: PLR2004
        return 0
    return int(digits) if len(lexemes.word(at)) <= _YEAR_DIGITS else 0


def _year_number(lexemes: Lexemes, at: int) -> int:
    """A year in four digits, 0 for anything else."""
    word = lexemes.word(at)
    if lexemes.kind(at) != "number" or len(word) != _YEAR_DIGITS or not word.isdecimal():
        return 0
    return int(word) if _FIRST_YEAR <= int(word) <= _LAST_YEAR else 0


def _month_number(lexemes: Lexemes, at: int) -> int:
    """The month a word names, 0 if it names none."""
    return MONTHS.get(lexemes.word(at), 0)


def _after_month(lexemes: Lexemes, at: int) -> int:
    """Past the point of an abbreviated month, "Jan."."""
    return at + 1 if lexemes.word(at) == "." and lexemes.joined(at) and len(lexemes.word(at - 1)) < _LONG_MONTH else at


def _read_day_first(lexemes: Lexemes, at: int) -> Reading | None:
    day = _day_of_month(lexemes, at)
    if not day:
        return None
    last_day, after = day, at + 1
    if lexemes.word(after) in ("to", "and", "or") or lexemes.kind(after) == "dash":
        other = _day_of_month(lexemes, after + 1)
        if other > day and _month_number(lexemes, after + 2 + (lexemes.word(after + 2) == "of")):
            last_day, after = other, after + 2
    if lexemes.word(after) == "of" and lexemes.kind(after - 1) == "ordinal" or lexemes.hyphen(after):
        after += 1
    month = _month_number(lexemes, after)
    if not month or lexemes.word(after) in ("may", "march") and not lexemes.capitalised(after) and lexemes.kind(at) == "number":
        return None
    after = _after_month(lexemes, after + 1)
    year_at = after + (lexemes.word(after) == "," or lexemes.hyphen(after))
    year = _year_number(lexemes, year_at)
    return _date(year, month, day, last_day, at, year_at + 1 if year else after)


def _read_month_first(lexemes: Lexemes, at: int) -> Reading | None:
    month = _month_number(lexemes, at)
    after = _after_month(lexemes, at + 1)
    day = _day_of_month(lexemes, after)
    if day and not _day_counts(lexemes, at, after):
        return _finish_month_first(lexemes, at, after, month, day)
    year_at = after + (lexemes.word(after) in (",", "of"))
    year = _year_number(lexemes, year_at)
    if year and not (lexemes.word(after) == "," and lexemes.word(at - 1) == "in" and is_plural(lexemes.word(year_at + 1))):
        return _date(year, month, 0, 0, at, year_at + 1)
    return _date(0, month, 0, 0, at, at + 1) if _month_alone(lexemes, at) else None


def _finish_month_first(lexemes: Lexemes, at: int, day_at: int, month: int, day: int) -> Reading | None:
    last_day, after = day, day_at + 1
    if lexemes.kind(after) == "dash" or lexemes.word(after) in ("to", "and"):
        other = _day_of_month(lexemes, after + 1)
        if other > day and (lexemes.kind(after) == "dash" or not is_plural(lexemes.word(after + 2))):
            last_day, after = other, after + 2
    year_at = after + (lexemes.word(after) == ",")
    year = _year_number(lexemes, year_at)
    if year and year_at > after and is_plural(lexemes.word(year_at + 1)) and lexemes.word(year_at + 1) in _COUNTED_NOUNS:
        year = 0
    return _date(year, month, day, last_day, at, year_at + 1 if year else after)


def _day_counts(lexemes: Lexemes, month_at: int, day_at: int) -> bool:
    """Whether the number after a month counts something: "in March 5 people died"."""
    if lexemes.kind(day_at) == "ordinal":
        return False
    following = lexemes.word(day_at + 1)
    if lexemes.word(month_at) in ("may", "march") and not lexemes.capitalised(month_at):
        return True
    return (
        lexemes.word(month_at - 1) == "in" and (is_plural(following) or following in ("million", "thousand"))
        or following in ("%", "percent", "per", "years", "months", "people")
    )  # fmt: skip


def _month_alone(lexemes: Lexemes, at: int) -> bool:
    word = lexemes.word(at)
    if word not in _UNSURE_MONTHS:
        return len(word) >= _LONG_MONTH or word == "july"
    if not lexemes.capitalised(at) or lexemes.capitalised(at + 1):
        return False
    return lexemes.word(at - 1) in _TEMPORAL


def _read_numeric_date(lexemes: Lexemes, at: int) -> Reading | None:
    written = lexemes.word(at)
    if "/" in written or "." in written:
        day, month, year = (int(part) for part in written.replace("/", ".").split("."))
        if "/" in written and day <= 12 and month <= 12 and day != month:  # noqa: PLR2004 — either could be the month
            return None
        if month > 12 >= day and "/" in written:  # noqa: PLR2004
            day, month = month, day
    else:
        year, month, day = int(written[:4]), int(written[5:7]), int(written[8:10])
    if not 1 <= month <= 12 or not 1 <= day <= _MOST_DAYS or not year:  # noqa: PLR2004
        return None
    return _date(year, month, day, day, at, at + 1)


def _read_worded(lexemes: Lexemes, at: int, word: str) -> Reading | None:
    if word in WEEKDAYS:
        named = lexemes.word(at - 1) in _NAMED_DAYS and lexemes.capitalised(at - 1)
        return None if named else _read_weekday(lexemes, at)
    if word in MONTHS:
        return _read_month_first(lexemes, at)
    if word in _NEAR_DAYS:
        last = at + 2 if lexemes.word(at + 1) in _DAY_PARTS else at + 1
        return _moment("date", 0, 0, word, at, last)
    if word in _RELATIVE:
        return _read_relative(lexemes, at)
    if word in _PARTS_OF_SPAN:
        return _read_part_of(lexemes, at)
    if word in ("noon", "midnight"):
        return _moment("time", 720.0 if word == "noon" else 0.0, 720.0 if word == "noon" else 0.0, "", at, at + 1)
    if word == "ad" and lexemes.surface(at) == "AD" and lexemes.word(at + 1).isdecimal():
        year = int(lexemes.word(at + 1))
        return _moment("year", year, year, "year", at, at + 2) if year <= _LAST_YEAR else None
    if word in ORDINALS:
        return _read_century(lexemes, at)
    return _read_oclock(lexemes, at) if word in SMALL else None


def _read_weekday(lexemes: Lexemes, at: int) -> Reading:
    number, after = WEEKDAYS[lexemes.word(at)], at + 1
    if lexemes.word(after) in _DAY_PARTS:
        after += 1
    date_at = after + (lexemes.word(after) == ",")
    date_at += lexemes.word(date_at) == "the"
    date = None
    if lexemes.word(date_at) in MONTHS and _day_of_month(lexemes, date_at + 1):
        date = _read_month_first(lexemes, date_at)
    elif lexemes.kind(date_at) in ("number", "ordinal"):
        date = _read_day_first(lexemes, date_at)
    if date is not None:
        return _moment("date", date.low, date.high, date.unit, at, date.last)
    return _moment("date", number, number, lexemes.word(at), at, after)


def _read_relative(lexemes: Lexemes, at: int) -> Reading | None:
    word, period = lexemes.word(at), lexemes.word(at + 1)
    if period in WEEKDAYS:
        day = _read_weekday(lexemes, at + 1)
        return _moment("date", day.low, day.high, day.unit, at, day.last)
    if period in MONTHS and word in ("last", "next", "this"):
        month = _read_month_first(lexemes, at + 1)
        return month and _moment("date", month.low, month.high, month.unit, at, month.last)
    if period not in _PERIODS or lexemes.surface(at + 1).endswith(("'s", "’s")) and word == "this":
        return None
    return _moment("date", 0, 0, f"{word} {period}", at, at + 2)


def _read_part_of(lexemes: Lexemes, at: int) -> Reading | None:
    """"mid-2021", "early 1990s", "late January", "later this week"."""
    inner_at = at + 1 + lexemes.hyphen(at + 1)
    kind, word = lexemes.kind(inner_at), lexemes.word(inner_at)
    inner: Reading | None = None
    if word in ("in", "on") and lexemes.word(at) in ("early", "late"):
        inner_at += 1
        inner_at += lexemes.word(inner_at) == "the"
        kind, word = lexemes.kind(inner_at), lexemes.word(inner_at)
        if kind not in ("number", "decade") and word not in MONTHS:
            return None
    if word in MONTHS or word in _RELATIVE or word in WEEKDAYS or word in _NEAR_DAYS:
        inner = _read_worded(lexemes, inner_at, word) or (
            _date(0, MONTHS[word], 0, 0, inner_at, inner_at + 1) if lexemes.capitalised(inner_at) else None
        )
    elif kind == "number" and _year_number(lexemes, inner_at):
        inner = _read_year(lexemes, inner_at, inner_at)
    elif kind == "decade":
        inner = _read_decade(lexemes, inner_at)
    elif kind == "ordinal" or word in ORDINALS:
        inner = _read_century(lexemes, inner_at)
    if inner is None:
        return None
    return _moment(inner.kind, inner.low, inner.high, inner.unit, at, inner.last, about=True)


def _read_decade(lexemes: Lexemes, at: int) -> Reading | None:
    digits = "".join(character for character in lexemes.word(at) if character.isdecimal())
    if len(digits) == 3:  # noqa: PLR2004 — "100s", "250s": no decade
        return None
    low = int(digits) if len(digits) == _YEAR_DIGITS else int(digits) + _MODERN
    if lexemes.word(at - 1) in ("his", "her", "their", "my") and len(digits) == 2:  # noqa: PLR2004
        return _moment("age", int(digits), int(digits) + 9, "year", at, at + 1)
    span = 99 if low % 100 == 0 and low < 2000 else 9  # noqa: PLR2004 — "the 1800s" are a century
    return _moment("year", low, low + span, "year", at, at + 1)


def _read_season(lexemes: Lexemes, at: int) -> Reading | None:
    """"2021/22"."""
    parts = lexemes.word(at).split("/")
    if len(parts) != 2 or len(parts[0]) != _YEAR_DIGITS:  # noqa: PLR2004
        return None
    first = int(parts[0])
    if not _FIRST_YEAR <= first <= _LAST_YEAR or int(parts[1][-2:]) != (first + 1) % 100:
        return None
    return _moment("year", first, first + 1, "year", at, at + 1)


def _read_century(lexemes: Lexemes, at: int) -> Reading | None:
    """"the 19th century", "tenth-century", "10th and 11th centuries"."""
    low = _ordinal_number(lexemes, at)
    high, after = low, at + 1
    if lexemes.word(after) in ("and", "to", "or") and _ordinal_number(lexemes, after + 1):
        high, after = _ordinal_number(lexemes, after + 1), after + 2
    after += lexemes.hyphen(after)
    if lexemes.word(after) not in ("century", "centuries") or not 0 < low <= high <= 21:  # noqa: PLR2004
        return None
    era = lexemes.word(after + 1)
    if era in ("bc", "bce"):
        return _moment("year", -100 * high, -100 * low + 99, "century", at, after + 2)
    return _moment("year", 100 * low - 99, 100 * high, "century", at, after + 1 + (era in ("ad", "ce")))


def _ordinal_number(lexemes: Lexemes, at: int) -> int:
    if lexemes.kind(at) == "ordinal":
        return int("".join(character for character in lexemes.word(at) if character.isdecimal()))
    return ORDINALS.get(lexemes.word(at), 0)


def _read_clock(lexemes: Lexemes, at: int) -> Reading | None:
    parts = lexemes.word(at).replace(".", ":").split(":")
    return _finish_time(lexemes, int(parts[0]) * 60 + int(parts[1]), at, at + 1)


def _finish_time(lexemes: Lexemes, minutes: int, first: int, last: int) -> Reading:
    half = _half_of_day(lexemes, last)
    if half:
        minutes = minutes % 720 + (720 if half == "p" else 0)
        last += 1
    zone = ""
    if lexemes.word(last) in _ZONES and lexemes.surface(last).isupper():
        zone, last = lexemes.word(last), last + 1
    elif lexemes.word(last) == "local" and lexemes.word(last + 1) == "time":
        zone, last = "local", last + 2
    return _moment("time", minutes, minutes, zone, first, last)


def _half_of_day(lexemes: Lexemes, at: int) -> str:
    word = lexemes.word(at)
    return word[0] if word in ("am", "pm", "a.m.", "p.m.", "a.m", "p.m") else ""


def _read_hour(lexemes: Lexemes, at: int) -> Reading | None:
    """"5 p.m.", "5pm", "9-11am", "2 o'clock", "1700 GMT"."""
    digits, after = lexemes.word(at), at + 1
    if not digits.isdecimal():
        return None
    if len(digits) == _YEAR_DIGITS and lexemes.word(after) in _ZONES and int(digits[:2]) < 24 and int(digits[2:]) < 60:  # noqa: PLR2004
        return _finish_time(lexemes, int(digits[:2]) * 60 + int(digits[2:]), at, after)
    if len(digits) > 2 or not 1 <= int(digits) <= 12:  # noqa: PLR2004
        return None
    if _half_of_day(lexemes, after):
        return _finish_time(lexemes, int(digits) * 60, at, after)
    joint = lexemes.kind(after) == "dash" or lexemes.word(after) == {"between": "and", "from": "to"}.get(lexemes.word(at - 1))
    if joint and lexemes.kind(after + 1) == "number" and _half_of_day(lexemes, after + 2):
        end = _read_hour(lexemes, after + 1)
        if end is not None:
            begin = int(digits) % 12 * 60 + (720 if end.low >= 720 else 0)  # noqa: PLR2004
            begin -= 720 if begin > end.low and begin >= 720 else 0  # noqa: PLR2004
            return _moment("time", begin, end.high, end.unit, at, end.last)
    return _read_oclock(lexemes, at)


def _read_oclock(lexemes: Lexemes, at: int) -> Reading | None:
    if lexemes.word(at + 1) not in ("o'clock", "o’clock"):
        return None
    word = lexemes.word(at)
    hour = SMALL.get(word, 0) if not word.isdecimal() else int(word)
    return _moment("time", hour * 60, hour * 60, "", at, at + 2) if 1 <= hour <= 12 else None  # noqa: PLR2004


def _read_year(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """A year or a run of years: "2021", "2014-2018", "2021-22", "2014 to 2018", "44 BC"."""
    word, after = lexemes.word(at), at + 1
    era = lexemes.word(after)
    if era in ("bc", "bce", "ce", "ad") and word.isdecimal() and int(word) <= _LAST_YEAR and lexemes.surface(after).isupper():
        year = -int(word) if era in ("bc", "bce") else int(word)
        return _moment("year", year, year, "year", at, after + 1)
    year = _year_number(lexemes, at)
    if not year or not _stands_as_year(lexemes, at, year, floor):
        return None
    last = _later_year(lexemes, after, year, lexemes.word(at - 1))
    if last:
        return _moment("year", year, last, "year", at, after + 2)
    return _moment("year", year, year, "year", at, after)


def _later_year(lexemes: Lexemes, after: int, year: int, before: str) -> int:
    """The year that ends a run which `year` began, 0 where there is no run."""
    joint, other = lexemes.word(after), _year_number(lexemes, after + 1)
    dashed = lexemes.kind(after) == "dash"
    if other > year and (dashed or joint == "to" and before != "to" or joint == "and" and before == "between"):
        return other
    short = lexemes.word(after + 1)
    if dashed and lexemes.joined(after) and lexemes.joined(after + 1) and len(short) == 2 and short.isdecimal():  # noqa: PLR2004
        later = year - year % 100 + int(short)
        return later if later > year else 0
    return 0


def _stands_as_year(lexemes: Lexemes, at: int, year: int, floor: int) -> bool:
    before, following = (lexemes.word(at - 1) if at > floor else ""), lexemes.word(at + 1)
    if lexemes.kind(at - 1) == "currency" or lexemes.joined(at + 1) and lexemes.kind(at + 1) == "word":
        return False
    unit = read_unit(lexemes, at + 1)
    if unit is not None or following in ("hundred", "thousand", "million", "billion"):
        return False
    signalled = before in _TEMPORAL or before in MONTHS or before in ("year", "circa", "spring", "summer", "(", "–")
    signalled = signalled or before in ("autumn", "winter", "fall")
    signalled = signalled or before == "." and lexemes.word(at - 2) in ("c", "ca")
    if following in _COUNTED_NOUNS:
        return signalled and before in ("in", "since", "year") and year >= _MODERN and following not in ("people", "troops")
    if year >= _MODERN:
        return signalled or before in ("the", "") or not is_plural(following) or lexemes.opens_sentence(at)
    return signalled and not is_plural(following)
