"""POST /v1/chat/completions and GET /v1/models: for clients that speak OpenAI's protocol."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from service.answering.answer import Request as Asked
from service.answering.events import Accepted, Done, Event, Found, Said
from service.api.access import reading
from service.api.ask import counted, first
from service.api.keeping import done
from service.api.openai_requests import MODEL, ChatRequest
from service.api.openai_wire import annotated, chunk, completion, completion_id, content_of, sources_of, usage_of
from service.api.parts import Parts
from service.api.problems import RETRY_SECONDS, request_id, status_of, unforeseen
from service.api.requests import require_text
from service.api.streaming import event, streamed, unless_left
from service.errors import DatelineError, InvalidInput, NotAllowed, NotFound

log = structlog.get_logger("dateline.api")

_STARTED = int(time.time())
_END = event(None, "[DONE]")


class _Failed(JSONResponse):
    """JSON that carries back whatever the client sent, half a surrogate pair escaped."""

    def render(self, content: Any) -> bytes:
        """The body in UTF-8."""
        return _told(content).encode()


class OpenAIRoute(APIRoute):
    """A route whose errors have OpenAI's shape, by which its clients know what to do."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that FastAPI makes, with its errors caught."""
        handler = super().get_route_handler()

        async def caught(request: Request) -> Response:
            try:
                return await handler(request)
            except Exception as error:
                status, body = _failure(request, error)
                headers = dict(getattr(error, "headers", None) or {})
                if status == 503:
                    headers["Retry-After"] = RETRY_SECONDS
                return _Failed(body, status, headers)

        return caught


router = APIRouter(tags=["openai"], route_class=OpenAIRoute, dependencies=[Depends(reading)])

# Our names of what goes by another here.
_PARAMS: dict[str | None, str] = {"question": "messages"}
_ERROR = {
    "description": "An error in OpenAI's shape.",
    "content": {
        "application/json": {
            "schema": {"type": "object"},
            "example": {
                "error": {
                    "message": "the question is empty: ask something",
                    "type": "invalid_request_error",
                    "param": "messages",
                    "code": "invalid_input",
                }
            },
        }
    },
}
_COMPLETION = {
    "description": "A chat.completion; with `stream`, chat.completion.chunk events.",
    "content": {
        "application/json": {"schema": {"type": "object"}},
        "text/event-stream": {"schema": {"type": "string"}},
    },
}


@router.post(
    "/v1/chat/completions",
    operation_id="chat_completions",
    summary="Answer the last turn of a conversation, in OpenAI's shapes",
    response_model=None,
    responses={200: _COMPLETION, "default": _ERROR},
)
async def chat_completions(request: Request, body: ChatRequest) -> Response:
    """Content with `[n]` markers; `annotations`, `citations` and `search_results` say what each stands for."""
    parts: Parts = request.app.state.parts
    require_text(body.model, "model")
    if body.model != MODEL and body.model not in parts.asker.answerers:
        raise NotFound(f"The model `{body.model[:80]}` does not exist: GET /v1/models lists those that do")
    base = str(request.base_url)
    asked = body.record()
    events = parts.asker.events(asked)
    if not body.stream:
        answer = await unless_left(request, counted(request, asked, events))
        return JSONResponse(completion(answer, body.model, base))
    accepted = await unless_left(request, first(events))
    assert isinstance(accepted, Accepted)
    return streamed(
        _chunks(request, body, asked, events, base),
        parts.limits.heartbeat_seconds,
        lambda error: event(None, _told(_failure(request, error)[1])) + _END,
    )


@router.get("/v1/models", operation_id="models", summary="The names that `model` may have")
async def models(request: Request) -> dict[str, Any]:
    """The configured answerer as `dateline`, and every answerer by its own name."""
    return {"object": "list", "data": [_model(name) for name in _names(request)]}


@router.get(
    "/v1/models/{name:path}",
    operation_id="model",
    summary="One name that `model` may have",
    responses={"default": _ERROR},
)
async def model(request: Request, name: Annotated[str, Path(description="As /v1/models lists it.")]) -> dict[str, Any]:
    """The model of that name."""
    if name not in _names(request):
        raise NotFound(f"The model `{name[:80]}` does not exist: GET /v1/models lists those that do")
    return _model(name)


def _names(request: Request) -> list[str]:
    return [MODEL, *request.app.state.parts.asker.answerers]


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _STARTED, "owned_by": "dateline"}


async def _chunks(
    request: Request, body: ChatRequest, asked: Asked, events: AsyncGenerator[Event], base: str
) -> AsyncGenerator[bytes]:
    identity, created, text = "", int(time.time()), ""

    def told(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        one = chunk(identity, created, body.model, delta, finish)
        usage = {"usage": None} if body.wants_usage else {}
        return event(None, json.dumps({**one, **usage, **more}, ensure_ascii=False))

    async with aclosing(events):
        async for one in events:
            if isinstance(one, Found):
                identity = completion_id(one.id)
                yield told({"role": "assistant", "content": "", "refusal": None})
            elif isinstance(one, Said):
                text += one.text
                yield told({"content": one.text, "annotations": annotated(one.citations, text, base)})
            elif isinstance(one, Done):
                done(request, asked, one.answer)
                if not one.answer.answer:
                    yield told({"content": content_of(one.answer)})
                yield told({}, "stop", **sources_of(one.answer, base))
                if body.wants_usage:
                    last = chunk(identity, created, body.model, {}, None)
                    yield event(None, json.dumps({**last, "choices": [], "usage": usage_of(one.answer)}))
    yield _END


def _failure(request: Request, error: BaseException) -> tuple[int, dict[str, Any]]:
    """The status and body that OpenAI's clients expect of an error."""
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            message = f"the body is no valid JSON at character {first['loc'][-1]}: {first['ctx']['error']}"
            return 400, _error(message, "invalid_request_error", None, "invalid_input")
        if first["loc"] == ("body",):
            message = "the body must be a JSON object: /openapi.json describes it"
            return 400, _error(message, "invalid_request_error", None, "invalid_input")
        param = ".".join(str(part) for part in first["loc"][1:]) or None
        message = f"{param}: {first['msg']}" if param else str(first["msg"])
        return 400, _error(message, "invalid_request_error", param, "invalid_input")
    if isinstance(error, NotFound):
        code = "model_not_found" if str(error).startswith("The model ") else error.code
        return 404, _error(str(error), "invalid_request_error", "model" if code == "model_not_found" else None, code)
    if isinstance(error, InvalidInput):
        status = 400 if status_of(error) == 422 else status_of(error)
        return status, _error(str(error), "invalid_request_error", _PARAMS.get(error.field, error.field), error.code)
    if isinstance(error, NotAllowed):
        return 403, _error(str(error), "invalid_request_error", None, error.code)
    if isinstance(error, DatelineError):
        return status_of(error), _error(str(error), "server_error", None, error.code)
    if isinstance(error, HTTPException):
        return error.status_code, _error(str(error.detail), "invalid_request_error", None, "invalid_input")
    log.error("unexpected error", path=request.url.path, exc_info=error)
    return 500, _error(unforeseen(request_id(request)), "server_error", None, "failure")


def _told(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _error(message: str, kind: str, param: str | None, code: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}
