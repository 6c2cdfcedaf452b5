"""Acronyms, and the words they stand for."""

from __future__ import annotations

import re
from functools import lru_cache

_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{2,6}(?!\w)")
_BETWEEN = r"(?:[ \n-]+(?:of|and|the|for|in|on|de))*[ \n-]+"


def acronyms(text: str) -> frozenset[str]:
    """The acronyms in a text, as they are written; none where all of it is in capitals."""
    return frozenset() if text.isupper() else frozenset(_ACRONYM.findall(text))


def is_spelled_out(acronym: str, text: str) -> bool:
    """Whether words of a text have the acronym's letters for their initials, small words between them left out.

    "World Health Organization" has those of WHO, and "most valuable player" those of MVP; words without capitals count
    from three letters and of four letters each, since "was hit once" stands for nothing.
    """
    return _pattern(acronym).search(text) is not None


@lru_cache(maxsize=256)
def _pattern(acronym: str) -> re.Pattern[str]:
    ways = [_BETWEEN.join(rf"\b{letter}[\w’'.]*" for letter in acronym)]
    if len(acronym) > 2:
        ways.append(_BETWEEN.join(rf"\b[{letter}{letter.lower()}][\w’']{{3,}}" for letter in acronym))
    return re.compile("|".join(ways))
