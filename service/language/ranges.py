"""Two numbers that make one quantity: ranges, scores and shares of a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.language.lexemes import Lexemes
from service.language.nouns import head_noun
from service.language.number_words import read_number
from service.language.readings import Reading, plain
from service.language.units import Unit, read_unit
from service.language.values import Value, read_value
from service.language.word_lists import word_set

_SCORING = word_set(
    "beat beats beaten won win wins winning lost lose loses losing defeat defeated defeats draw drew "
    "drawn victory vs lead leads leading led trailed trailing score scored final match half-time vote "
    "votes voted voting goal goals aggregate thrashed edged triumph loss sets set penalties ruling ruled "
    "nil game thumped hammered down up"
)
_CHANGES = word_set(
    "rose rise rises risen rising fell fall falls fallen falling increase increased increases increasing "
    "decrease decreased dropped drop drops cut raised raise raising grew grow grown growing jumped "
    "climbed went go gone moved reduced reducing declined soared slashed surged slipped expanded shrank "
    "doubled up down"
)
_NEAR_WORDS = 6
_JOINTS = word_set("to and or - – — ‑ − till through")


@dataclass(frozen=True, slots=True)
class Range:
    """Two numbers as one value, from "between" where it stands; its core is lexemes `[core_first, core_last)`."""

    value: Value
    core_first: int
    core_last: int


def _near(lexemes: Lexemes, at: int, last: int, words: frozenset[str]) -> bool:
    """Whether one of `words` stands within six lexemes on either side."""
    around = lexemes.folded[max(0, at - _NEAR_WORDS) : at] + lexemes.folded[last : last + _NEAR_WORDS]
    return not words.isdisjoint(around)


def read_score(lexemes: Lexemes, first: Value) -> Reading | None:
    """ "3-1", "6–4", "a vote of 5 to 4"."""
    number, joint = first.number, first.last
    if first.unit or not number.bare or first.negative:
        return None
    dashed = lexemes.hyphen(joint)
    if (not dashed and lexemes.word(joint) != "to") or lexemes.kind(joint + 1) != "number":
        return None
    second = read_number(lexemes, joint + 1)
    if second is None or not second.bare or read_unit(lexemes, second.last) or max(number.low, second.low) > 999:
        return None
    contested = _near(lexemes, first.first, second.last, _SCORING)
    if (number.low < second.low and not contested) or (not dashed and (not contested or number.low < second.low)):
        return None
    if lexemes.hyphen(second.last) or (lexemes.joined(second.last) and lexemes.kind(second.last) == "word"):
        return None
    return plain("score", number.low, second.low, "", first.first, second.last)


def read_range(lexemes: Lexemes, first: Value, floor: int) -> Range | None:
    """ "5,000 to 10,000", "between 3 and 5", "10–15 per cent", "$5-10 million", "two or three days"."""
    joint, before = first.last, lexemes.word(first.first - 1) if first.first > floor else ""
    if first.number.vague or lexemes.word(joint) not in _JOINTS:
        return None
    if not _joins(lexemes, joint, before, first, floor):
        return None
    money = first.unit is not None and first.unit.kind == "money"
    if lexemes.kind(joint + 1) not in ("number", "word", "currency"):
        return None
    second = read_value(lexemes, joint + 1, joint + 1, after_money=money)
    if second is None or second.number.vague or second.number.share != first.number.share:
        return None
    united = _unite(lexemes, first, second, joint)
    if united is None:
        return None
    low, high, unit = united
    start = first.first - 1 if before in ("between", "from") else first.first
    number = replace(first.number, low=low, high=high, last=second.last, bare=False)
    return Range(Value(number, unit, start, second.last), first.first, second.number.last)


def _joins(lexemes: Lexemes, joint: int, before: str, first: Value, floor: int) -> bool:
    word = lexemes.word(joint)
    if word == "and":
        return before == "between"
    if word == "or":
        return lexemes.word(joint + 1) not in ("so", "more", "less", "fewer")
    if word in ("to", "till", "through"):
        moved = lexemes.folded[max(floor, first.first - _NEAR_WORDS) : first.first]
        return before != "from" or _CHANGES.isdisjoint(moved) or "ranging" in moved
    return lexemes.hyphen(joint) or (not lexemes.joined(joint + 1) and lexemes.kind(joint + 1) == "number")


def _unite(lexemes: Lexemes, first: Value, second: Value, joint: int) -> tuple[float, float, Unit | None] | None:
    """The bounds and unit of a range, None where its two ends do not belong together."""
    low, high = first.number.low, second.number.high
    one, other = first.unit, second.unit
    if one and other and (one.kind, one.name) != (other.kind, other.name):
        return None
    if one and one.kind == "money" and not second.prefixed and other is None and first.prefixed:
        other = replace(one, last=second.number.last)
    if other is None and one is not None and first.last > first.number.last and not first.prefixed:
        return None
    factor = second.number.multiplier
    if not first.number.scaled and factor > 1 and low * factor < high and low < 1000:
        low *= factor
    if lexemes.word(joint) == "or" and not (high == low + 1 or high <= 2 * low):
        return None
    if low >= high:
        return None
    unit = other or one
    return low, high, unit and replace(unit, last=second.last)


def read_out_of(lexemes: Lexemes, first: Value) -> Reading | None:
    """ "one in five", "8 out of 10"."""
    if first.unit or first.number.share or first.number.vague or lexemes.word(first.last) not in ("in", "out"):
        return None
    out = lexemes.word(first.last) == "out"
    if out and lexemes.word(first.last + 1) != "of":
        return None
    at = first.last + 1 + out
    at += (out and lexemes.word(at) == "every") or (not out and lexemes.word(at) == "every")
    whole = read_value(lexemes, at, at)
    if whole is None or whole.unit or whole.number.share or whole.number.vague or whole.number.low <= 1:
        return None
    part = first.number.low
    if part > whole.number.low or (not out and (part >= whole.number.low or part > 10 or whole.number.low > 1e6)):
        return None
    if not out and whole.number.bare and len(lexemes.word(at)) == 4:  # "5 in 2021"
        return None
    noun, last = head_noun(lexemes, whole.last)
    share = part / whole.number.low
    return Reading("ratio", share, share, noun, first.first, last, first.first, whole.last)
