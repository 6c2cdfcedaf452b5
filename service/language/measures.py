"""Counts, money, percentages, measures, ages and ratios: a number and what it is a number of."""

from __future__ import annotations

from dataclasses import replace

from service.language.ages import finish_duration, read_age
from service.language.labels import read_label
from service.language.lexemes import Lexemes
from service.language.nouns import STOPS, head_noun, is_plural, singular
from service.language.number_words import FOLDS, NUMBER_WORDS, Number
from service.language.ordinals import read_ordinal
from service.language.qualifiers import qualify_after
from service.language.ranges import Range, read_out_of, read_range, read_score
from service.language.readings import Qualifier, Reading, plain
from service.language.units import CODES, DURATIONS
from service.language.values import Value, read_value, value_of
from service.language.word_lists import word_set

MEASURE_TRIGGERS = NUMBER_WORDS | CODES | {"twice", "thrice", "minus", "tens", "fifty-fifty"}
_NO_COUNT_AFTER_ONE = word_set("of another can could would may should must is was has who that which or and")
_NO_COUNT_BEFORE_ONE = word_set("no any every some each this that which another either the other")
_NO_COMPOUND = word_set("off sided way on time liner stop to up all")
_AGO = word_set("ago later earlier")
_ARTICLE_CONTEXT = word_set(
    "for in within after over about around nearly almost than under least most lasted lasts lasting took "
    "takes every once twice"
)
_AFTER_ARTICLE = _AGO | word_set("after before long of and")
_HALF_PLAIN_BEFORE = word_set("by than in about around almost nearly over roughly only just")
_HALF_NOT_AFTER = word_set("first second the this last other each better final opening")
_HALF_BEFORE = word_set("of the a an its his her their all that those these our")


