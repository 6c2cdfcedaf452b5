"""Dates, times, years and centuries as they are written.

A moment's `unit` is ISO 8601 text with what is known ("2022-01-24", "2022-01", "--01-24", "--01"), a
weekday, or the words themselves ("last week"); its `low` and `high` are YYYYMMDD with zeros for what
is not said, a year, or for a time of day the minutes since midnight.
"""

from __future__ import annotations

from service.language.clocks import read_clock, read_hour, read_oclock
from service.language.dates import (
    DAY_PARTS,
    LAST_YEAR,
    MONTHS,
    RELATIVE,
    WEEKDAYS,
    make_date,
    read_day_first,
    read_month_first,
    read_numeric_date,
    read_relative,
    read_weekday,
    year_number,
)
from service.language.lexemes import Lexemes
from service.language.number_words import ORDINALS, SMALL, TENS
from service.language.readings import Reading, moment
from service.language.word_lists import word_set
from service.language.years import read_century, read_decade, read_season, read_year

_NAMED_DAYS = word_set("black giving good bloody cyber palm super ash fat easter")
NEAR_DAYS = word_set("today tonight yesterday tomorrow")
PARTS_OF_SPAN = word_set("early late mid earlier later")
TRIGGERS = frozenset(MONTHS) | frozenset(WEEKDAYS) | NEAR_DAYS | RELATIVE | PARTS_OF_SPAN | {"noon", "midnight", "ad"}


def read_moment(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """The moment that begins at a position, None where none does; nothing before `floor` is looked at."""
    kind, word = lexemes.kind(at), lexemes.word(at)
    if kind == "word":
        return _read_worded(lexemes, at, word)
    if kind == "clock":
        return read_clock(lexemes, at)
    if kind == "date":
        return read_numeric_date(lexemes, at)
    if kind == "decade":
        return read_decade(lexemes, at)
    if kind == "slashed":
        return read_season(lexemes, at)
    if kind in ("number", "ordinal"):
        return (
            read_day_first(lexemes, at)
            or (read_century(lexemes, at) if kind == "ordinal" else None)
            or (read_hour(lexemes, at) or read_year(lexemes, at, floor) if kind == "number" else None)
        )
    return None


def _read_worded(lexemes: Lexemes, at: int, word: str) -> Reading | None:
    if word in WEEKDAYS:
        named = lexemes.word(at - 1) in _NAMED_DAYS and lexemes.capitalised(at - 1)
        return None if named else read_weekday(lexemes, at)
    if word in MONTHS:
        return read_month_first(lexemes, at)
    if word in NEAR_DAYS:
        last = at + 2 if lexemes.word(at + 1) in DAY_PARTS else at + 1
        return moment("date", 0, 0, word, at, last)
    if word in RELATIVE:
        return read_relative(lexemes, at)
    if word in PARTS_OF_SPAN:
        return _read_part_of(lexemes, at)
    if word in ("noon", "midnight"):
        return moment("time", 720.0 if word == "noon" else 0.0, 720.0 if word == "noon" else 0.0, "", at, at + 1)
    if word == "ad" and lexemes.surface(at) == "AD" and lexemes.word(at + 1).isdecimal():
        year = int(lexemes.word(at + 1))
        return moment("year", year, year, "year", at, at + 2) if year <= LAST_YEAR else None
    if word in ORDINALS or word in TENS:
        return read_century(lexemes, at)
    return read_oclock(lexemes, at) if word in SMALL else None


def _read_part_of(lexemes: Lexemes, at: int) -> Reading | None:
    """ "mid-2021", "early 1990s", "late January", "later this week"."""
    inner_at = at + 1 + lexemes.hyphen(at + 1)
    kind, word = lexemes.kind(inner_at), lexemes.word(inner_at)
    inner: Reading | None = None
    if word in ("in", "on") and lexemes.word(at) in ("early", "late"):
        inner_at += 1
        inner_at += lexemes.word(inner_at) == "the"
        kind, word = lexemes.kind(inner_at), lexemes.word(inner_at)
        if kind not in ("number", "decade") and word not in MONTHS:
            return None
    if word in MONTHS or word in RELATIVE or word in WEEKDAYS or word in NEAR_DAYS:
        inner = _read_worded(lexemes, inner_at, word) or (
            make_date(0, MONTHS[word], 0, 0, inner_at, inner_at + 1) if lexemes.capitalised(inner_at) else None
        )
    elif kind == "number" and year_number(lexemes, inner_at):
        inner = read_year(lexemes, inner_at, inner_at)
    elif kind == "decade":
        inner = read_decade(lexemes, inner_at)
    elif kind == "ordinal" or word in ORDINALS:
        inner = read_century(lexemes, inner_at)
    if inner is None:
        return None
    return moment(inner.kind, inner.low, inner.high, inner.unit, at, inner.last, about=True)
