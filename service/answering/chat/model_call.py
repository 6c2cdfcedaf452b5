"""One call of a chat model: its text as it comes, within time-outs, tried anew while nothing has come."""

from __future__ import annotations

import asyncio
import math
import random
import unicodedata
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from service.answering.answerer import added
from service.answering.chat.breaker import Breaker
from service.answering.failures import ModelFailure, failure_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Messages = Sequence[tuple[str, str]]

# What a model did wrong itself is no sign that it is down.
_COUNTED = frozenset({"model_timeout", "model_rate_limited", "model_unavailable", "model_interrupted"})
_REASONS = ("finish_reason", "stop_reason", "done_reason")
# Why a model stops that has said what it wanted to: OpenAI and Ollama, Anthropic. All else cut it short.
_FINISHED = frozenset({"stop", "end_turn", "stop_sequence"})


# Where libraries put what a model thinks; LangChain's for OpenAI drops it, and the chunk comes empty.
_THOUGHTS = ("reasoning_content", "reasoning", "thinking", "redacted_thinking")
# Empty chunks that servers send before a model has done anything: who speaks, what a filter found.
_OPENING = 2


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a model may take, in seconds, and how often it is tried anew before its first token.

    `first_token` holds for all tries together, `total` for everything.
    """

    first_token: float = 20.0
    total: float = 60.0
    retries: int = 2

    @property
    def rewriting(self) -> float:
        """How long a model may take to rewrite a follow-up, before any answer has begun."""
        return max(1.0, self.first_token / 4)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a model; `usage` are tokens told with it, `unfinished` that it was stopped before its end.

    `thinking` says that the model is at work though it says nothing yet.
    """

    text: str
    usage: Mapping[str, int] = field(default_factory=dict)
    unfinished: bool = False
    thinking: bool = False


def joined(pieces: Sequence[Piece]) -> Piece:
    """All pieces as one."""
    usage: dict[str, int] = {}
    for piece in pieces:
        usage = added(usage, piece.usage)
    return Piece("".join(piece.text for piece in pieces), usage, any(piece.unfinished for piece in pieces))


class ModelCall:
    """Calls one chat model of LangChain, whose own retries must be off."""

    def __init__(
        self,
        model: BaseChatModel,
        patience: Patience,
        breaker: Breaker,
        close: Callable[[BaseChatModel], Awaitable[None]] | None = None,
    ) -> None:
        self._model = model
        self._close = close
        self._patience = patience
        self._breaker = breaker

    async def close(self) -> None:
        """Lets go of the model's connections."""
        if self._close is not None:
            await self._close(self._model)

    async def stream(self, messages: Messages, until: float | None = None) -> AsyncGenerator[Piece]:
        """The model's text, piece by piece. Raises ModelFailure; closing it ends the call.

        All of it is to be there by `until`, a time of the event loop, if that is sooner than patience ends.
        Retries wait by jittered exponential back-off, or as long as Retry-After says; where that is longer
        than the first token may take, there is none.
        """
        ticket = self._breaker.lets_through()
        if ticket is None:
            raise ModelFailure("model_paused", "it failed several times in a row and is left alone for a while")
        try:
            async with aclosing(self._pieces(messages, until)) as pieces:
                async for piece in pieces:
                    yield piece
        except ModelFailure as failure:
            if failure.kind in _COUNTED:
                self._breaker.failed(ticket)
            else:
                self._breaker.left(ticket)
            raise
        except BaseException:
            self._breaker.left(ticket)
            raise
        self._breaker.succeeded(ticket)

    async def text(self, messages: Messages, until: float | None = None) -> Piece:
        """The model's whole text. Raises ModelFailure."""
        async with aclosing(self.stream(messages, until)) as pieces:
            return joined([piece async for piece in pieces])

    async def _pieces(self, messages: Messages, latest: float | None) -> AsyncGenerator[Piece]:
        started = asyncio.get_running_loop().time()
        until = min(started + self._patience.total, math.inf if latest is None else latest)
        chunks, first = await self._open(messages, min(started + self._patience.first_token, until))
        async with aclosing(chunks):
            for piece in first:
                yield piece
            while (following := await _next(chunks, until)) is not None:
                yield following

    async def _open(self, messages: Messages, until: float) -> tuple[AsyncGenerator[Any], list[Piece]]:
        """An answer that has begun: its chunks, and the pieces up to the first that shows the model at work."""
        now = asyncio.get_running_loop().time

        failures: list[BaseException | None] = []

        def is_over(state: RetryCallState) -> bool:
            return state.attempt_number > self._patience.retries or now() + state.upcoming_sleep >= until

        attempts = AsyncRetrying(
            stop=is_over,
            wait=_wait,
            retry=retry_if_exception(lambda error: isinstance(error, ModelFailure) and error.again),
            reraise=True,
            before_sleep=lambda state: failures.append(state.outcome.exception() if state.outcome else None),
        )
        try:
            return await attempts(self._begin, messages, until)
        except ModelFailure as failure:
            # A last try that time ran out on says less than why there had to be one.
            before = failures[-1] if failures else None
            raise (before if failure.kind == "model_timeout" and before is not None else failure) from None

    async def _begin(self, messages: Messages, until: float) -> tuple[AsyncGenerator[Any], list[Piece]]:
        chunks = _generator(self._model.astream(list(messages)))
        pieces: list[Piece] = []
        try:
            while not _has_begun(pieces):
                piece = await _next(chunks, until)
                if piece is None:
                    break
                pieces.append(piece)
        except BaseException:
            await chunks.aclose()
            raise
        return chunks, pieces


