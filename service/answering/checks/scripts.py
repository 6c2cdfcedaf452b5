"""Words in another script than Latin, which no check of English reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from service.answering.checks.analysis import Cited

_WORD = re.compile(r"[^\W\d_]+")


def are_cited(sentence: str, cited: Sequence[Cited]) -> bool:
    """Whether every such word of a sentence stands in the cited text or its heading, letter for letter."""
    if sentence.isascii():
        return True
    strange = {
        word
        for word in _WORD.findall(sentence)
        if not word.isascii() and not all(map(_is_latin, filter(str.isalpha, word)))
    }
    return all(any(word in one.body.text or word in one.heading.text for one in cited) for word in strange)


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER", "COMBINING"))
