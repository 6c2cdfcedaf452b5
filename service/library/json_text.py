"""JSON from outside, read strictly, with what is wrong said so that its writer can mend it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NoReturn

from service.errors import InvalidInput

Pairs = Callable[[list[tuple[str, object]]], object]


def parse_json(text: str, pairs: Pairs | None = None) -> object:
    """The value that `text` is; `pairs` makes an object of its fields, as `json.loads` has it.

    Raises InvalidInput for what is no JSON, with line and column, for NaN and Infinity, and for nesting
    or numbers beyond what Python reads.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if "\n" not in text else f"line {error.lineno}, column {error.colno}"
        raise InvalidInput(f"is not JSON: {error.msg} at {place}") from None
    except RecursionError:
        raise InvalidInput("is JSON nested too deeply: flatten it") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise InvalidInput(f"is not JSON that can be read: {error}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidInput(f"is not JSON: {name} is no JSON number")
