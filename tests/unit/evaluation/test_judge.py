from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from service.answering.chat.model_call import Messages, Piece
from service.answering.chat.prompts import Prompt
from service.answering.chat.recording import RecordingCall, ReplayedCall
from service.answering.failures import ModelFailure
from service.errors import InvalidInput
from service.evaluation.judge import Judge
from tests.unit.evaluation.sample import abstained, given

PROMPTS = Path(__file__).parents[3] / "prompts"


class Saying:
    """A model that says what it is told to, and remembers what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.asked: list[Messages] = []

    async def stream(self, messages: Messages, until: float | None = None) -> AsyncGenerator[Piece]:
        self.asked.append(messages)
        for word in self.texts.pop(0).split(" "):
            yield Piece(f"{word} ")

    async def text(self, messages: Messages, until: float | None = None) -> Piece:
        return Piece("".join([piece.text async for piece in self.stream(messages)]))

    async def close(self) -> None:
        self.texts = []


def verdict(said: str) -> dict[str, float | None]:
    judge = Judge("x", Saying(said), Prompt.read(PROMPTS, "judge.v1"))
    return asyncio.run(judge.judge("How many?", given().answer))


@pytest.mark.parametrize(
    "said",
    [
        '{"faithfulness": 1, "relevance": 0.5}',
        'I think {"note": 1} so: {"faithfulness": "1.0", "relevance": 0.5}.',
        '```json\n{"relevance": 0.5, "faithfulness": 1.0}\n```',
    ],
)
def test_a_verdict_is_read_wherever_it_stands(said: str) -> None:
    assert verdict(said) == {"judge_faithfulness": 1.0, "judge_relevance": 0.5}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "good",
        "{",
        '{"faithfulness": 1}',
        '{"faithfulness": 2, "relevance": 1}',
        '{"faithfulness": null, "relevance": 1}',
    ],
)
def test_what_is_no_verdict_is_none_and_counted(said: str) -> None:
    judge = Judge("x", Saying(said), Prompt.read(PROMPTS, "judge.v1"))
    found = asyncio.run(judge.judge("How many?", given().answer))
    assert set(found.values()) == {None}
    assert judge.failures == 1


def test_an_abstention_is_not_judged() -> None:
    call = Saying()
    judge = Judge("x", call, Prompt.read(PROMPTS, "judge.v1"))
    assert set(asyncio.run(judge.judge("How many?", abstained().answer)).values()) == {None}
    assert call.asked == [] and judge.failures == 0


def test_what_was_recorded_is_said_again_whatever_the_day(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "calls.jsonl"
    call = RecordingCall(Saying("one two", "three"), path, "m")
    first = [("system", "s"), ("user", "Today is 2026-01-01.\nA?")]
    live = asyncio.run(call.text(first)).text
    asyncio.run(call.text([("user", "B?")]))
    replayed = ReplayedCall(path, "m")
    later = [("system", "s"), ("user", "Today is 2027-12-31.\nA?")]
    assert asyncio.run(replayed.text(later)).text == live == "one two "

    async def streamed() -> str:
        return "".join([piece.text async for piece in replayed.stream(first)])

    assert asyncio.run(streamed()) == live
    with pytest.raises(ModelFailure, match="not recorded"):
        asyncio.run(ReplayedCall(path, "another").text(first))
    with pytest.raises(ModelFailure, match="not recorded"):
        asyncio.run(replayed.text([("user", "C?")]))


@pytest.mark.parametrize("content", [None, "{", '{"messages": "x"}', "[]"])
def test_a_recording_that_cannot_be_read_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "calls.jsonl"
    if content is not None:
        path.write_text(content + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"calls\.jsonl"):
        ReplayedCall(path, "m")