async def _generator(chunks: AsyncIterator[Any]) -> AsyncGenerator[Any]:
    """The chunks as a generator, which can be closed whatever they are."""
    try:
        async for chunk in chunks:
            yield chunk
    finally:
        close = getattr(chunks, "aclose", None)
        if close is not None:
            await close()


async def _next(chunks: AsyncGenerator[Any], until: float) -> Piece | None:
    """The next piece, None at the end; whatever goes wrong is raised as ModelFailure."""
    try:
        async with asyncio.timeout_at(until):
            chunk = await anext(chunks)
    except StopAsyncIteration:
        return None
    except TimeoutError:
        raise ModelFailure("model_timeout", "it took too long") from None
    except Exception as error:
        raise failure_of(error) from error
    return _piece(chunk)


def _piece(chunk: Any) -> Piece:
    told = getattr(chunk, "usage_metadata", None) or {}
    usage = {name: int(told.get(name) or 0) for name in ("input_tokens", "output_tokens")} if told else {}
    metadata = getattr(chunk, "response_metadata", None) or {}
    reasons = [metadata[name] for name in _REASONS if metadata.get(name)]
    return Piece(readable(str(chunk.text)), usage, any(reason not in _FINISHED for reason in reasons), _thinks(chunk))


def _has_begun(pieces: Sequence[Piece]) -> bool:
    """Whether a model has shown that it is at work: by text, by thoughts, or by more chunks than open a message."""
    return len(pieces) > _OPENING or (bool(pieces) and (pieces[-1].thinking or bool(pieces[-1].text.strip())))


def _thinks(chunk: Any) -> bool:
    told = getattr(chunk, "additional_kwargs", None) or {}
    blocks = chunk.content if isinstance(chunk.content, list) else []
    return any(told.get(name) for name in _THOUGHTS) or any(
        isinstance(block, dict) and block.get("type") in _THOUGHTS for block in blocks
    )


def readable(text: str) -> str:
    """`text` without halves of surrogate pairs and without controls, line feeds and tabs aside: neither can be sent."""
    if text.isprintable():
        return text
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cs", "Cc"))


_JITTER = 0.25
_BACK_OFF = wait_random_exponential(multiplier=0.5, max=8)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.after if isinstance(error, ModelFailure) else None
    # All who were told the same moment would come back in it.
    return _BACK_OFF(state) if asked is None else asked + random.uniform(0, _JITTER)
