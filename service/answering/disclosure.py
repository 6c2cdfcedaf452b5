"""What may be shown of a model's own words though nothing proves them."""

from __future__ import annotations

from service.answering.chat.presentation import inert
from service.answering.checks.markup import has_markup
from service.answering.told import Told

_LONGEST = 300


def disclosed(text: str, told: Told) -> str:
    """`text` as it may be shown, on one line, at most 300 characters; empty where it has markup or repeats `told`."""
    if has_markup(text) or told.stands_in(text):
        return ""
    return inert(text)[:_LONGEST]
