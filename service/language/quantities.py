"""Quantities in text: amounts, measures, dates and times, with exact offsets and normal values.

Everything is read by rule from number words, units and the words around them; nothing is learned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.language.lexemes import Lexemes, read_lexemes
from service.language.measures import MEASURE_TRIGGERS, read_measure
from service.language.moments import TRIGGERS as MOMENT_TRIGGERS
from service.language.moments import read_moment
from service.language.number_words import FOLDS, ORDINALS
from service.language.qualifiers import qualify
from service.language.readings import Qualifier, QuantityKind, Reading
from service.language.units import SIZES

_WORD_TRIGGERS = MOMENT_TRIGGERS | MEASURE_TRIGGERS | frozenset(ORDINALS) | frozenset(FOLDS)
_OTHER_TRIGGERS = frozenset({"number", "ordinal", "decade", "clock", "date", "fraction", "slashed", "currency"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One mention of a quantity: `text` is the characters `[start, end)`, qualifier and unit included.

    `[number_start, number_end)` is its core with the currency or percent sign. `low` and `high` are
    equal for an exact value, multipliers applied, in `unit`: "usd" and other ISO 4217 codes in lower
    case, "percent", "km", a singular noun for what is counted, "" where the text names none. A ratio
    is a part of 1. A score keeps its order, so its `low` may be above its `high`. Dates and times
    are written as `service.language.moments` says.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    kind: QuantityKind
    low: float
    high: float
    unit: str
    qualifier: Qualifier
    text: str


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text` in order, never two over the same characters; time is linear in its length."""
    lexemes = read_lexemes(text)
    found: list[Quantity] = []
    at = floor = 0
    kinds, folded = lexemes.kinds, lexemes.folded
    while at < len(kinds):
        if kinds[at] in _OTHER_TRIGGERS or (kinds[at] == "word" and folded[at] in _WORD_TRIGGERS):
            reading = read_moment(lexemes, at, floor) or read_measure(lexemes, at, floor)
            if reading is not None:
                reading = qualify(lexemes, reading, floor)
                found.append(_quantity(lexemes, reading))
                at = floor = reading.last
                continue
        at += 1
    return tuple(found)


def _quantity(lexemes: Lexemes, reading: Reading) -> Quantity:
    start, end = lexemes.starts[reading.first], lexemes.ends[reading.last - 1]
    return Quantity(
        start=start,
        end=end,
        number_start=lexemes.starts[reading.core_first],
        number_end=lexemes.ends[reading.core_last - 1],
        kind=reading.kind,
        low=float(reading.low),
        high=float(reading.high),
        unit=reading.unit,
        qualifier=reading.qualifier,
        text=lexemes.text[start:end],
    )


# "About" admits this much on either side; a change of unit, what rounding in the newsroom costs.
_ABOUT = 0.05
_CONVERSION = 0.01
_PARTS = frozenset({"percent", "ratio"})


def same_value(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities may be the same value: units compatible and ranges overlapping.

    "About" widens its range by 5 %. A missing unit goes with any; units of one measure are
    converted; half is 50 %. Dates agree when what both say agrees.
    """
    if a.kind in ("date", "year") and b.kind in ("date", "year"):
        return _same_date(a, b)
    if a.kind in _PARTS and b.kind in _PARTS and a.kind != b.kind:
        percent = a.unit if a.kind == "percent" else b.unit
        return percent == "percent" and _overlap(a, b, 100.0 if a.kind == "ratio" else 0.01)
    if a.kind != b.kind and not {a.kind, b.kind} <= {"duration", "age"}:
        return False
    if a.kind == "score":
        return (a.low, a.high) == (b.low, b.high)
    return _same_measure(a, b)


def _same_measure(a: Quantity, b: Quantity) -> bool:
    if not a.unit or not b.unit or a.unit == b.unit:
        return _overlap(a, b, 1.0)
    if {a.unit, b.unit} == {"celsius", "fahrenheit"}:
        warm, cold = (a, b) if a.unit == "celsius" else (b, a)
        in_fahrenheit = replace(warm, low=warm.low * 1.8 + 32, high=warm.high * 1.8 + 32)
        return _overlap(in_fahrenheit, cold, 1.0, _CONVERSION)
    if a.kind == "temperature" and "degree" in (a.unit, b.unit):
        return _overlap(a, b, 1.0)
    if a.unit in SIZES and b.unit in SIZES:
        return _overlap(a, b, SIZES[a.unit] / SIZES[b.unit], _CONVERSION)
    return False


def _overlap(a: Quantity, b: Quantity, factor: float, slack: float = 0.0) -> bool:
    """Whether the ranges meet once `a` is multiplied by `factor`."""
    a_low, a_high = _widened(a, factor, slack)
    b_low, b_high = _widened(b, 1.0, slack)
    return a_low <= b_high and b_low <= a_high


def _widened(quantity: Quantity, factor: float, slack: float) -> tuple[float, float]:
    slack += _ABOUT if quantity.qualifier == "about" else 0.0
    low, high = quantity.low * factor, quantity.high * factor
    return low - abs(low) * slack, high + abs(high) * slack


def _same_date(a: Quantity, b: Quantity) -> bool:
    if a.kind == b.kind == "year":
        return _overlap(replace(a, qualifier="exact"), replace(b, qualifier="exact"), 1.0)
    if a.kind == "year" or b.kind == "year":
        year, date = (a, b) if a.kind == "year" else (b, a)
        return date.low >= _DATED and year.low <= date.high // _DATED and date.low // _DATED <= year.high
    if not (a.low and b.low) or (a.low <= _WEEKDAYS) != (b.low <= _WEEKDAYS) or a.low <= _WEEKDAYS:
        return a.unit == b.unit
    if (a.low >= _DATED) != (b.low >= _DATED):
        a, b = (replace(q, low=q.low % _DATED, high=q.high % _DATED) for q in (a, b))
    return a.low <= b.high and b.low <= a.high


# YYYYMMDD: from here on a year is said; up to here it is the number of a weekday.
_DATED = 10_000
_WEEKDAYS = 7
