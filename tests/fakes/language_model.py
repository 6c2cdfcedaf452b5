"""A language model over a real socket, which speaks OpenAI's protocol and does what a script says.

It runs in a thread of the test's process, on a free port of 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.requests import Request as HttpRequest
from starlette.types import Receive, Scope, Send

from tests.fakes.plays import FOREVER, Cut, Delta, Fail, Play, Raw, Request, Say, Script, Until, Wait
from tests.fakes.wire import MODELS, Completion, encoded, error_body, event

_PATIENCE = 10.0


@dataclass(slots=True)
class Call:
    """One answer that the stand-in gave or is giving.

    `said` are the pieces of text put on the wire, each with its time of `time.monotonic()`; `left` whether the
    client went before the end.
    """

    request: Request
    said: list[tuple[float, str]] = field(default_factory=list)
    left: bool = False
    ended: float | None = None


@dataclass(slots=True)
class Model:
    """A stand-in that runs: its address, what it was asked, and the script it follows."""

    url: str
    calls: list[Call] = field(default_factory=list)
    active: int = 0
    concurrent: int = 0
    _script: Script | None = None
    _numbers: dict[bool, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def play(self, script: Script) -> None:
        """Follows `script` from the next request on, whose `number` is 0 again."""
        with self._lock:
            self._script = script
            self._numbers = {}

    @property
    def requests(self) -> list[Request]:
        """Every request for a completion, in the order they came."""
        return [call.request for call in self.calls]

    @property
    def cancelled(self) -> int:
        """How many clients left before the end of their answer."""
        return sum(call.left for call in self.calls)

    def idle(self, seconds: float = _PATIENCE) -> bool:
        """Waits until no answer is being given; whether that came about in time."""
        deadline = time.monotonic() + seconds
        while self.active and time.monotonic() < deadline:
            time.sleep(0.005)
        return not self.active

    def begin(self, body: dict[str, Any], headers: dict[str, str]) -> tuple[Call, Play]:
        """Notes a request, and gives what the script makes of it."""
        with self._lock:
            script = self._script
            assert script is not None
            rewrites = Request(body).rewrites
            number = self._numbers.get(rewrites, 0)
            self._numbers[rewrites] = number + 1
            call = Call(Request(body, headers, time.monotonic(), number))
            self.calls.append(call)
            self.active += 1
            self.concurrent = max(self.concurrent, self.active)
        return call, script(call.request)

    def end(self, call: Call, left: bool) -> None:
        """Notes that an answer is over."""
        with self._lock:
            call.left = left
            call.ended = time.monotonic()
            self.active -= 1


@contextmanager
def language_model(script: Script) -> Iterator[Model]:
    """Serves a stand-in that follows `script`, and ends it whatever it is doing."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    model = Model(f"http://127.0.0.1:{bound.getsockname()[1]}/v1")
    model.play(script)
    stand_in = _StandIn(model)
    config = uvicorn.Config(
        stand_in, http="h11", loop="asyncio", ws="none", lifespan="off", log_config=None, log_level="critical",
        access_log=False, timeout_graceful_shutdown=1, backlog=512,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="language model", daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _PATIENCE
        while not server.started:
            assert thread.is_alive() and time.monotonic() < deadline, "the stand-in did not start"
            time.sleep(0.002)
        yield model
    finally:
        stand_in.close()
        server.should_exit = True
        thread.join(_PATIENCE)
        bound.close()
        assert not thread.is_alive(), "the stand-in did not end"


class _StandIn:
    """The ASGI application."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Ends every answer that is being given."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._closing.set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self._loop = asyncio.get_running_loop()
        reply = _Reply(send)
        request = HttpRequest(scope, receive)
        where = (request.method, request.url.path)
        if where == ("GET", "/v1/models"):
            await reply.all(200, encoded(MODELS))
        elif where == ("POST", "/v1/chat/completions"):
            await self._complete(request, receive, reply)
        else:
            message = f"Invalid URL ({request.method} {request.url.path})"
            await reply.all(404, encoded(error_body(message, "invalid_request_error")))

    async def _complete(self, request: HttpRequest, receive: Receive, reply: _Reply) -> None:
        try:
            body = json.loads(await request.body())
            assert isinstance(body["messages"], list) and isinstance(body["model"], str)
        except (ValueError, KeyError, TypeError, AssertionError):
            message = "We could not parse the JSON body of your request."
            await reply.all(400, encoded(error_body(message, "invalid_request_error")))
            return
        call, play = self._model.begin(body, dict(request.headers))
        playing = asyncio.ensure_future(_perform(play, call, reply))
        leaving = asyncio.ensure_future(_gone(receive))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({playing, leaving, closing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._model.end(call, left=leaving.done() and not reply.complete)
            for task in (playing, leaving, closing):
                task.cancel()
            await asyncio.gather(playing, leaving, closing, return_exceptions=True)
        if playing.done() and not playing.cancelled():
            # A script that raises is a mistake of the test: uvicorn answers it with 500.
            playing.result()


class _Reply:
    """The response of one request; uvicorn closes the connection of one that is left incomplete."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.complete = False

    async def start(self, status: int, kind: str, more: dict[str, str] | None = None) -> None:
        headers = {"content-type": kind, "x-request-id": "req_stand_in", "openai-version": "2020-10-01", **(more or {})}
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": lines})

    async def put(self, data: bytes) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def finish(self) -> None:
        self.complete = True
        await self._send({"type": "http.response.body", "body": b""})

    async def all(self, status: int, body: bytes, more: dict[str, str] | None = None) -> None:
        await self.start(status, "application/json", {"content-length": str(len(body)), **(more or {})})
        await self.put(body)
        await self.finish()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _sleep(seconds: float) -> None:
    await (asyncio.Event().wait() if seconds == FOREVER else asyncio.sleep(seconds))


async def _released(event: threading.Event) -> None:
    while not event.is_set():
        await asyncio.sleep(0.01)


async def _perform(play: Play, call: Call, reply: _Reply) -> None:
    await _sleep(play.wait)
    completion = Completion(call.request, f"chatcmpl-{id(call):x}")
    if play.body is not None:
        await reply.all(play.status, play.body, dict(play.headers))
    elif call.request.streamed:
        await _stream(play, call, completion, reply)
    else:
        await _whole(play, call, completion, reply)


async def _stream(play: Play, call: Call, completion: Completion, reply: _Reply) -> None:
    await reply.start(play.status, "text/event-stream; charset=utf-8", dict(play.headers))
    await reply.put(event(completion.first()))
    for step in play.steps:
        match step:
            case Say(text):
                await reply.put(event(completion.say(text)))
                call.said.append((time.monotonic(), text))
            case Delta(change):
                await reply.put(event(completion.change(change)))
            case Wait(seconds):
                await _sleep(seconds)
            case Until(released):
                await _released(released)
            case Raw(data):
                await reply.put(data)
            case Fail(error):
                await reply.put(event(error))
                await reply.finish()
                return
            case Cut():
                return
    await reply.put(event(completion.chunk({}, play.finish)))
    if play.usage and completion.wants_usage():
        await reply.put(event(completion.usage_chunk()))
    await reply.put(b"data: [DONE]\n\n")
    await reply.finish()


async def _whole(play: Play, call: Call, completion: Completion, reply: _Reply) -> None:
    raw = b""
    for step in play.steps:
        match step:
            case Say(text):
                completion.say(text)
            case Delta(change):
                completion.change(change)
            case Wait(seconds):
                await _sleep(seconds)
            case Until(released):
                await _released(released)
            case Raw(data):
                raw += data
            case Fail(error):
                await reply.all(500, encoded(error))
                return
            case Cut():
                body = encoded(completion.whole("stop", usage=False))
                await reply.start(play.status, "application/json", dict(play.headers))
                await reply.put(body[: -len(body) // 2])
                return
    body = raw or encoded(completion.whole(play.finish, play.usage))
    await reply.all(play.status, body, dict(play.headers))
    call.said.append((time.monotonic(), "".join(completion.parts)))
