"""Whether two names have changed places around the same word: "Russia attacked Ukraine", "Ukraine attacked Russia"."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.checks.analysis import Analysis, Cited
from service.language.clauses import Word
from service.language.synonyms import synonyms
from service.language.word_lists import word_set

_NEAR = 7
_BE = word_set("is are was were be been being am get got")


def is_swapped(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether a name before and a name after a word of the sentence stand the other way round in every citation."""
    for at, word in enumerate(sentence.words):
        if not word.content or _is_name(word):
            continue
        around = _around(sentence.words, at)
        if around is None:
            continue
        orders = [
            other
            for one in cited
            for place, held in enumerate(one.body.words)
            if held.normal in synonyms(word.normal) and (other := _around(one.body.words, place)) is not None
        ]
        if orders and all((before, after) == (around[1], around[0]) for before, after in orders):
            return True
    return False


def _is_name(word: Word) -> bool:
    return word.surface[0].isupper() and word.content


def _around(words: Sequence[Word], at: int) -> tuple[str, str] | None:
    """The doer and the other: the nearest names before and after a word in its clause, changed over for a passive."""
    before = _nearest(words, range(at - 1, max(-1, at - 1 - _NEAR), -1), words[at].clause)
    after = _nearest(words, range(at + 1, min(len(words), at + 1 + _NEAR)), words[at].clause)
    if not before or not after or before == after:
        return None
    passive = any(word.lower in _BE for word in words[max(0, at - 3) : at]) and any(
        word.lower == "by" for word in words[at + 1 : at + 4]
    )
    return (after, before) if passive else (before, after)


def _nearest(words: Sequence[Word], places: range, clause: int) -> str:
    for place in places:
        if words[place].clause != clause:
            return ""
        if _is_name(words[place]):
            return words[place].normal
    return ""
