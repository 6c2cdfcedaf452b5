"""The records of an evaluation: what was asked and hoped for, what was given, and what that is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from service.records import Filters, Turn

Expected = Literal["answered", "abstained", "conflicting"]
Stage = Literal[
    "not_retrieved", "ranked_low", "read_wrong", "withheld", "refused_wrongly", "answered_wrongly", "failed"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoldCitation:
    """Characters of an article that answer: `quote`, and where they stand if that was told, in code points."""

    article_id: str
    quote: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """One question with what a right answer is; `line` is where it stands in its file, from 1.

    `answers` are alternatives, any of which is right. `relevant` grades articles that answer, where the
    format tells that and no characters (BEIR). `expected` is None where the format does not tell it.
    """

    id: str
    question: str
    expected: Expected | None = "answered"
    answers: tuple[str, ...] = ()
    citations: tuple[GoldCitation, ...] = ()
    relevant: Mapping[str, int] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    collection: str | None = None
    filters: Filters = field(default_factory=Filters)
    as_of: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What the service gave to one question: its answer in the shape of `POST /v1/ask`, or why there is none.

    `seconds` is the time that the asker waited; `error` says what went wrong, and then `answer` is empty.
    """

    id: str
    answer: Mapping[str, Any]
    seconds: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """One question's scores by metric; None where the metric says nothing about such a question.

    `failed` is the stage that went wrong first, None where nothing did.
    """

    gold: Gold
    given: Given
    scores: Mapping[str, float | None]
    failed: Stage | None = None


@dataclass(frozen=True, slots=True)
class Mean:
    """A metric over the questions that it says something about: their number, the mean and its 95 % interval."""

    value: float
    count: int
    low: float
    high: float
