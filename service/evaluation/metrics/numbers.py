"""Agreement of the quantities of an answer with those of gold answers, in value and unit.

Source: this project, on `service.language.quantities`; numeric match in DROP (Dua et al. 2019) is its nearest kin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.language.kindred import kinship
from service.language.quantities import Quantity, find_quantities, same_value

# What a decimal fraction loses on its way through binary ones.
_ROUNDING = 1e-9
# Half related, as "people" is to "deaths": the question says which of them is counted.
_RELATED = 0.5
# Their values are no measures: 1 % of a year or a score means nothing.
_EXACT_KINDS = frozenset({"date", "year", "time", "ordinal", "score"})


def numeric_match(given_text: str, answers: Sequence[str], tolerance: float = 0.0) -> float | None:
    """1 where the text holds every quantity of some gold answer, else 0; None if no gold answer holds a quantity.

    `tolerance` is a part of the gold value (0.01 is 1 %) and says nothing about dates, years, times, ordinals and
    scores. "About" and "at least" do not count: the number does. A gold number without a unit
    goes with any unit, but gold money, percents, durations and other measures want theirs; units of one measure are
    converted, with 1 % for what newspapers round. What is counted may be named otherwise ("troops", "soldiers") or
    not at all. A text that is a gold answer is right, also where only other gold answers hold a quantity ("April",
    "April 2023").
    ValueError where `tolerance` is negative.
    """
    if tolerance < 0:
        raise ValueError(f"the tolerance is {tolerance}; it is a part of the gold value, 0 or more")
    wanted = [quantities for quantities in map(find_quantities, answers) if quantities]
    if not wanted:
        return None
    folded = _folded(given_text)
    if folded and folded in map(_folded, answers):
        return 1.0
    given = find_quantities(given_text)
    return float(
        any(all(any(_agree(one, gold, tolerance) for one in given) for gold in quantities) for quantities in wanted)
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _agree(given: Quantity, gold: Quantity, tolerance: float) -> bool:
    given, gold = replace(given, qualifier="exact"), replace(gold, qualifier="exact")
    if gold.kind == "count" and not gold.unit and given.kind not in _EXACT_KINDS:
        given = replace(given, kind="count", unit="")
    elif {given.kind, gold.kind} == {"count", "year"}:
        # "1500" alone reads as a year, "1,500" does not.
        given, gold = replace(given, kind="count", unit=""), replace(gold, kind="count", unit="")
        tolerance = 0.0
    elif given.kind == gold.kind == "count" and _related(gold.unit, given.unit):
        given = replace(given, unit=gold.unit)
    return same_value(given, gold if gold.kind in _EXACT_KINDS else _widened(gold, tolerance + _ROUNDING))


def _related(one: str, other: str) -> bool:
    return max(kinship(one, other), kinship(other, one)) >= _RELATED


def _widened(gold: Quantity, part: float) -> Quantity:
    return replace(gold, low=gold.low - abs(gold.low) * part, high=gold.high + abs(gold.high) * part)
