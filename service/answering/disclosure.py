"""What may be shown of a model's own words though nothing proves them."""

from __future__ import annotations

import unicodedata

from service.answering.chat.presentation import inert
from service.answering.checks.markup import has_markup
from service.language.words import words

_LONGEST = 300
# So many words in a row of what a model was told are no accident.
_RUN = 6


class Told:
    """What a model was told in confidence: its prompts."""

    def __init__(self, *texts: str) -> None:
        self._runs = frozenset(run for text in texts for run in _runs(text))

    def stands_in(self, text: str) -> bool:
        """Whether `text` repeats six words of it in a row, case and marks aside."""
        return any(run in self._runs for run in _runs(text))


NOTHING_TOLD = Told()


def disclosed(text: str, told: Told) -> str:
    """`text` as it may be shown, on one line, at most 300 characters; empty where it has markup or repeats `told`."""
    if has_markup(text) or told.stands_in(text):
        return ""
    return inert(text)[:_LONGEST]


def readable(text: str) -> str:
    """`text` without halves of surrogate pairs and without controls, line feeds and tabs aside: neither can be sent."""
    if text.isprintable():
        return text
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cs", "Cc"))


def _runs(text: str) -> list[str]:
    said = [word.casefold() for word, _, _ in words(text)]
    return [" ".join(said[start : start + _RUN]) for start in range(len(said) - _RUN + 1)]
