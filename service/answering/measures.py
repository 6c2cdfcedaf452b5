"""Counts, money, percentages, measures, ages, ratios and scores: a number and what it is a number of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.answering.lexemes import Lexemes
from service.answering.nouns import STOPS, head_noun, is_plural, singular
from service.answering.number_words import FOLDS, NUMBER_WORDS, ORDINALS, Number, read_number
from service.answering.qualifiers import qualify_after
from service.answering.units import (
    CODES,
    DURATIONS,
    SIGNS,
    SIZES,
    Qualifier,
    QuantityKind,
    Reading,
    Unit,
    read_currency,
    read_unit,
)

MEASURE_TRIGGERS = NUMBER_WORDS | CODES | {"twice", "thrice", "minus", "tens", "fifty-fifty"}
_LABELS = frozenset(
    "no nos number article section chapter page pages room flight route highway type level phase stage tier grade "
    "category version volume vol episode season series part act scene game line platform gate channel figure fig "
    "table appendix item bill resolution directive regulation rule title amendment apartment apollo boeing airbus "
    "windows iphone ios android formula proposition prop exhibit district ward precinct psalm verse lot step "
    "radio paragraph clause point interstate model mark unit week day year group class seed".split()
)
_SCORING = frozenset(
    "beat beats beaten won win wins winning lost lose loses losing defeat defeated defeats draw drew drawn victory vs "
    "lead leads leading led trailed trailing score scored final match half-time vote votes voted voting goal goals "
    "aggregate thrashed edged triumph loss sets set penalties ruling ruled nil game thumped hammered down up".split()
)
_NO_COUNT_AFTER_ONE = frozenset("of another can could would may should must is was has who that which or and".split())
_NO_COUNT_BEFORE_ONE = frozenset("no any every some each this that which another either the other".split())
_NO_COMPOUND = frozenset("off sided way on time liner stop to up all".split())
_AGO = frozenset("ago later earlier".split())
_PAST = frozenset("past last next coming previous following first final".split())
_CHANGES = frozenset(
    "rose rise rises risen rising fell fall falls fallen falling increase increased increases increasing decrease "
    "decreased dropped drop drops cut raised raise raising grew grow grown growing jumped climbed went go gone moved "
    "reduced reducing declined soared slashed surged slipped expanded shrank doubled up down".split()
)
_ARTICLE_CONTEXT = frozenset(
    "for in within after over about around nearly almost than under least most lasted lasts lasting took takes every "
    "once twice".split()
)
_AFTER_ARTICLE = _AGO | frozenset("after before long of and".split())
_HALF_PLAIN_BEFORE = frozenset("by than in about around almost nearly over roughly only just".split())
_HALF_NOT_AFTER = frozenset("first second the this last other each better final opening".split())
_HALF_BEFORE = frozenset("of the a an its his her their all that those these our".split())
_NEAR_WORDS = 6
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class _Value:
    """A number with the currency before it and the unit after it, lexemes `[first, last)`."""

    number: Number
    unit: Unit | None
    first: int
    last: int
    negative: bool = False
    prefixed: bool = False


def read_measure(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """The measure that begins at a position, None where none does; nothing before `floor` belongs to it."""
    word, kind = lexemes.word(at), lexemes.kind(at)
    if kind == "word":
        if word in ("twice", "thrice"):
            times = 2.0 if word == "twice" else 3.0
            return replace(_plain("count", times, times, "time", at, at + 1), last=_past_rate(lexemes, at + 1))
        if word in FOLDS:
            return _plain("ratio", FOLDS[word], FOLDS[word], "fold", at, at + 1)
        if word in ("a", "an") and _article_measures(lexemes, at):
            return _finish(lexemes, _value_of(lexemes, Number(1, 1, at, at + 1), at), floor)
        if word in ORDINALS and word not in NUMBER_WORDS:
            return _plain("ordinal", ORDINALS[word], ORDINALS[word], "", at, at + 1)
    if kind == "ordinal":
        value = float("".join(character for character in word if character.isdecimal()))
        return _plain("ordinal", value, value, "", at, at + 1)
    label = _read_label(lexemes, at, floor)
    if label is not None:
        return label
    first = _read_value(lexemes, at, floor)
    if first is None:
        return None
    return (
        _read_score(lexemes, first)
        or _read_range(lexemes, first, floor)
        or _read_out_of(lexemes, first)
        or _finish(lexemes, first, floor)
    )


def _plain(kind: QuantityKind, low: float, high: float, unit: str, first: int, last: int) -> Reading:
    return Reading(kind, low, high, unit, first, last, first, last)


def _article_measures(lexemes: Lexemes, at: int) -> bool:
    """Whether "a" before a unit means one of it: "for a year", "an hour later"."""
    word = lexemes.word(at + 1)
    if word not in DURATIONS or is_plural(word) or word in ("second", "min", "sec"):
        return False
    return lexemes.word(at - 1) in _ARTICLE_CONTEXT or lexemes.word(at + 2) in _AGO or (
        lexemes.word(at + 2) in _AFTER_ARTICLE and lexemes.word(at + 3) in ("a", "that")
    )  # fmt: skip


def _read_label(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """A number that names rather than counts: "Article 5", "No. 10", "#1"."""
    if lexemes.kind(at) != "number" or at <= floor:
        return None
    name_at = at - 1
    if lexemes.word(name_at) == "." and lexemes.word(name_at - 1) in ("no", "nos", "vol", "fig", "prop"):
        name_at -= 1
    name = lexemes.word(name_at)
    if name not in _LABELS or name_at < floor or "," in lexemes.word(at) or lexemes.joined(at + 1) and (
        lexemes.kind(at + 1) in ("word", "dash") or lexemes.word(at + 1) == "%"
    ):  # fmt: skip
        return None
    if name == "no" and lexemes.surface(name_at) == "no" or is_plural(lexemes.word(at + 1)):
        return None
    if name in ("point", "up", "unit", "mark", "line", "day", "year", "week", "bill") and not lexemes.capitalised(name_at):
        return None
    value = float(lexemes.word(at).replace(" ", "").replace("\u00a0", ""))
    return Reading("ordinal", value, value, "number" if name in ("no", "nos") else name, name_at, at + 1, at, at + 1)


def _read_value(
    lexemes: Lexemes, at: int, floor: int, *, joined_by_and: bool = True, after_money: bool = False
) -> _Value | None:
    """A number with its sign, currency and unit; None if what stands here is no quantity."""
    first, negative = at, False
    if lexemes.word(at) == "minus":
        at, negative = at + 1, True
    elif at > floor and lexemes.kind(at - 1) == "dash" and lexemes.joined(at) and not lexemes.joined(at - 1):
        first, negative = at - 1, lexemes.surface(at - 1) in "-−–"
    currency = ""
    if lexemes.kind(at) == "currency":
        currency = SIGNS[lexemes.word(at)]
    elif lexemes.word(at) in CODES and (lexemes.surface(at).isupper() or lexemes.word(at) == "rs"):
        currency = SIGNS.get(lexemes.word(at), lexemes.word(at))
    if currency:
        at += 1
        if lexemes.word(at) == "." and lexemes.word(at - 1) == "rs":
            at += 1
    if lexemes.word(at - 1) == "between":
        joined_by_and = False
    number = read_number(lexemes, at, money=bool(currency) or after_money, joined_by_and=joined_by_and)
    if number is None or currency and not number.digits:
        return None
    value = _value_of(lexemes, number, first, currency)
    if value.unit is None and number.digits and _names_a_code(lexemes, number.last):
        return None
    return replace(value, negative=negative)


def _names_a_code(lexemes: Lexemes, at: int) -> bool:
    """Whether letters that are no unit are joined to the digits ("1080p", "5G")."""
    return lexemes.joined(at) and lexemes.kind(at) in ("word", "code", "number")


def _value_of(lexemes: Lexemes, number: Number, first: int, currency: str = "") -> _Value:
    after = number.last
    if currency:
        named = read_currency(lexemes, after, scaled=True)
        last = named.last if named is not None and named.name in (currency, "usd") and named.factor == 1 else after
        return _Value(number, Unit("money", currency, last), first, last, prefixed=True)
    at = after + 1 if lexemes.hyphen(after) else after
    if number.share and lexemes.word(at) == "of" and lexemes.word(at + 1) in ("a", "an"):
        at += 1
    if number.share and lexemes.word(at) in ("a", "an") and read_unit(lexemes, at + 1):
        at += 1
    if number.vague and lexemes.word(at) == "of":
        at += 1
    before = lexemes.word(first - 1)
    unit = read_currency(lexemes, at, scaled=number.scaled, before=before) or read_unit(lexemes, at)
    if unit is None or unit.kind == "duration" and number.share and at == after and unit.name == "second":
        return _Value(number, None, first, after)
    number, unit = _add_smaller(lexemes, number, unit)
    return _Value(number, unit, first, unit.last)


def _add_smaller(lexemes: Lexemes, number: Number, unit: Unit) -> tuple[Number, Unit]:
    """"5 feet 10 inches", "two hours and 30 minutes", "a year and a half" as one value in the first unit."""
    if unit.name not in SIZES or unit.kind not in ("duration", "distance", "mass"):
        return number, unit
    at = unit.last
    at += lexemes.word(at) in ("and", ",")
    if lexemes.word(at) == "a" and lexemes.word(at + 1) == "half" and lexemes.word(at - 1) == "and":
        return replace(number, low=number.low + 0.5, high=number.high + 0.5), replace(unit, last=at + 2)
    smaller_number = read_number(lexemes, at) if lexemes.kind(at) in ("number", "word") else None
    if smaller_number is None or smaller_number.share or smaller_number.vague:
        return number, unit
    after = smaller_number.last
    smaller = read_unit(lexemes, after)
    if smaller is None or smaller.kind != unit.kind or SIZES.get(smaller.name, 0) >= SIZES[unit.name]:
        return number, unit
    part = smaller_number.low * SIZES[smaller.name] / SIZES[unit.name]
    if not 0 < part < 1:
        return number, unit
    return replace(number, low=number.low + part, high=number.high + part), replace(unit, last=smaller.last)


def _near(lexemes: Lexemes, at: int, last: int, words: frozenset[str]) -> bool:
    """Whether one of `words` stands within six lexemes on either side."""
    around = lexemes.folded[max(0, at - _NEAR_WORDS) : at] + lexemes.folded[last : last + _NEAR_WORDS]
    return not words.isdisjoint(around)


def _read_score(lexemes: Lexemes, first: _Value) -> Reading | None:
    """"3-1", "6–4", "a vote of 5 to 4"."""
    number, joint = first.number, first.last
    if first.unit or not number.bare or first.negative:
        return None
    dashed = lexemes.hyphen(joint)
    if not dashed and lexemes.word(joint) != "to" or lexemes.kind(joint + 1) != "number":
        return None
    second = read_number(lexemes, joint + 1)
    if second is None or not second.bare or read_unit(lexemes, second.last) or max(number.low, second.low) > 999:  # noqa: PLR2004
        return None
    contested = _near(lexemes, first.first, second.last, _SCORING)
    if number.low < second.low and not contested or not dashed and (not contested or number.low < second.low):
        return None
    if lexemes.hyphen(second.last) or lexemes.joined(second.last) and lexemes.kind(second.last) == "word":
        return None
    return _plain("score", number.low, second.low, "", first.first, second.last)


def _read_range(lexemes: Lexemes, first: _Value, floor: int) -> Reading | None:
    """"5,000 to 10,000", "between 3 and 5", "10–15 per cent", "$5-10 million", "two or three days"."""
    joint, before = first.last, lexemes.word(first.first - 1) if first.first > floor else ""
    if first.number.vague or lexemes.word(joint) not in _JOINTS:
        return None
    if not _joins(lexemes, joint, before, first, floor):
        return None
    money = first.unit is not None and first.unit.kind == "money"
    if lexemes.kind(joint + 1) not in ("number", "word", "currency"):
        return None
    second = _read_value(lexemes, joint + 1, joint + 1, after_money=money)
    if second is None or second.number.vague or second.number.share != first.number.share:
        return None
    united = _unite(lexemes, first, second, joint)
    if united is None:
        return None
    low, high, unit = united
    start = first.first - 1 if before in ("between", "from") else first.first
    value = _Value(replace(first.number, low=low, high=high, last=second.last, bare=False), unit, start, second.last)
    reading = _finish(lexemes, value, floor)
    if reading is None:
        return None
    last = reading.core_last if reading.kind in ("money", "percent") else second.number.last
    return replace(reading, first=min(start, reading.first), core_first=first.first, core_last=last)


_JOINTS = frozenset("to and or - – — ‑ − till through".split())


def _joins(lexemes: Lexemes, joint: int, before: str, first: _Value, floor: int) -> bool:
    word = lexemes.word(joint)
    if word == "and":
        return before == "between"
    if word == "or":
        return lexemes.word(joint + 1) not in ("so", "more", "less", "fewer")
    if word in ("to", "till", "through"):
        moved = lexemes.folded[max(floor, first.first - _NEAR_WORDS) : first.first]
        return before != "from" or _CHANGES.isdisjoint(moved) or "ranging" in moved
    return lexemes.hyphen(joint) or not lexemes.joined(joint + 1) and word in "–-" and lexemes.joined(joint)


def _unite(lexemes: Lexemes, first: _Value, second: _Value, joint: int) -> tuple[float, float, Unit | None] | None:
    """The bounds and unit of a range, None where its two ends do not belong together."""
    low, high = first.number.low, second.number.high
    one, other = first.unit, second.unit
    if one and other and (one.kind, one.name) != (other.kind, other.name):
        return None
    if one and one.kind == "money" and not second.prefixed and other is None and first.prefixed:
        other = replace(one, last=second.number.last)
    if other is None and one is not None and first.last > first.number.last and not first.prefixed:
        return None
    factor = second.number.high / _leading(lexemes, second.number) if second.number.scaled else 1.0
    if not first.number.scaled and factor > 1 and low * factor < high and low < 1000:  # noqa: PLR2004
        low *= factor
    if lexemes.word(joint) == "or" and not (high == low + 1 or high <= 2 * low):
        return None
    if low >= high:
        return None
    unit = other or one
    return low, high, unit and replace(unit, last=second.last)


def _leading(lexemes: Lexemes, number: Number) -> float:
    """What is written before the multiplier: 1.5 of "1.5 million"."""
    first = read_number(lexemes, number.first) if number.digits else None
    if first is None:
        return number.high if not number.scaled else _word_leading(lexemes, number)
    digits = "".join(c for c in lexemes.word(number.first) if c.isdecimal() or c == ".")
    return float(digits) or 1.0


def _word_leading(lexemes: Lexemes, number: Number) -> float:
    small = read_number(_single(lexemes, number.first), 0)
    return small.high if small is not None and small.high else number.high


def _single(lexemes: Lexemes, at: int) -> Lexemes:
    """One lexeme on its own."""
    return Lexemes(lexemes.text, *(part[at : at + 1] for part in (lexemes.kinds, lexemes.starts, lexemes.ends, lexemes.folded)))


def _read_out_of(lexemes: Lexemes, first: _Value) -> Reading | None:
    """"one in five", "8 out of 10"."""
    if first.unit or first.number.share or first.number.vague or lexemes.word(first.last) not in ("in", "out"):
        return None
    out = lexemes.word(first.last) == "out"
    if out and lexemes.word(first.last + 1) != "of":
        return None
    at = first.last + 1 + out
    at += out and lexemes.word(at) == "every" or not out and lexemes.word(at) == "every"
    whole = _read_value(lexemes, at, at)
    if whole is None or whole.unit or whole.number.share or whole.number.vague or whole.number.low <= 1:
        return None
    part = first.number.low
    if part > whole.number.low or not out and (part >= whole.number.low or part > 10 or whole.number.low > 1e6):  # noqa: PLR2004
        return None
    if not out and whole.number.bare and len(lexemes.word(at)) == 4:  # noqa: PLR2004 — "5 in 2021"
        return None
    noun, last = head_noun(lexemes, whole.last)
    share = part / whole.number.low
    return Reading("ratio", share, share, noun, first.first, last, first.first, whole.last)


def _finish(lexemes: Lexemes, value: _Value, floor: int) -> Reading | None:
    """The reading of a value: its kind by its unit, or by the words around it."""
    number, unit, sign = value.number, value.unit, -1.0 if value.negative else 1.0
    core_first = value.first if value.number.first >= value.first else value.number.first
    if unit is None:
        reading = _finish_bare(lexemes, value, floor)
        if reading is None or not value.negative:
            return reading
        return replace(reading, low=-reading.low, high=-reading.high)
    low, high = sorted((sign * number.low * unit.factor, sign * number.high * unit.factor))
    core_last = unit.last if unit.kind in ("money", "percent") else number.last
    reading = Reading(unit.kind, low, high, unit.name, value.first, unit.last, core_first, core_last, _vague(number))
    if unit.kind == "duration":
        return _finish_duration(lexemes, reading, floor)
    if unit.kind == "distance" and lexemes.word(unit.last) in ("tall", "long", "wide", "deep", "high", "away"):
        return reading
    return reading


def _vague(number: Number) -> Qualifier:
    return "about" if number.vague else "exact"


def _finish_duration(lexemes: Lexemes, reading: Reading, floor: int) -> Reading | None:
    """Ages and the words that belong to a duration: "34-year-old", "two weeks ago", "past 24 hours"."""
    last = reading.last
    old_at = last + lexemes.hyphen(last)
    if lexemes.word(old_at) in ("old", "olds"):
        return replace(reading, kind="age", last=old_at + 1)
    if lexemes.word(last) == "of" and lexemes.word(last + 1) == "age":
        return replace(reading, kind="age", last=last + 2)
    if lexemes.word(reading.core_first) == "one" and reading.unit == "day" and last == reading.core_first + 2:
        if lexemes.word(reading.first - 1) not in _ARTICLE_CONTEXT and lexemes.word(last) not in _AGO:
            return None
    if lexemes.word(last) in ("and", "or") and lexemes.word(last + 1) in ("older", "younger", "over", "under", "up"):
        return replace(reading, kind="age")
    if lexemes.word(reading.first - 1) in ("aged", "age", "ages") and reading.first > floor:
        return replace(reading, kind="age", first=reading.first - 1)
    if lexemes.word(last) in _AGO:
        return replace(reading, last=last + 1)
    if reading.first > floor and lexemes.word(reading.first - 1) in _PAST:
        return replace(reading, first=reading.first - 1)
    return reading


def _finish_bare(lexemes: Lexemes, value: _Value, floor: int) -> Reading | None:
    number, at = value.number, value.last
    if number.share:
        return _finish_share(lexemes, value)
    age = _read_age(lexemes, value, floor)
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
    return lexemes.word(after) not in _NO_COUNT_AFTER_ONE and lexemes.word(first - 1) not in _NO_COUNT_BEFORE_ONE


def _finish_share(lexemes: Lexemes, value: _Value) -> Reading | None:
    number, at = value.number, value.last
    following, before = lexemes.word(at), lexemes.word(value.first - 1)
    if lexemes.word(value.first) == "half":
        if lexemes.hyphen(at) or before in _HALF_NOT_AFTER and following != "of" or following in ("past", "time"):
            return None
        ends = lexemes.kind(at) != "word"
        if following not in _HALF_BEFORE and not (before in _HALF_PLAIN_BEFORE and (ends or following in STOPS)):
            return None
    elif lexemes.word(value.first) == "a" and lexemes.word(at - 1) not in ("half", "quarter"):
        # "a third of them" is a part, "a third man" is one more.
        if lexemes.kind(at) == "word" and following not in STOPS and following not in ("more", "fewer", "less"):
            return None
    noun, last = head_noun(lexemes, at) if following == "of" else ("", at)
    if following == "of" and not noun:
        noun, last = _share_of(lexemes, at)
    return Reading("ratio", number.low, number.high, noun, value.first, last, value.first, number.last)


def _share_of(lexemes: Lexemes, at: int) -> tuple[str, int]:
    """The noun of "half of staff", "a third of Ukraine": one word, when the phrase ends there."""
    noun_at = at + 1
    noun_at += lexemes.word(noun_at) in ("the", "its", "his", "her", "their", "our", "all")
    if lexemes.kind(noun_at) != "word" or lexemes.word(noun_at) in STOPS:
        return "", at
    if lexemes.kind(noun_at + 1) == "word" and lexemes.word(noun_at + 1) not in STOPS:
        return "", at
    return singular(lexemes.word(noun_at)), noun_at + 1


def _read_age(lexemes: Lexemes, value: _Value, floor: int) -> Reading | None:
    """"aged 34", "age 34", "Ann Lee, 34, said"."""
    number, before = value.number, lexemes.word(value.first - 1) if value.first > floor else ""
    if number.high > _OLDEST or number.scaled:
        return None
    reading = Reading("age", number.low, number.high, "year", value.first, value.last, value.first, value.last)
    if before in ("aged", "ages") or before == "age" and lexemes.word(value.first - 2) != "the":
        return replace(reading, first=value.first - 1)
    if before == "of" and lexemes.word(value.first - 2) == "age":
        return reading
    if before == "between" and lexemes.word(value.first - 2) in ("aged", "ages"):
        return replace(reading, first=value.first - 2)
    named = before == "," and lexemes.capitalised(value.first - 2) and value.first - 2 >= floor
    adult = number.bare and 1 <= number.low <= _OLDEST
    return reading if named and adult and _ends_apposition(lexemes, value) else None


def _ends_apposition(lexemes: Lexemes, value: _Value) -> bool:
    """Whether the number stands alone between commas after a name, and no list of numbers goes on."""
    if lexemes.word(value.last) != "," or lexemes.joined(value.last + 1):
        return False
    return lexemes.kind(value.last + 1) == "word" and not lexemes.capitalised(value.last + 1)


def _finish_compound(lexemes: Lexemes, value: _Value) -> Reading | None:
    """"five-storey", "100,000-strong force", "10-man squad", "five-fold"."""
    number, word_at = value.number, value.last + 1
    word = lexemes.word(word_at)
    if word in ("fold",):
        return Reading("ratio", number.low, number.high, "fold", value.first, word_at + 1, value.first, value.last)
    if word in _NO_COMPOUND or number.bare and number.low >= 500:  # noqa: PLR2004 — "737-operator": a name
        return None
    if word == "strong":
        noun, last = head_noun(lexemes, word_at + 1, one=True)
        return Reading("count", number.low, number.high, noun, value.first, last, value.first, value.last)
    noun = singular(word)
    return Reading("count", number.low, number.high, noun, value.first, word_at + 1, value.first, value.last)
