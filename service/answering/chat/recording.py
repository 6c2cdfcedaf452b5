"""Calls of a chat model written to a file, and played back from it without the model."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Protocol

from service.answering.chat.model_call import Messages, Piece, joined
from service.answering.failures import ModelFailure
from service.errors import InvalidInput

# As prompts/answer.v1.md puts it: a recording is to be played back on another day.
_TODAY = re.compile(r"\bToday is \d{4}-\d{2}-\d{2}\b")


class Call(Protocol):
    """What an answerer needs of a model: its text, piece by piece or whole."""

    def stream(self, messages: Messages, until: float | None = None) -> AsyncGenerator[Piece]:
        """The model's text, piece by piece, by `until` at the latest, a time of the event loop."""
        ...

    async def text(self, messages: Messages, until: float | None = None) -> Piece:
        """The model's whole text."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...


class RecordingCall:
    """Asks `inner`, and appends each call that came to its end to a file: a JSON line, by the hash of its messages."""

    def __init__(self, inner: Call, path: Path, model: str) -> None:
        self._inner = inner
        self._path = path
        self._model = model
        path.parent.mkdir(parents=True, exist_ok=True)

    async def stream(self, messages: Messages, until: float | None = None) -> AsyncGenerator[Piece]:
        """What `inner` says."""
        told: list[Piece] = []
        async with aclosing(self._inner.stream(messages, until)) as pieces:
            async for piece in pieces:
                told.append(piece)
                yield piece
        whole = joined(told)
        line = {
            "model": self._model,
            "messages": fingerprint(self._model, messages),
            "text": whole.text,
            "usage": dict(whole.usage),
            "unfinished": whole.unfinished,
        }
        with self._path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")

    async def text(self, messages: Messages, until: float | None = None) -> Piece:
        """The whole of it."""
        async with aclosing(self.stream(messages, until)) as pieces:
            return joined([piece async for piece in pieces])

    async def close(self) -> None:
        """Closes `inner`."""
        await self._inner.close()


class ReplayedCall:
    """Says again what was recorded; a call that was not is a model that is unavailable."""

    def __init__(self, path: Path, model: str) -> None:
        self._model = model
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise InvalidInput(f"the recording {path.name} cannot be read: {error.strerror}", "replay") from error
        self._told: dict[str, Piece] = {}
        for number, line in enumerate(lines, start=1):
            try:
                one = json.loads(line)
                piece = Piece(one["text"], one["usage"], one["unfinished"])
                self._told[one["messages"]] = piece
            except (ValueError, KeyError, TypeError) as error:
                raise InvalidInput(f"{path.name}:{number} is no recorded call: record it again", "replay") from error

    async def stream(self, messages: Messages, until: float | None = None) -> AsyncGenerator[Piece]:
        """The recorded text, at once."""
        yield await self.text(messages)

    async def text(self, messages: Messages, until: float | None = None) -> Piece:
        """The recorded text."""
        found = self._told.get(fingerprint(self._model, messages))
        if found is None:
            raise ModelFailure("model_unavailable", "this call was not recorded")
        return found

    async def close(self) -> None:
        """Nothing to let go of."""


def fingerprint(model: str, messages: Messages) -> str:
    """What tells one call from another: the SHA-256 of model and messages, whatever the day they were sent on."""
    undated = [[role, _TODAY.sub("Today is some day", text)] for role, text in messages]
    return hashlib.sha256(json.dumps([model, undated], ensure_ascii=False).encode()).hexdigest()
