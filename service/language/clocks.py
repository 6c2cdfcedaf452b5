"""Times of day, as they are written; a time's value is the minutes since midnight, its unit the zone."""

from __future__ import annotations

from service.language.dates import YEAR_DIGITS
from service.language.lexemes import Lexemes
from service.language.number_words import SMALL
from service.language.readings import Reading, moment
from service.language.word_lists import word_set

_ZONES = word_set("gmt utc bst est edt et pt ct pst pdt cet cest ist msk")


def read_clock(lexemes: Lexemes, at: int) -> Reading | None:
    """A time with a colon or a point: "19:30", "7.30pm", "19:30 GMT"."""
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
    return moment("time", minutes, minutes, zone, first, last)


def _half_of_day(lexemes: Lexemes, at: int) -> str:
    word = lexemes.word(at)
    return word[0] if word in ("am", "pm", "a.m.", "p.m.", "a.m", "p.m") else ""


def read_hour(lexemes: Lexemes, at: int) -> Reading | None:
    """ "5 p.m.", "5pm", "9-11am", "2 o'clock", "1700 GMT"."""
    digits, after = lexemes.word(at), at + 1
    if not digits.isdecimal():
        return None
    if len(digits) == YEAR_DIGITS and lexemes.word(after) in _ZONES and int(digits[:2]) < 24 and int(digits[2:]) < 60:
        return _finish_time(lexemes, int(digits[:2]) * 60 + int(digits[2:]), at, after)
    if len(digits) > 2 or not 1 <= int(digits) <= 12:
        return None
    if _half_of_day(lexemes, after):
        return _finish_time(lexemes, int(digits) * 60, at, after)
    joint = lexemes.kind(after) == "dash" or lexemes.word(after) == {"between": "and", "from": "to"}.get(
        lexemes.word(at - 1)
    )
    if joint and lexemes.kind(after + 1) == "number" and _half_of_day(lexemes, after + 2):
        end = read_hour(lexemes, after + 1)
        if end is not None:
            begin = int(digits) % 12 * 60 + (720 if end.low >= 720 else 0)
            begin -= 720 if begin > end.low and begin >= 720 else 0
            return moment("time", begin, end.high, end.unit, at, end.last)
    return read_oclock(lexemes, at)


def read_oclock(lexemes: Lexemes, at: int) -> Reading | None:
    """ "2 o'clock", "two o'clock"."""
    if lexemes.word(at + 1) not in ("o'clock", "o’clock"):
        return None
    word = lexemes.word(at)
    hour = SMALL.get(word, 0) if not word.isdecimal() else int(word)
    return moment("time", hour * 60, hour * 60, "", at, at + 2) if 1 <= hour <= 12 else None
