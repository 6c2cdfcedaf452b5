"""What happens while a question is answered, in this order; the last event holds the whole answer."""

from __future__ import annotations

from dataclasses import dataclass

from service.records import Answer, Citation, Evidence


@dataclass(frozen=True, slots=True)
class Accepted:
    """The request is sound and has its turn: from here on a failure is told in the stream."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was searched for and what was found, best first; `id` is that of the answer to come."""

    id: str
    question: str
    understood: str
    evidence: tuple[Evidence, ...]
    index_seq: int


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence that has passed: characters `[start, end)` of the answer are `text`, which ends with its markers.

    The texts of all that was said, one after the other, are the answer.
    """

    start: int
    end: int
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer."""

    answer: Answer


Event = Accepted | Found | Said | Done
