"""What every check reads of a text, worked out once: its words, quantities and places."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

from service.language.calendar import day_of
from service.language.clauses import Word, read_words
from service.language.places import find_places
from service.language.quantities import Quantity, find_quantities

# Texts up to this length are remembered: a cited sentence is proof for many sentences of many answers.
_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class Analysis:
    """One text as the checks see it; `normals` are the normal forms of its words, `places` canonical names.

    `ends` are where the words end, in code points.
    """

    text: str
    words: tuple[Word, ...]
    quantities: tuple[Quantity, ...]
    normals: frozenset[str]
    places: frozenset[str]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited text with the heading of its article and the day on which that was published."""

    body: Analysis
    heading: Analysis
    published: datetime.date | None


def analyse(text: str) -> Analysis:
    """The analysis of a text, in time linear in its length."""
    return _remembered(text) if len(text) <= _REMEMBERED else _analyse(text)


def _analyse(text: str) -> Analysis:
    words = read_words(text)
    return Analysis(
        text,
        words,
        find_quantities(text),
        frozenset(word.normal for word in words),
        frozenset(place for _, _, place in find_places(text)),
        tuple(word.end for word in words),
    )


_remembered = lru_cache(maxsize=4096)(_analyse)


def cite(text: str, heading: str, published_at: str | None) -> Cited:
    """A cited text, analysed."""
    return Cited(analyse(text), analyse(heading), day_of(published_at))
