"""A question to a cited answer: search, let an answerer write, cite, check."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from service.answering.citations import cite
from service.errors import InvalidInput
from service.library.dates import epoch_range
from service.records import Answer, Evidence, Filters, Reason, Status
from service.retrieval.search import Searcher

MAX_EVIDENCE = 50


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks. `as_of` is an ISO 8601 date: nothing published later is used."""

    question: str
    collection: str | None = None
    filters: Filters = field(default_factory=Filters)
    as_of: str | None = None
    max_evidence: int | None = None
    answerer: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Characters of the article of `evidence[number]` that prove a sentence of an answer."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer as an answerer wrote it, without markers, and what proves it."""

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What an answerer made of question and evidence; `score` grows with how sure it is."""

    status: Status
    reason: Reason | None = None
    sentences: tuple[Sentence, ...] = ()
    short_answer: str | None = None
    score: float = 0.0
    usage: Mapping[str, int] = field(default_factory=dict)


class Answerer(Protocol):
    """Whoever writes answers from evidence: extractive, or an LLM."""

    @property
    def name(self) -> str:
        """How settings and requests name it."""
        ...

    def write(self, question: str, evidence: Sequence[Evidence], as_of: str | None) -> Written:
        """Answers from `evidence` alone, or abstains with a reason."""
        ...


class Asker:
    """Answers questions over one library with one of its answerers; the first is the default."""

    def __init__(
        self, searcher: Searcher, answerers: Sequence[Answerer], max_evidence: int = 8, max_question: int = 2000
    ) -> None:
        self._searcher = searcher
        self._answerers = {answerer.name: answerer for answerer in answerers}
        self._default = answerers[0].name
        self._max_evidence = max_evidence
        self._max_question = max_question

    @property
    def answerers(self) -> tuple[str, ...]:
        """The names a request may choose from, the default first."""
        return tuple(self._answerers)

    def ask(self, request: Request) -> Answer:
        """The answer to `request.question`, every sentence cited.

        Raises InvalidInput for a question that is empty or too long, a bad date or an unknown
        answerer, and NotFound for an unknown collection.
        """
        question = checked_question(request.question, self._max_question)
        answerer = self._answerer(request.answerer)
        filters = _until(request.filters, request.as_of)
        started = time.perf_counter()
        found = self._searcher.search(question, request.collection, filters, self._limit(request.max_evidence))
        searched = time.perf_counter()
        if found.evidence:
            written = answerer.write(question, found.evidence, request.as_of)
        else:
            dated = filters.published_from is not None or filters.published_to is not None
            written = Written("abstained", "out_of_range" if dated else "no_evidence")
        done = time.perf_counter()
        text, citations = cite(written.sentences, found.evidence)
        return Answer(
            id=f"ans_{uuid.uuid4().hex}",
            question=question,
            status=written.status,
            reason=written.reason,
            answer=text,
            short_answer=written.short_answer,
            citations=citations,
            evidence=_with_spans(found.evidence, written.sentences),
            answerer=answerer.name,
            degraded=False,
            score=round(written.score, 4),
            timings_ms={
                **found.timings_ms,
                "search": round((searched - started) * 1000, 3),
                "answer": round((done - searched) * 1000, 3),
                "total": round((time.perf_counter() - started) * 1000, 3),
            },
            usage=dict(written.usage),
            index_seq=found.index_seq,
        )

    def _answerer(self, name: str | None) -> Answerer:
        if name is None:
            return self._answerers[self._default]
        if name not in self._answerers:
            raise InvalidInput(
                f"there is no answerer {name[:80]!r}; choose one of {', '.join(self._answerers)}", "answerer"
            )
        return self._answerers[name]

    def _limit(self, wanted: int | None) -> int:
        if wanted is None:
            return self._max_evidence
        if not 1 <= wanted <= MAX_EVIDENCE:
            raise InvalidInput(f"max_evidence is {wanted}; it goes from 1 to {MAX_EVIDENCE}", "max_evidence")
        return wanted


def checked_question(question: str, longest: int) -> str:
    """The question with white space folded; InvalidInput where it is empty or over `longest` characters."""
    folded = " ".join(question.split())
    if not any(character.isalnum() for character in folded):
        raise InvalidInput("the question is empty: ask something", "question")
    if len(question) > longest:
        raise InvalidInput(
            f"the question has {len(question):,} characters and at most {longest:,} are read: ask in fewer words",
            "question",
        )
    if "\x00" in folded:
        raise InvalidInput("the question holds a NUL character", "question")
    return folded


def _until(filters: Filters, as_of: str | None) -> Filters:
    if as_of is None:
        return filters
    if filters.published_to is not None and epoch_range(filters.published_to)[1] <= epoch_range(as_of)[1]:
        return filters
    return replace(filters, published_to=as_of)


def _with_spans(evidence: Sequence[Evidence], sentences: Sequence[Sentence]) -> tuple[Evidence, ...]:
    spans: dict[int, list[tuple[int, int]]] = {}
    for sentence in sentences:
        for source in sentence.sources:
            spans.setdefault(source.number, []).append((source.start, source.end))
    return tuple(
        replace(one, spans=tuple(sorted(set(spans[number])))) if number in spans else one
        for number, one in enumerate(evidence)
    )
