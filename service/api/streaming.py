"""Server-sent events: sentences as they are proven, signs of life between them, and an end when the client leaves.

The format is that of the HTML standard, section 9.2 (server-sent events).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.exceptions import HTTPException

Result = TypeVar("Result")

MEDIA_TYPE = "text/event-stream"
# Proxies that gather a response before they pass it on are told not to.
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
_AHEAD = 16
# Nobody reads this: the client has gone (nginx's own number for it, which logs show).
_CLIENT_LEFT = 499


def event(name: str | None, data: str) -> bytes:
    """One event; without a name it is a message, as OpenAI's protocol has them."""
    return format_sse_event(event=name, data_str=data)


def streamed(
    events: AsyncGenerator[bytes], heartbeat_seconds: float, failed: Callable[[BaseException], bytes]
) -> StreamingResponse:
    """A response of `events`; a client that leaves closes them.

    What goes wrong on the way is the last event, as `failed` puts it: the status has been sent by then.
    """
    beating = _beating(_to_the_end(events, failed), heartbeat_seconds)
    return StreamingResponse(beating, media_type=MEDIA_TYPE, headers=_HEADERS)


async def unless_left(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of `work`, which is cancelled when the client leaves."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise HTTPException(_CLIENT_LEFT, "the client left before the answer")
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _to_the_end(events: AsyncGenerator[bytes], failed: Callable[[BaseException], bytes]) -> AsyncGenerator[bytes]:
    try:
        async with aclosing(events):
            async for one in events:
                yield one
    except (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of Rust is no Exception
        yield failed(error)


async def _beating(events: AsyncGenerator[bytes], seconds: float) -> AsyncGenerator[bytes]:
    """The events, and a comment whenever there was none for so long.

    One task draws them all: what a generator holds open from one event to the next belongs to one task.
    """
    ready: asyncio.Queue[bytes] = asyncio.Queue(_AHEAD)

    async def draw() -> None:
        async with aclosing(events):
            async for one in events:
                await ready.put(one)

    drawing = asyncio.create_task(draw())
    getting = asyncio.create_task(ready.get())
    try:
        while True:
            await asyncio.wait((drawing, getting), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                yield getting.result()
                getting = asyncio.create_task(ready.get())
            elif not drawing.done():
                yield KEEPALIVE_COMMENT
            elif ready.empty():
                break
            else:
                await asyncio.sleep(0)
        await drawing
    finally:
        drawing.cancel()
        getting.cancel()
        await asyncio.gather(drawing, getting, return_exceptions=True)
