"""The JSON shapes of what happens on the way to an answer, which a stream sends."""

from __future__ import annotations

from pydantic import Field

from service.answering import events
from service.api.wire import CitationShape, EvidenceShape, Shape


class FoundShape(Shape):
    """The event `evidence`: what was searched for and what was found."""

    id: str = Field(description="The id of the answer to come.")
    question: str
    understood: str
    evidence: list[EvidenceShape]
    index_seq: int

    @classmethod
    def of(cls, found: events.Found) -> FoundShape:
        """The shape of an event."""
        return cls(
            id=found.id,
            question=found.question,
            understood=found.understood,
            evidence=[EvidenceShape.of(one) for one in found.evidence],
            index_seq=found.index_seq,
        )


class SaidShape(Shape):
    """The event `sentence`: the next characters of the answer, markers included, and what proves them."""

    start: int = Field(description="Where they stand in the answer, in code points.")
    end: int
    text: str
    citations: list[CitationShape]

    @classmethod
    def of(cls, said: events.Said) -> SaidShape:
        """The shape of an event."""
        citations = [CitationShape.of(one) for one in said.citations]
        return cls(start=said.start, end=said.end, text=said.text, citations=citations)
