"""A number with the sign, the currency and the unit that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.language.lexemes import Lexemes
from service.language.nouns import is_plural
from service.language.number_words import Number, read_number
from service.language.units import CODES, DURATIONS, SIGNS, SIZES, Unit, read_currency, read_unit


@dataclass(frozen=True, slots=True)
class Value:
    """A number with the currency before it and the unit after it, lexemes `[first, last)`."""

    number: Number
    unit: Unit | None
    first: int
    last: int
    negative: bool = False
    prefixed: bool = False


def read_value(
    lexemes: Lexemes, at: int, floor: int, *, joined_by_and: bool = True, after_money: bool = False
) -> Value | None:
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
    elif lexemes.joined(at) and lexemes.kind(at - 1) == "word":
        return None
    if lexemes.word(at - 1) == "between":
        joined_by_and = False
    number = read_number(lexemes, at, money=bool(currency) or after_money, joined_by_and=joined_by_and)
    if number is None or (currency and not number.digits):
        return None
    value = value_of(lexemes, number, first, currency)
    if value.unit is None and number.digits and _names_a_code(lexemes, number.last):
        return None
    return replace(value, negative=negative)


def _names_a_code(lexemes: Lexemes, at: int) -> bool:
    """Whether letters that are no unit are joined to the digits ("1080p", "5G")."""
    return lexemes.joined(at) and lexemes.kind(at) in ("word", "code", "number")


def value_of(lexemes: Lexemes, number: Number, first: int, currency: str = "") -> Value:
    """A number with the unit that follows it, or the ISO 4217 code of the currency that stood before it."""
    after = number.last
    if currency:
        named = read_currency(lexemes, after, scaled=True)
        last = named.last if named is not None and named.name in (currency, "usd") and named.factor == 1 else after
        return Value(number, Unit("money", currency, last), first, last, prefixed=True)
    at = after + 1 if lexemes.hyphen(after) or _spaced_hyphen(lexemes, after) else after
    if number.share and lexemes.word(at) == "of" and lexemes.word(at + 1) in ("a", "an"):
        at += 1
    if number.share and lexemes.word(at) in ("a", "an") and read_unit(lexemes, at + 1):
        at += 1
    if number.vague and lexemes.word(at) == "of":
        at += 1
    before = lexemes.word(first - 1)
    unit = read_currency(lexemes, at, scaled=number.scaled, before=before) or read_unit(lexemes, at)
    if unit is None or (unit.kind == "duration" and number.share and at == after and unit.name == "second"):
        return Value(number, None, first, after)
    number, unit = _add_smaller(lexemes, number, unit)
    return Value(number, unit, first, unit.last)


def _spaced_hyphen(lexemes: Lexemes, at: int) -> bool:
    """Whether a hyphen that tokenisation set apart stands before a unit: "16 - year - old"."""
    return lexemes.word(at) == "-" and lexemes.word(at + 1) in DURATIONS and not is_plural(lexemes.word(at + 1))


def _add_smaller(lexemes: Lexemes, number: Number, unit: Unit) -> tuple[Number, Unit]:
    """ "5 feet 10 inches", "two hours and 30 minutes", "a year and a half" as one value in the first unit."""
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
