"""POST /v1/ask: a question to a cited answer, whole or sentence by sentence."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response

from service.answering.answer import Request as Asked
from service.answering.events import Accepted, Done, Event, Found, Said
from service.api.access import caller
from service.api.described import failures
from service.api.keeping import done
from service.api.parts import Parts
from service.api.problems import told
from service.api.requests import AskRequest
from service.api.streaming import event, streamed, unless_left
from service.api.wire import AnswerShape
from service.api.wire_events import FoundShape, SaidShape
from service.records import Answer

router = APIRouter(tags=["answers"])

_STREAM = {
    "description": "With `stream`, server-sent events: `evidence` once, `sentence` as each is proven, `answer` at the "
    "end, equal to the answer without `stream`; or `error` with a problem.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.post(
    "/v1/ask",
    operation_id="ask",
    summary="Answer a question, with citations",
    response_model=AnswerShape,
    responses={200: _STREAM, **failures(401, 403, 404, 413, 415, 422, 503)},
)
async def ask(request: Request, body: AskRequest) -> Any:
    """Sentences from the articles, each cited, or an abstention with its reason and the nearest passages."""
    parts: Parts = request.app.state.parts
    asked = body.record()
    caller(request).ask(asked.collection)
    events = parts.asker.events(asked)
    if not body.stream:
        return shown(AnswerShape.of(await unless_left(request, counted(request, asked, events))))
    # Whatever is wrong with the request shows before the first event, while there still can be another status.
    accepted = await unless_left(request, first(events))
    assert isinstance(accepted, Accepted)
    return streamed(
        _events(request, asked, events),
        parts.limits.heartbeat_seconds,
        lambda error: event("error", told(request, error)),
    )


async def first(events: AsyncGenerator[Event]) -> Event:
    """The first event."""
    return await anext(events)


async def counted(request: Request, asked: Asked, events: AsyncGenerator[Event]) -> Answer:
    """The answer that the events end in, counted and kept."""
    async with aclosing(events):
        async for one in events:
            if isinstance(one, Done):
                done(request, asked, one.answer)
                return one.answer
    raise AssertionError("every answer has an end")


def shown(shape: AnswerShape) -> Response:
    """The response of a shape, which is not validated a second time."""
    return Response(shape.model_dump_json(), media_type="application/json")


async def _events(request: Request, asked: Asked, events: AsyncGenerator[Event]) -> AsyncGenerator[bytes]:
    async with aclosing(events):
        async for one in events:
            if isinstance(one, Found):
                yield event("evidence", FoundShape.of(one).model_dump_json())
            elif isinstance(one, Said):
                yield event("sentence", SaidShape.of(one).model_dump_json())
            elif isinstance(one, Done):
                done(request, asked, one.answer)
                yield event("answer", AnswerShape.of(one.answer).model_dump_json())
