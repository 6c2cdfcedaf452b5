"""What a language model is asked and what the stand-in does about it: requests, steps, plays and scripts."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

FOREVER = float("inf")

_WORD_AND_SPACE = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Request:
    """One call as it came over the socket.

    `at` is a time of `time.monotonic()`; `number` counts from 0 the earlier requests of the same kind (answer or
    rewriting) to the same script; header names are lower case.
    """

    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    at: float = 0.0
    number: int = 0

    @property
    def streamed(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def system(self) -> str:
        """The text of the system (or developer) messages."""
        return "\n\n".join(_text(message) for message in self._messages() if message["role"] in ("system", "developer"))

    @property
    def user(self) -> str:
        """The text of the last user message."""
        said = [_text(message) for message in self._messages() if message["role"] == "user"]
        return said[-1] if said else ""

    @property
    def rewrites(self) -> bool:
        """Whether no article is shown: the call wants a follow-up made into a question that stands alone."""
        return "<article" not in self.user

    def _messages(self) -> list[Mapping[str, Any]]:
        return list(self.body.get("messages", ()))


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


@dataclass(frozen=True, slots=True)
class Say:
    """A piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Delta:
    """Any other change to the message: reasoning, null content, a tool call."""

    change: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wait:
    """A silence; `FOREVER` lasts until the client leaves."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Until:
    """A silence until a test sets the event, or the client leaves."""

    released: threading.Event


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes put on the wire as they are; in a whole answer they are its body."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Fail:
    """An error once the answer has begun: an event of the stream, or status 500 of a whole answer."""

    error: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection closed with no end to the body."""


Step = Say | Delta | Wait | Until | Raw | Fail | Cut


@dataclass(frozen=True, slots=True)
class Play:
    """What the stand-in does with one request.

    With `body` that is all it sends, streamed or not. Else the steps follow in order, and after the last one
    `finish` is its finish_reason; `wait` are seconds before the status line.
    """

    steps: Iterable[Step] = ()
    finish: str = "stop"
    usage: bool = True
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    wait: float = 0.0


Script = Callable[[Request], Play]
Chunking = Callable[[str], list[str]]


def by_word(text: str) -> list[str]:
    """Words with the white space that follows them."""
    return _WORD_AND_SPACE.findall(text)


def by_character(text: str) -> list[str]:
    """Single code points, so that every key is split."""
    return list(text)


def at_once(text: str) -> list[str]:
    """One piece."""
    return [text] if text else []


def saying(text: str, chunking: Chunking = by_word, pause: float = 0.0) -> Iterator[Step]:
    """The steps that say `text`, with a pause in seconds before every piece but the first."""
    for index, piece in enumerate(chunking(text)):
        if index and pause:
            yield Wait(pause)
        yield Say(piece)


def says(text: str, chunking: Chunking = by_word, pause: float = 0.0, **how: Any) -> Play:
    """A play that says `text` and ends as `how` (the fields of Play) tells."""
    return Play(steps=tuple(saying(text, chunking, pause)), **how)
