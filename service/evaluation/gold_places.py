"""Where in the articles a question's gold stands, and what of an answer or a search reaches it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.evaluation.records import Gold

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class GoldPlaces:
    """Gold quotes as spans, and graded articles; `copies` names for each article the one that stands for it."""

    spans: tuple[Span, ...]
    graded: Mapping[str, int]
    copies: Mapping[str, str]

    @classmethod
    def of(cls, gold: Gold, answer: Mapping[str, Any]) -> GoldPlaces:
        """The places of `gold`, whose quotes are located, beside an answer whose evidence tells what is whose copy."""
        copies = {
            one: evidence["article_id"]
            for evidence in answer["evidence"]
            for one in (evidence["article_id"], *evidence["copies"])
        }
        graded = {copies.get(one, one): grade for one, grade in gold.relevant.items() if grade > 0}
        located = ((one.article_id, one.start, one.end) for one in gold.citations)
        spans = tuple((article, start, end) for article, start, end in located if start is not None and end is not None)
        return cls(spans, graded, copies)

    def are_reached(self, passages: Iterable[Span]) -> bool:
        """Whether a passage overlaps a gold quote or is of a graded article; True where gold tells neither."""
        if not self.spans and not self.graded:
            return True
        named = [self._named(one) for one in passages]
        wanted = [self._named(one) for one in self.spans]
        return any(one[0] in self.graded for one in named) or any(
            _overlap(one, other) for one in named for other in wanted
        )

    def ranking(self, passages: Sequence[Span]) -> tuple[list[str], dict[str, int]]:
        """The passages as ids in their order, each once, and the grades of those that answer.

        A passage that holds gold quotes has their ids; where gold grades articles, it has its article's.
        """
        named = [self._named(one) for one in passages]
        if self.graded:
            return list(dict.fromkeys(article for article, _, _ in named)), dict(self.graded)
        wanted = {self._named(one): f"gold {number}" for number, one in enumerate(self.spans)}
        ranked: dict[str, None] = {}
        for place in named:
            held = [name for span, name in wanted.items() if _overlap(place, span)]
            ranked.update(dict.fromkeys(held or ["{} {}-{}".format(*place)]))
        return list(ranked), dict.fromkeys(wanted.values(), 1)

    def _named(self, span: Span) -> Span:
        article, start, end = span
        return self.copies.get(article, article), start, end


def evidence_of(answer: Mapping[str, Any]) -> list[Span]:
    """The passages of an answer's evidence."""
    return [(one["article_id"], one["start_char"], one["end_char"]) for one in answer["evidence"]]


def citations_of(answer: Mapping[str, Any]) -> list[Span]:
    """The characters that an answer cites."""
    return [(one["article_id"], one["start_char"], one["end_char"]) for one in answer["citations"]]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
