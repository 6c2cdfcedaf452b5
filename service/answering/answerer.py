"""Who writes answers: what goes in, what comes out, and what an answerer must be able to do."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from service.answering.told import Told
from service.records import Degradation, Evidence, Reason, Status, Turn


@dataclass(frozen=True, slots=True)
class Source:
    """Characters of the article of `evidence[number]` that prove a sentence of an answer."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer as an answerer wrote it, without markers, and what is to prove it.

    `lead` is what stands between it and the sentence before it.
    """

    text: str
    sources: tuple[Source, ...]
    lead: str = " "


@dataclass(frozen=True, slots=True)
class Written:
    """What an answerer made of question and evidence; `score` grows with how sure it is.

    `sentences` are those not handed on one by one before. `usage` are a model's tokens, `cost` their
    price where prices are set. `cut` says why a model's text is
    not whole.
    """

    status: Status
    reason: Reason | None = None
    sentences: tuple[Sentence, ...] = ()
    short_answer: str | None = None
    score: float | None = 0.0
    usage: Mapping[str, int] = field(default_factory=dict)
    cost: float | None = None
    cut: Degradation | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A question that stands alone, and the tokens that a model spent to see what it means.

    `degraded` says why rules had to see it where a model should have.
    """

    question: str
    usage: Mapping[str, int] = field(default_factory=dict)
    cost: float | None = None
    degraded: Degradation | None = None

    @property
    def is_out_of_reach(self) -> bool:
        """Whether the model would only be waited for once more."""
        return self.degraded in _OUT_OF_REACH


_OUT_OF_REACH: frozenset[Degradation | None] = frozenset(
    {"model_timeout", "model_unavailable", "model_rate_limited", "model_paused"}
)


class Answerer(Protocol):
    """Whoever writes answers from evidence: extractive, or an LLM."""

    @property
    def name(self) -> str:
        """How settings and requests name it."""
        ...

    @property
    def identity(self) -> str:
        """Its name with all else that its answers depend on: model, options, prompts."""
        ...

    @property
    def prompts(self) -> Mapping[str, str]:
        """The hash of each prompt it uses, by name; empty where it uses none."""
        ...

    @property
    def told(self) -> Told:
        """What it tells a model in confidence."""
        ...

    async def understand(self, question: str, history: Sequence[Turn], since: float) -> Understood:
        """The question as one who had not heard the conversation would ask it.

        `since` is when work on the answer began, by the event loop's clock: all time-outs of one answer count
        from there.
        """
        ...

    async def close(self) -> None:
        """Lets go of connections, in the event loop that opened them."""
        ...

    def write(
        self,
        question: str,
        evidence: Sequence[Evidence],
        as_of: str | None,
        since: float,
        enough: Callable[[], bool] = lambda: False,
    ) -> AsyncGenerator[Sentence | Written]:
        """Answers from `evidence` alone: sentences as they are ready, at last what became of it.

        Once `enough` says so nothing more is wanted but the last.

        Raises ModelFailure where a model gave nothing that can be used.
        """
        ...


def added(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """Two counts of tokens as one."""
    return {name: first.get(name, 0) + second.get(name, 0) for name in (*first, *second)}
