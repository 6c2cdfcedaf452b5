"""Whether words that stand side by side in a sentence stand together in what it cites.

A sentence can take every word from its citations and still say what none of them says, when it puts
the subject of one before the deed of another. So two neighbouring content words of a clause that are
both cited must be held by one citation, unless a pronoun there may stand for the name or the thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.answering.checks.analysis import Analysis, Cited
from service.answering.checks.coverage import counts, is_akin
from service.language.clauses import Word
from service.language.synonyms import synonyms
from service.language.word_lists import word_set

# What may stand for a name, and what in a citation shows that it goes on about a thing told before. "It" and "they"
# would do as well, but stand in half of all sentences, and would let most patchworks pass.
_REFERRING = word_set("he she it they his her its their him them the this that these those i we you my our")
_GOING_ON = word_set("its them both those these")


def is_patchwork(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether neighbours among the content words of a sentence are cited, but by no citation together."""
    if len(cited) == 1:
        return False
    bodies = [one.body for one in cited]
    referring, going_on = _with(bodies, _REFERRING), _with(bodies, _GOING_ON)
    held = [(word, _holders(word, bodies)) for word in sentence.words if counts(word)]
    held = [(word, holders) for word, holders in held if holders]
    for (first, ones), (second, others) in pairwise(held):
        if first.clause != second.clause or not ones.isdisjoint(others):
            continue
        if going_on & (ones | others):
            continue
        if not (_may_refer(first, others & referring) or _may_refer(second, ones & referring)):
            return True
    return False


def _with(bodies: Sequence[Analysis], wanted: frozenset[str]) -> frozenset[int]:
    """Which citations hold one of some words."""
    return frozenset(place for place, body in enumerate(bodies) if any(word.lower in wanted for word in body.words))


def _holders(word: Word, bodies: Sequence[Analysis]) -> frozenset[int]:
    """Which citations hold a word, a synonym or, where none does, a kindred form of it."""
    alike = synonyms(word.normal)
    holders = [place for place, body in enumerate(bodies) if not alike.isdisjoint(body.normals)]
    if not holders:
        holders = [
            place for place, body in enumerate(bodies) if any(is_akin(word.normal, other) for other in body.normals)
        ]
    return frozenset(holders)


def _may_refer(word: Word, holders: frozenset[int]) -> bool:
    """Whether a name may be what a pronoun or "the company" stands for in a citation of its neighbour."""
    return word.surface[0].isupper() and bool(holders)
