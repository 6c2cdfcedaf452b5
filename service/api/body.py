"""What is wrong with a request's body before its fields are looked at."""

from __future__ import annotations

import json

from service.errors import InvalidInput


def is_json(content_type: str) -> bool:
    """Whether a Content-Type header names JSON."""
    kind = content_type.split(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def not_json(error: Exception) -> InvalidInput:
    """What to tell the sender of a body that `json.loads` could not read."""
    if isinstance(error, json.JSONDecodeError):
        return InvalidInput(f"the body is no valid JSON at character {error.pos}: {error.msg}")
    if isinstance(error, UnicodeDecodeError):
        return InvalidInput(f"the body is not UTF-8 at byte {error.start}: send JSON in UTF-8")
    if isinstance(error, RecursionError):
        return InvalidInput("the body is JSON nested too deeply: flatten it")
    return InvalidInput("the body is JSON with a number of too many digits: send it as a string")
