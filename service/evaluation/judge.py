"""A chat model that judges answers: faithful to what they cite, relevant to what was asked.

Source: the measures are those of RAGAS (Es et al. 2023), asked for in one call and not by decomposed claims.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from service.answering.answerer import added
from service.answering.chat.presentation import inert
from service.answering.chat.prompts import Prompt
from service.answering.chat.recording import Call
from service.answering.failures import ModelFailure

_OBJECT = re.compile(r"\{[^{}]{1,400}\}")
_MEASURES = ("faithfulness", "relevance")


class Judge:
    """Judges answered questions by `prompts/judge.v1.md`; what cannot be read of its verdict is no verdict."""

    def __init__(self, name: str, call: Call, prompt: Prompt) -> None:
        self.name = name
        self._call = call
        self._prompt = prompt
        self.failures = 0
        self.usage: dict[str, int] = {}

    async def judge(self, question: str, answer: Mapping[str, Any]) -> dict[str, float | None]:
        """`judge_faithfulness` and `judge_relevance` in [0, 1]; None where there is no answer or no verdict."""
        nothing: dict[str, float | None] = {f"judge_{name}": None for name in _MEASURES}
        if not answer.get("answer"):
            return nothing
        cited = "\n".join(f"- {inert(one['cited_text'])}" for one in answer["citations"])
        system, user = self._prompt.render(question=inert(question), answer=inert(answer["answer"]), cited=cited)
        try:
            piece = await self._call.text([("system", system), ("user", user)])
        except ModelFailure:
            self.failures += 1
            return nothing
        self.usage = added(self.usage, piece.usage)
        verdict = _verdict(piece.text)
        if verdict is None:
            self.failures += 1
            return nothing
        return {f"judge_{name}": value for name, value in verdict.items()}

    async def close(self) -> None:
        """Lets go of the model's connections."""
        await self._call.close()


def _verdict(said: str) -> dict[str, float] | None:
    """The two figures of the last JSON object of a text; None where there is none that holds both in range."""
    for found in reversed(_OBJECT.findall(said)):
        try:
            told = json.loads(found)
            verdict = {name: float(told[name]) for name in _MEASURES}
        except (ValueError, KeyError, TypeError):
            continue
        if all(0 <= value <= 1 for value in verdict.values()):
            return verdict
    return None
