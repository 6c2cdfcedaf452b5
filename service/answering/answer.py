"""A question to a cited answer: understand, search, let an answerer write, prove, cite."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from service.answering.admission import Admission
from service.answering.answerer import Answerer, Understood
from service.answering.background import Background
from service.answering.cache import AnswerCache, key_of
from service.answering.events import Accepted, Done, Event, Found
from service.answering.follow_ups import LONGEST_TURN, MOST_TURNS
from service.answering.gate import Policy
from service.answering.writing import Writing
from service.errors import InvalidInput
from service.records import Answer, Filters, Turn
from service.retrieval.search import Searcher
from service.retrieval.timeliness import until
from service.retrieval.timing import Timing

MAX_EVIDENCE = 50
# What was said longer ago than this says nothing about a question; it is taken, and not read.
MAX_TURNS = 200


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks. `as_of` is an ISO 8601 date, the day of asking: nothing published later is used.

    `history` is the conversation before the question, oldest first.
    """

    question: str
    collection: str | None = None
    filters: Filters = field(default_factory=Filters)
    as_of: str | None = None
    max_evidence: int | None = None
    answerer: str | None = None
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """How questions are answered: evidence a question, characters a question, places, answers kept, the gate."""

    max_evidence: int = 8
    max_question: int = 2000
    concurrent: int = 32
    waiting: int = 64
    wait_seconds: float = 10.0
    cached: int = 256
    cached_bytes: int = 64_000_000
    policy: Policy = "strict"


class Asker:
    """Answers questions over one library with one of its answerers.

    The first is the default; the last is the embedded one, which stands in when another fails.
    """

    def __init__(self, searcher: Searcher, answerers: Sequence[Answerer], rules: Rules | None = None) -> None:
        self._searcher = searcher
        self._answerers = {answerer.name: answerer for answerer in answerers}
        self._default = answerers[0].name
        self._embedded = answerers[-1]
        self._rules = rules or Rules()
        self._admission = Admission(self._rules.concurrent, self._rules.waiting, self._rules.wait_seconds)
        self._cache = AnswerCache(self._rules.cached, self._rules.cached_bytes)
        self._background = Background()

    @property
    def answerers(self) -> tuple[str, ...]:
        """The names a request may choose from, the default first."""
        return tuple(self._answerers)

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return self._admission.waiting

    def close(self) -> None:
        """Ends what `ask` started."""
        if self._background.is_running:
            self._background.run(self.disconnect())
        self._background.close()

    async def disconnect(self) -> None:
        """Lets go of the models' connections, in the event loop that asked them."""
        for answerer in self._answerers.values():
            await answerer.close()

    def ask(self, request: Request) -> Answer:
        """The answer to `request.question`, every sentence cited, for callers that run no event loop.

        Raises InvalidInput for a question that is empty or too long, a bad date or an unknown
        answerer, NotFound for an unknown collection, Overloaded where too many are being asked.
        """
        return self._background.run(self.answer(request))

    async def answer(self, request: Request) -> Answer:
        """The answer to `request.question`: the last of its events. Raises what `ask` raises."""
        async with aclosing(self.events(request)) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("every answer has an end")

    async def events(self, request: Request) -> AsyncGenerator[Event]:
        """All that happens on the way to the answer; what is wrong with the request is raised before `Accepted`."""
        question = checked_question(request.question, self._rules.max_question)
        if len(request.history) > MAX_TURNS:
            raise InvalidInput(f"the conversation has {len(request.history)} turns and at most {MAX_TURNS} are read")
        answerer = self._answerer(request.answerer)
        asked = replace(
            request,
            question=question,
            filters=until(request.filters, request.as_of),
            max_evidence=self._limit(request.max_evidence),
            history=_read(request.history),
        )
        timing = Timing()
        async with self._admission.enter():
            timing.lap("wait")
            seq = await asyncio.to_thread(self._searcher.ready, asked.collection)
            yield Accepted()
            # A model is told what day it is, so an answer is kept for that day.
            today = asked.as_of or datetime.now(UTC).date().isoformat()
            kept = self._cache.find(key_of(asked, answerer.identity, today, seq))
            if kept is not None:
                identity = _answer_id()
                for event in kept:
                    yield _again(event, identity, timing)
                return
            told: list[Event] = []
            since = asyncio.get_running_loop().time()
            async with aclosing(self._work(asked, answerer, timing, since)) as steps:
                async for event in steps:
                    told.append(event)
                    if isinstance(event, Done):
                        self._cache.keep(key_of(asked, answerer.identity, today, event.answer.index_seq), told)
                    yield event

    async def _work(self, asked: Request, answerer: Answerer, timing: Timing, since: float) -> AsyncGenerator[Event]:
        understood = Understood(asked.question)
        if asked.history:
            understood = await answerer.understand(asked.question, asked.history, since)
            timing.lap("understand")
        limit = asked.max_evidence or self._rules.max_evidence
        found = await asyncio.to_thread(
            self._searcher.search,
            understood.question,
            asked.collection,
            asked.filters,
            limit,
            rerank=True,
            as_of=asked.as_of,
        )
        timing.lap("search")
        timing.apart("rerank", "search", found.timings_ms.get("rerank"))
        identity = _answer_id()
        yield Found(identity, asked.question, understood.question, found.evidence, found.index_seq)
        writing = Writing(identity, understood, found, self._rules.policy, since)
        writers = (self._embedded,) if understood.is_out_of_reach else (answerer, self._embedded)
        if not found.evidence:
            dated = asked.filters.published_from is not None or asked.filters.published_to is not None
            writing.abstain(writers[0], "out_of_range" if dated else "no_evidence")
        else:
            for writer in dict.fromkeys(writers):
                async with aclosing(writing.by(writer, asked.as_of)) as passed:
                    async for said in passed:
                        timing.first("first_sentence")
                        yield said
                if writing.is_settled:
                    break
        yield Done(writing.answer(asked.question, timing))

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
            return self._rules.max_evidence
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


def _read(history: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The conversation as far as any answerer reads it, so that no more of it is held on to."""
    return tuple(Turn(turn.role, turn.content[:LONGEST_TURN]) for turn in history[-MOST_TURNS:])


def _again(event: Event, identity: str, timing: Timing) -> Event:
    """An event of an answer that was kept: of another answer, which cost nothing."""
    if isinstance(event, Found):
        return replace(event, id=identity)
    if not isinstance(event, Done):
        return event
    spent = {**timing.laps, "total": timing.total()}
    return Done(replace(event.answer, id=identity, cached=True, timings_ms=spent, usage={}, cost=None))


def _answer_id() -> str:
    return f"ans_{uuid.uuid4().hex}"