def read_measure(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """The measure that begins at a position, None where none does; nothing before `floor` belongs to it."""
    word, kind = lexemes.word(at), lexemes.kind(at)
    if kind == "word":
        if word in ("twice", "thrice"):
            times = 2.0 if word == "twice" else 3.0
            return replace(plain("count", times, times, "time", at, at + 1), last=_past_rate(lexemes, at + 1))
        if word in FOLDS:
            return plain("ratio", FOLDS[word], FOLDS[word], "fold", at, at + 1)
        if word in ("a", "an") and _article_measures(lexemes, at):
            return _finish(lexemes, value_of(lexemes, Number(1, 1, at, at + 1), at), floor)
    ordinal = read_ordinal(lexemes, at)
    if ordinal is not None:
        return plain("ordinal", ordinal[0], ordinal[0], "", at, ordinal[1])
    label = read_label(lexemes, at, floor)
    if label is not None:
        return label
    first = read_value(lexemes, at, floor)
    if first is None:
        return None
    score = read_score(lexemes, first)
    if score is not None:
        return score
    both = read_range(lexemes, first, floor)
    reading = _finish_range(lexemes, both, floor) if both is not None else None
    return reading or read_out_of(lexemes, first) or _finish(lexemes, first, floor)


def _finish_range(lexemes: Lexemes, both: Range, floor: int) -> Reading | None:
    reading = _finish(lexemes, both.value, floor)
    if reading is None:
        return None
    last = reading.core_last if reading.kind in ("money", "percent") else both.core_last
    return replace(reading, first=min(both.value.first, reading.first), core_first=both.core_first, core_last=last)


def _article_measures(lexemes: Lexemes, at: int) -> bool:
    """Whether "a" before a unit means one of it: "for a year", "an hour later"."""
    word = lexemes.word(at + 1)
    if word not in DURATIONS or is_plural(word) or word in ("second", "min", "sec"):
        return False
    return lexemes.word(at - 1) in _ARTICLE_CONTEXT or lexemes.word(at + 2) in _AGO or (
        lexemes.word(at + 2) in _AFTER_ARTICLE and lexemes.word(at + 3) in ("a", "that")
    )  # fmt: skip


def _finish(lexemes: Lexemes, value: Value, floor: int) -> Reading | None:
    """The reading of a value: its kind by its unit, or by the words around it."""
    number, unit, sign = value.number, value.unit, -1.0 if value.negative else 1.0
    core_first = value.first if value.number.first >= value.first else value.number.first
    if unit is None:
        reading = _finish_bare(lexemes, value, floor)
        if reading is None or not value.negative:
            return reading
        return replace(reading, low=-reading.high, high=-reading.low)
    low, high = sorted((sign * number.low * unit.factor, sign * number.high * unit.factor))
    core_last = unit.last if unit.kind in ("money", "percent") else number.last
    reading = Reading(unit.kind, low, high, unit.name, value.first, unit.last, core_first, core_last, _vague(number))
    if unit.kind == "duration":
        return finish_duration(lexemes, reading, floor)
    if unit.kind == "distance" and lexemes.word(unit.last) in ("tall", "long", "wide", "deep", "high", "away"):
        return reading
    return reading


def _vague(number: Number) -> Qualifier:
    return "about" if number.vague else "exact"


def _finish_bare(lexemes: Lexemes, value: Value, floor: int) -> Reading | None:
    number, at = value.number, value.last
    if number.share:
        return _finish_share(lexemes, value)
    age = read_age(lexemes, value, floor)
    if age is not None:
        return age
    few = number.vague and not number.scaled and number.high > number.low
    if few:
        return None
    one = number.low == number.high == 1 and not number.digits
    if one and not _one_counts(lexemes, value.first, at):
        return None
    if lexemes.hyphen(at) and lexemes.kind(at + 1) == "word" and lexemes.word(at + 1) not in ("plus", "ish"):
        compound = _finish_compound(lexemes, value)
        if compound is not None or lexemes.word(at + 1) in _NO_COMPOUND:
            return compound
    reading = Reading(
        "count", number.low, number.high, "", value.first, at, value.first, at, "about" if number.vague else "exact"
    )
    reading = qualify_after(lexemes, reading)
    noun, last = head_noun(lexemes, reading.last, one=number.low == number.high == 1)
    if one and not noun:
        return None
    return replace(reading, unit=noun, last=_past_rate(lexemes, last) if noun == "time" else last)


def _past_rate(lexemes: Lexemes, at: int) -> int:
    """Past "a week" in "twice a week", else `at`."""
    rate = lexemes.word(at) in ("a", "an", "per", "every", "each") and lexemes.word(at + 1) in DURATIONS
    return at + 2 if rate else at


def _one_counts(lexemes: Lexemes, first: int, after: int) -> bool:
    """Whether "one" is a number here and not a pronoun."""
    if lexemes.word(first) == "a":
        return True
    if is_plural(lexemes.word(after)) and singular(lexemes.word(after)) != lexemes.word(after):
        # "one hopes": a verb, where a noun would be in the singular.
        return False
    return lexemes.word(after) not in _NO_COUNT_AFTER_ONE and lexemes.word(first - 1) not in _NO_COUNT_BEFORE_ONE


def _finish_share(lexemes: Lexemes, value: Value) -> Reading | None:
    number, at = value.number, value.last
    following, before = lexemes.word(at), lexemes.word(value.first - 1)
    if lexemes.word(value.first) == "half":
        if lexemes.hyphen(at) or (before in _HALF_NOT_AFTER and following != "of") or following in ("past", "time"):
            return None
        ends, alone = lexemes.kind(at) != "word", value.first == 0 and at == len(lexemes)
        if (
            not alone
            and following not in _HALF_BEFORE
            and not (before in _HALF_PLAIN_BEFORE and (ends or following in STOPS))
        ):
            return None
    elif lexemes.word(value.first) == "a" and _is_ordinal(lexemes, at):
        return None
    noun, last = head_noun(lexemes, at) if following == "of" else ("", at)
    if following == "of" and not noun:
        noun, last = _share_of(lexemes, at)
    return Reading("ratio", number.low, number.high, noun, value.first, last, value.first, number.last)


def _is_ordinal(lexemes: Lexemes, after: int) -> bool:
    """Whether a noun follows, so that "a third man" is one more and "a third of them" is not."""
    word = lexemes.word(after)
    noun = lexemes.kind(after) == "word" and word not in STOPS and word not in ("more", "fewer", "less")
    return noun and lexemes.word(after - 1) not in ("half", "quarter")


def _share_of(lexemes: Lexemes, at: int) -> tuple[str, int]:
    """The noun of "half of staff", "a third of Ukraine": one word, when the phrase ends there."""
    noun_at = at + 1
    noun_at += lexemes.word(noun_at) in ("the", "its", "his", "her", "their", "our", "all")
    if lexemes.kind(noun_at) != "word" or lexemes.word(noun_at) in STOPS:
        return "", at
    if lexemes.kind(noun_at + 1) == "word" and lexemes.word(noun_at + 1) not in STOPS:
        return "", at
    return singular(lexemes.word(noun_at)), noun_at + 1


def _finish_compound(lexemes: Lexemes, value: Value) -> Reading | None:
    """ "five-storey", "100,000-strong force", "10-man squad", "five-fold"."""
    number, word_at = value.number, value.last + 1
    word = lexemes.word(word_at)
    if word in ("fold",):
        return Reading("ratio", number.low, number.high, "fold", value.first, word_at + 1, value.first, value.last)
    if word == "time" and number.low >= 2:  # "a two-time champion" has won twice
        return Reading("count", number.low, number.high, "time", value.first, word_at + 1, value.first, value.last)
    if word in _NO_COMPOUND or (number.bare and number.low >= 500):  # "737-operator": a name
        return None
    if word == "strong":
        noun, last = head_noun(lexemes, word_at + 1, one=True)
        return Reading("count", number.low, number.high, noun, value.first, last, value.first, value.last)
    noun = singular(word)
    return Reading("count", number.low, number.high, noun, value.first, word_at + 1, value.first, value.last)
