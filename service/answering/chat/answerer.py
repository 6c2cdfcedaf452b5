"""The answerer that asks a chat model: evidence in, sentences with keys out, each key exact characters."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from service.answering.answerer import Sentence, Source, Understood, Written, added
from service.answering.chat.keys import REFUSAL, KeyParser, Stated
from service.answering.chat.model_call import Patience
from service.answering.chat.presentation import estimate_tokens, inert, present
from service.answering.chat.prompts import Prompt
from service.answering.chat.recording import Call
from service.answering.chat.rewriting import rewritten
from service.answering.failures import ModelFailure
from service.answering.follow_ups import LONGEST_TURN, standalone
from service.answering.told import Told
from service.records import Degradation, Evidence, Turn

# What is told of a conversation to a model that has to see what a follow-up means.
_TURNS = 6
# More passages are read in a thread: they would keep every other answer waiting.
_AT_ONCE = 12
_FINISHED = (".", "!", "?", "…", "。", "！", "？", '"', "”", "’", ")", "»")

log = structlog.get_logger("dateline.answering")


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in any currency; None where nothing is to be reckoned."""

    input: float | None = None
    output: float | None = None

    def cost(self, usage: Mapping[str, int]) -> float | None:
        """What `usage` costs; None where no price is set or no tokens were told."""
        if not usage or (self.input is None and self.output is None):
            return None
        spent = usage.get("input_tokens", 0) * (self.input or 0) + usage.get("output_tokens", 0) * (self.output or 0)
        return round(spent / 1_000_000, 8)


class ChatAnswerer:
    """Answers by a chat model that sees the evidence sentence by sentence, each under a key that it is to cite."""

    def __init__(
        self,
        name: str,
        call: Call,
        prompt: Prompt,
        standalone_prompt: Prompt,
        options: Mapping[str, object],
        budget: int = 6000,
        prices: Prices | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._name = name
        self._call = call
        self._prompt = prompt
        self._standalone = standalone_prompt
        self._budget = budget
        self._prices = prices or Prices()
        self._patience = patience or Patience()
        self._told = Told(prompt.system, prompt.user, standalone_prompt.system, standalone_prompt.user)
        settings = {"budget": budget, "prompts": self.prompts, "options": dict(options)}
        # Hashed, since options may hold a key.
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest()
        self._identity = f"{name} {digest}"

    @property
    def name(self) -> str:
        """Provider and model."""
        return self._name

    @property
    def identity(self) -> str:
        """Model, and a hash of prompts and options."""
        return self._identity

    @property
    def prompts(self) -> Mapping[str, str]:
        """Both prompts."""
        return {prompt.name: prompt.hash for prompt in (self._prompt, self._standalone)}

    @property
    def told(self) -> Told:
        """Both prompts."""
        return self._told

    async def understand(self, question: str, history: Sequence[Turn], since: float) -> Understood:
        """The question as the model makes it stand alone; as rules do where the model cannot be asked."""
        shown = [(turn.role, inert(turn.content[:LONGEST_TURN])) for turn in history[-_TURNS:]]
        conversation = "\n".join(f"{role}: {content}" for role, content in shown)
        system, user = self._standalone.render(conversation=conversation, question=inert(question))
        soon = asyncio.get_running_loop().time() + self._patience.rewriting
        try:
            piece = await self._call.text([("system", system), ("user", user)], min(soon, self._latest(since)))
        except ModelFailure as failure:
            log.warning("model failed", kind=failure.kind, detail=str(failure), answerer=self._name)
            return Understood(standalone(question, history), degraded=failure.kind)
        understood, fault = rewritten(piece, question, [content for _, content in shown], self._told)
        if fault is not None:
            log.warning("a rewritten question cannot be used", kind=fault, answerer=self._name)
            understood = standalone(question, history)
        return Understood(understood, piece.usage, self._prices.cost(piece.usage), fault)

    async def close(self) -> None:
        """Lets go of the model's connections."""
        await self._call.close()

    async def write(
        self,
        question: str,
        evidence: Sequence[Evidence],
        as_of: str | None,
        since: float,
        enough: Callable[[], bool] = lambda: False,
    ) -> AsyncGenerator[Sentence | Written]:
        """Sentences as the model finishes them. Raises ModelFailure where it says nothing at all."""
        today = as_of or datetime.now(UTC).date().isoformat()
        fixed = {"question": inert(question), "today": today, "refusal": REFUSAL}
        bare = sum(map(estimate_tokens, self._prompt.render(evidence="", **fixed)))
        few = len(evidence) <= _AT_ONCE
        budget = self._budget - bare
        presented = present(evidence, budget) if few else await asyncio.to_thread(present, evidence, budget)
        system, user = self._prompt.render(evidence=presented.text, **fixed)
        parser = KeyParser(presented.places.keys())
        usage: dict[str, int] = {}
        cut: Degradation | None = None
        silent, count = True, 0
        try:
            async with aclosing(self._call.stream([("system", system), ("user", user)], self._latest(since))) as pieces:
                async for piece in pieces:
                    silent = silent and not piece.text.strip()
                    cut = "model_interrupted" if piece.unfinished else cut
                    usage = added(usage, piece.usage)
                    for stated in parser.feed(piece.text):
                        count += 1
                        yield _sentence(stated, presented.places)
                    if enough():
                        cut = "model_interrupted"
                        break
        except ModelFailure as failure:
            if silent:
                raise
            log.warning("model failed", kind=failure.kind, detail=str(failure), answerer=self._name)
            cut = "model_timeout" if failure.kind == "model_timeout" else "model_interrupted"
        for stated in parser.end():
            # Half a sentence may say the opposite of the whole.
            if cut is None or stated.text.endswith(_FINISHED):
                count += 1
                yield _sentence(stated, presented.places)
        if count == 0 and not parser.refused:
            log.warning("model said nothing that can be read", answerer=self._name)
            cut = cut or "model_empty"
        yield Written(
            "abstained" if parser.refused else "answered",
            "below_threshold" if parser.refused else None,
            score=None,
            usage=usage,
            cost=self._prices.cost(usage),
            cut=cut,
        )

    def _latest(self, since: float) -> float:
        return since + self._patience.total


def _sentence(stated: Stated, places: Mapping[str, Source]) -> Sentence:
    return Sentence(stated.text, tuple(places[key] for key in stated.keys), stated.lead)
