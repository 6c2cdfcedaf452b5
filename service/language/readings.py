"""What the readers of quantities hand on: a kind, a value and where it stands among the lexemes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuantityKind = Literal[
    "count", "money", "percent", "duration", "date", "time", "year", "ordinal", "distance", "mass",
    "temperature", "speed", "area", "age", "ratio", "score",
]  # fmt: skip
Qualifier = Literal["exact", "about", "at_least", "at_most", "more_than", "less_than"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity read from lexemes `[first, last)`, its core from `[core_first, core_last)`."""

    kind: QuantityKind
    low: float
    high: float
    unit: str
    first: int
    last: int
    core_first: int
    core_last: int
    qualifier: Qualifier = "exact"


def moment(
    kind: QuantityKind, low: float, high: float, unit: str, first: int, last: int, about: bool = False
) -> Reading:
    """A date, time, year or age whose core is all of it."""
    qualifier: Qualifier = "about" if about else "exact"
    return Reading(kind, low, high, unit, first, last, first, last, qualifier)


def plain(kind: QuantityKind, low: float, high: float, unit: str, first: int, last: int) -> Reading:
    """An exact reading whose core is all of it."""
    return Reading(kind, low, high, unit, first, last, first, last)
