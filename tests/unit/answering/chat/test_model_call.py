"""A model's chunks as pieces: text that can be sent, and whether the model came to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from service.answering.chat.breaker import Breaker
from service.answering.chat.model_call import ModelCall, Patience, Piece, readable
from service.answering.failures import ModelFailure


class Told(GenericFakeChatModel):
    """A chat model that sends the chunks it is given, each after so many seconds."""

    chunks: list[tuple[float, AIMessageChunk]]

    async def _astream(self, *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        for seconds, chunk in self.chunks:
            await asyncio.sleep(seconds)
            yield ChatGenerationChunk(message=chunk)


def text_of(
    *chunks: tuple[float, AIMessageChunk], patience: Patience | None = None, soon: float | None = None
) -> Piece:
    async def ask() -> Piece:
        model = Told(messages=iter([AIMessage("")]), chunks=list(chunks))
        until = None if soon is None else asyncio.get_running_loop().time() + soon
        return await ModelCall(model, patience or Patience(), Breaker()).text([("user", "x")], until)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("metadata", "unfinished"),
    [
        ({}, False),
        ({"finish_reason": None}, False),
        ({"finish_reason": "stop"}, False),
        ({"stop_reason": "end_turn"}, False),
        ({"stop_reason": "stop_sequence"}, False),
        ({"done_reason": "stop"}, False),
        ({"finish_reason": "length"}, True),
        ({"finish_reason": "content_filter"}, True),
        ({"finish_reason": "tool_calls"}, True),
        ({"stop_reason": "max_tokens"}, True),
        ({"stop_reason": "refusal"}, True),
        ({"stop_reason": "pause_turn"}, True),
        ({"done_reason": "length"}, True),
        ({"finish_reason": "something_new"}, True),
    ],
)
def test_whatever_is_no_known_end_cut_the_text_short(metadata: dict[str, Any], unfinished: bool) -> None:
    last = AIMessageChunk(content="", response_metadata=metadata)
    piece = text_of((0, AIMessageChunk(content="It fell.")), (0, last))
    assert (piece.text, piece.unfinished) == ("It fell.", unfinished)


def test_what_cannot_be_sent_is_left_out() -> None:
    assert text_of((0, AIMessageChunk(content="a\ud800b\x00c\n\td\x1b"))).text == "abc\n\td"


@given(st.text())
def test_readable_text_keeps_all_but_surrogates_and_controls(text: str) -> None:
    kept = readable(text)
    assert kept == "".join(one for one in text if one in "\n\t" or not (ord(one) < 32 or 127 <= ord(one) < 160))
    assert readable(kept) == kept


def test_a_call_is_over_by_the_time_it_is_told() -> None:
    with pytest.raises(ModelFailure) as caught:
        text_of((0, AIMessageChunk(content="a")), (30, AIMessageChunk(content="b")), soon=0.1)
    assert caught.value.kind == "model_timeout"


class Refusing(Told):
    """One that is overloaded at first, and then silent."""

    asked: int = 0

    async def _astream(self, *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        self.asked += 1
        if self.asked == 1:
            raise ModelFailure("model_unavailable", "status 503", again=True)
        await asyncio.sleep(30)
        yield ChatGenerationChunk(message=AIMessageChunk(content="late"))


def test_a_last_try_that_time_ran_out_on_leaves_the_reason_of_the_one_before() -> None:
    async def ask() -> Piece:
        model = Refusing(messages=iter([AIMessage("")]), chunks=[])
        return await ModelCall(model, Patience(first_token=1.5), Breaker()).text([("user", "x")])

    with pytest.raises(ModelFailure) as caught:
        asyncio.run(ask())
    assert caught.value.kind == "model_unavailable"


def test_thoughts_end_the_wait_for_the_first_token_and_an_opening_without_any_does_not() -> None:
    thought = AIMessageChunk(content="", additional_kwargs={"reasoning_content": "hm"})
    said = AIMessageChunk(content="It fell.")
    hasty = Patience(first_token=0.3, total=5)
    assert text_of((0, thought), (0.6, said), patience=hasty).text == "It fell."
    with pytest.raises(ModelFailure, match="too long"):
        text_of((0, AIMessageChunk(content="")), (0.6, said), patience=hasty)
    with pytest.raises(ModelFailure, match="too long"):
        text_of((0, thought), (0.6, said), patience=Patience(first_token=0.2, total=0.4))
