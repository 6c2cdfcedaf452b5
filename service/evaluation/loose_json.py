"""JSON of which nothing is certain, read so that what is not there or not so counts as nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: Any) -> Sequence[Any]:
    """The value where it is an array, else an empty one."""
    return value if isinstance(value, list | tuple) else ()


def finite(value: Any) -> float | None:
    """The value as a float, None where it is no number, infinite or none at all."""
    if not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
