"""Found passages in the order of what a reader makes of them, beside what search says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.reading.reader import Reader, readable
from service.records import Evidence

# What a logit of relevance counts beside the fused z-scores (docs/decisions/0011).
WEIGHT = 0.2
# How many passages may be read, and how many always are.
POOL = 20
ALWAYS = 4
# What relevance a passage may still bring (early stop, training/results.md), and that of one which does not answer.
HIGHEST, LOWEST = 1.0, -4.0
# How many passages are read between two looks at whether more could matter.
STEP = 2


class Reranker:
    """Reads the passages that search found best and orders them by both."""

    def __init__(self, reader: Reader, weight: float = WEIGHT, always: int = ALWAYS, highest: float = HIGHEST) -> None:
        self._reader = reader
        self._weight = weight
        self._always = always
        self._highest = highest

    def rerank(self, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """All of `evidence`, which comes best first, by fused score and relevance together.

        Passages are read in the order they come in, and no further where the best of those read stays first
        whatever the rest say. An unread one counts as not answering.
        """
        found: list[Evidence] = []
        while len(found) < len(evidence):
            if len(found) >= self._always and self._is_settled(found, evidence[len(found)]):
                break
            some = evidence[len(found) : max(self._always, len(found) + STEP)]
            read = self._reader.read(question, [readable(one) for one in some])
            found += [
                replace(
                    one,
                    score=one.score + self._weight * reading.relevance,
                    ranks=replace(one.ranks, reader_score=reading.relevance),
                )
                for one, reading in zip(some, read, strict=True)
            ]
        by_relevance = sorted(found, key=lambda one: -_relevance(one))
        places = {one.passage.key: place for place, one in enumerate(by_relevance, start=1)}
        ranked = [replace(one, ranks=replace(one.ranks, reader=places[one.passage.key])) for one in found]
        unread = [replace(one, score=one.score + self._weight * LOWEST) for one in evidence[len(found) :]]
        return sorted([*ranked, *unread], key=lambda one: -one.score)

    def _is_settled(self, found: Sequence[Evidence], following: Evidence) -> bool:
        return max(one.score for one in found) >= following.score + self._weight * self._highest


def _relevance(one: Evidence) -> float:
    return one.ranks.reader_score or 0.0
