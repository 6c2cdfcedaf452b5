"""Ages, and durations with the words that place them in time."""

from __future__ import annotations

from dataclasses import replace

from service.language.lexemes import Lexemes
from service.language.nouns import STOPS
from service.language.readings import Reading
from service.language.sought import AUXILIARIES
from service.language.values import Value
from service.language.word_lists import word_set

_AGO = word_set("ago later earlier")
_PAST = word_set("past last next coming previous following first final")
_BEFORE_A_VERB = AUXILIARIES | {"to", "not", "cannot", "normally", "usually", "often", "only"}
_ARTICLE_CONTEXT = word_set(
    "for in within after over about around nearly almost than under least most lasted lasts lasting took "
    "takes every once twice"
)
_YOUNG_AND_OLD = word_set("children kids adults people those boys girls women men anyone everyone pupils")
_OLDEST = 120


def finish_duration(lexemes: Lexemes, reading: Reading, floor: int) -> Reading | None:
    """Ages and the words that belong to a duration: "34-year-old", "two weeks ago", "past 24 hours"."""
    last = reading.last
    old_at = last + (lexemes.kind(last) == "dash")
    if lexemes.word(old_at) in ("old", "olds"):
        return replace(reading, kind="age", last=old_at + 1)
    if lexemes.word(last) == "of" and lexemes.word(last + 1) == "age":
        return replace(reading, kind="age", last=last + 2)
    if _is_one_day(lexemes, reading) and lexemes.word(last) not in _AGO:
        return None
    if lexemes.word(last) in ("and", "or") and lexemes.word(last + 1) in ("older", "younger", "over", "under", "up"):
        return replace(reading, kind="age")
    if lexemes.word(reading.first - 1) in ("aged", "age", "ages") and reading.first > floor:
        return replace(reading, kind="age", first=reading.first - 1)
    if lexemes.word(last) in _AGO:
        return replace(reading, last=last + 1)
    if reading.first > floor and lexemes.word(reading.first - 1) in _PAST and not _is_verb(lexemes, reading.first - 1):
        return replace(reading, first=reading.first - 1)
    return reading


def _is_verb(lexemes: Lexemes, at: int) -> bool:
    """Whether "last" tells that something goes on: "will last nine days", "to last a week"."""
    return lexemes.word(at) == "last" and lexemes.word(at - 1) in _BEFORE_A_VERB


def _is_one_day(lexemes: Lexemes, reading: Reading) -> bool:
    """Whether "one day" means some day: no word before it says that a length of time is meant."""
    one = lexemes.word(reading.core_first) == "one" and reading.last == reading.core_first + 2 < len(lexemes)
    return one and reading.unit == "day" and lexemes.word(reading.first - 1) not in _ARTICLE_CONTEXT


def read_age(lexemes: Lexemes, value: Value, floor: int) -> Reading | None:
    """ "aged 34", "age 34", "Ann Lee, 34, said"."""
    number, before = value.number, lexemes.word(value.first - 1) if value.first > floor else ""
    if number.high > _OLDEST or number.scaled:
        return None
    reading = Reading("age", number.low, number.high, "year", value.first, value.last, value.first, value.last)
    if before in ("aged", "ages") or (before == "age" and lexemes.word(value.first - 2) != "the"):
        return replace(reading, first=value.first - 1)
    if before == "of" and lexemes.word(value.first - 2) == "age":
        return reading
    if before == "between" and lexemes.word(value.first - 2) in ("aged", "ages"):
        return replace(reading, first=value.first - 2)
    if before in ("under", "over", "below", "above") and lexemes.word(value.first - 2) in _YOUNG_AND_OLD:
        follows = lexemes.kind(value.last) == "word" and lexemes.word(value.last) not in STOPS
        return None if follows else reading
    named = before == "," and lexemes.capitalised(value.first - 2) and value.first - 2 >= floor
    adult = number.bare and 1 <= number.low <= _OLDEST
    return reading if named and adult and _ends_apposition(lexemes, value) else None


def _ends_apposition(lexemes: Lexemes, value: Value) -> bool:
    """Whether the number stands alone between commas after a name, and no list of numbers goes on."""
    if lexemes.word(value.last) != "," or lexemes.joined(value.last + 1):
        return False
    return lexemes.kind(value.last + 1) == "word" and not lexemes.capitalised(value.last + 1)
