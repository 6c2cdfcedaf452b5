"""One answer being written: by the answerer asked for, and where that gives nothing, by the one that stands in."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import structlog

from service.answering.answerer import Answerer, Understood, Written, added
from service.answering.composition import Composition
from service.answering.events import Said
from service.answering.extractive.short_answer import short_answer
from service.answering.failures import ModelFailure
from service.answering.gate import Policy
from service.language.question import analyse
from service.records import Answer, Degradation, Evidence, Reason, Status
from service.retrieval.search import Found as Search
from service.retrieval.timing import Timing

log = structlog.get_logger("dateline.answering")


class Writing:
    """Gathers what one question's answerers write, and makes the answer of it."""

    def __init__(self, identity: str, understood: Understood, found: Search, policy: Policy, since: float) -> None:
        self._id = identity
        self._understood = understood
        self._found = found
        self._composition = Composition(found.evidence, policy)
        self._outcome = Written("abstained", "no_evidence")
        self._writers: list[str] = []
        self._degraded: Degradation | None = None
        self._since = since
        self._usage: dict[str, int] = dict(understood.usage)
        self._cost = understood.cost
        self._prompts: dict[str, str] = {}

    @property
    def is_settled(self) -> bool:
        """Whether no other answerer need be asked: something was said, or it was said that there is nothing."""
        return self._composition.said > 0 or self._degraded is None

    def abstain(self, answerer: Answerer, reason: Reason) -> None:
        """Nothing was found that `answerer` could be asked about."""
        self._writers.append(answerer.name)
        self._prompts |= answerer.prompts
        self._outcome = Written("abstained", reason)

    async def by(self, answerer: Answerer, as_of: str | None) -> AsyncGenerator[Said]:
        """What `answerer` writes, as far as it passes."""
        self._writers.append(answerer.name)
        self._prompts |= answerer.prompts
        question, evidence = self._understood.question, self._found.evidence

        def enough() -> bool:
            return self._composition.is_full

        try:
            async with aclosing(answerer.write(question, evidence, as_of, self._since, enough)) as steps:
                async for step in steps:
                    if isinstance(step, Written):
                        self._end(step)
                    sentences = step.sentences if isinstance(step, Written) else (step,)
                    for sentence in sentences:
                        said = await self._composition.add(sentence, answerer.told)
                        if said is not None:
                            yield said
        except ModelFailure as failure:
            log.warning("model failed", kind=failure.kind, detail=str(failure), answerer=answerer.name)
            self._degraded = failure.kind
        if self._composition.said == 0 and self._composition.withheld and self._degraded is None:
            self._degraded = "unverified"

    def answer(self, question: str, timing: Timing) -> Answer:
        """The answer, once nobody writes any more."""
        said = self._composition.said
        status, reason = self._ending()
        score = self._outcome.score
        # Where there is nobody else to ask, a sentence withheld makes the answer no worse than it would be.
        degraded = None if self._degraded == "unverified" and len(self._writers) == 1 else self._degraded
        degraded = degraded or self._understood.degraded
        timing.lap("answer")
        return Answer(
            id=self._id,
            question=question,
            understood=self._understood.question,
            status=status,
            reason=reason,
            answer=self._composition.text,
            short_answer=self._short_answer() if said else None,
            citations=self._composition.citations,
            evidence=self._with_spans(),
            withheld=self._composition.withheld,
            flagged=tuple(self._composition.flagged),
            answerer=self._writers[-1],
            degraded=degraded is not None,
            degraded_reason=degraded,
            score=round(self._composition.share_proven() if score is None else score, 4),
            timings_ms={**self._found.timings_ms, **timing.laps, "total": timing.total()},
            usage=self._usage,
            cost=self._cost,
            prompts=self._prompts,
            cached=False,
            index_seq=self._found.index_seq,
        )

    def _end(self, outcome: Written) -> None:
        self._outcome = outcome
        self._degraded = outcome.cut or self._degraded
        self._usage = added(self._usage, outcome.usage)
        if outcome.cost is not None:
            self._cost = (self._cost or 0.0) + outcome.cost

    def _ending(self) -> tuple[Status, Reason | None]:
        if self._composition.said:
            conflicting = self._outcome.status == "conflicting" and self._composition.said > 1
            return ("conflicting" if conflicting else "answered"), None
        if self._composition.withheld:
            return "abstained", "unverified"
        return "abstained", self._outcome.reason or "below_threshold"

    def _short_answer(self) -> str | None:
        if self._outcome.short_answer is not None or not self._composition.text:
            return self._outcome.short_answer
        first = self._composition.first
        return short_answer(analyse(self._understood.question), first) if first else None

    def _with_spans(self) -> tuple[Evidence, ...]:
        spans: dict[int, set[tuple[int, int]]] = {}
        for source in self._composition.sources:
            spans.setdefault(source.number, set()).add((source.start, source.end))
        return tuple(
            replace(one, spans=tuple(sorted(spans[number]))) if number in spans else one
            for number, one in enumerate(self._found.evidence)
        )
