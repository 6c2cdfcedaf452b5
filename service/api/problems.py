"""Errors as problem+json (RFC 9457): what was wrong, where, what to do, and never a stack trace."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from service import errors
from service.api.body import not_json
from service.api.wire import RefusedShape

STATUSES: Mapping[type[errors.DatelineError], int] = {
    errors.TooLarge: 413,
    errors.InvalidInput: 422,
    errors.NotFound: 404,
    errors.KeyNeeded: 401,
    errors.NotAllowed: 403,
    errors.LibraryUnavailable: 503,
    errors.IndexBusy: 503,
    errors.IndexMismatch: 503,
    errors.ModelUnavailable: 503,
    errors.Overloaded: 503,
}
RETRY_SECONDS = "5"
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": RETRY_SECONDS}}
# RFC 9110 renamed these, and Python follows it only from 3.13.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content", 499: "Client Closed Request"}
_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    499: "client_left",
}

log = structlog.get_logger("dateline.api")


class AllRefused(errors.InvalidInput):
    """Nothing of a request was taken; `refused` says why of each."""

    code = "all_refused"

    def __init__(self, refused: Sequence[RefusedShape]) -> None:
        super().__init__("none of the articles was taken; `refused` says why of each")
        self.refused = list(refused)


class Problem(JSONResponse):
    """JSON that also carries half a surrogate pair back to who sent it, escaped as JSON escapes it."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        """The body in UTF-8."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def problem(
    status: int,
    code: str,
    detail: str,
    instance: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """A response that says what went wrong."""
    body = {
        "type": f"/problems/{code}",
        "title": title(status),
        "status": status,
        "detail": detail,
        "code": code,
        **{name: value for name, value in {"instance": instance, **more}.items() if value is not None},
    }
    return Problem(body, status, dict(headers or {}))


def title(status: int) -> str:
    """The name of a status."""
    return _TITLES.get(status) or HTTPStatus(status).phrase


def install(app: FastAPI) -> None:
    """Makes every error of the application a problem."""
    app.add_exception_handler(errors.DatelineError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def request_id(request: Request) -> str | None:
    """The id that the middleware gave this request."""
    found: str | None = request.scope.get("state", {}).get("request_id")
    return found


def told(request: Request, error: BaseException) -> str:
    """The problem that a stream ends with, as JSON; what nobody foresaw goes to the log and not to the client."""
    identity = request_id(request)
    if isinstance(error, errors.DatelineError):
        found = problem(status_of(error), error.code, str(error), identity)
    else:
        log.error("unexpected error", path=request.url.path, exc_info=error)
        found = problem(500, "failure", unforeseen(identity), identity)
    return bytes(found.body).decode()


def unforeseen(identity: str | None) -> str:
    """What a client is told of an error that nobody foresaw."""
    return f"something went wrong on our side; the log names it by this request id: {identity}"


def status_of(error: errors.DatelineError) -> int:
    """The HTTP status that says what kind of error this is."""
    return next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 500)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.DatelineError)
    status = status_of(error)
    headers = _HEADERS.get(status, {})
    if status >= 500:
        log.error("request failed", code=error.code, detail=str(error))
    refused = [one.model_dump() for one in error.refused] if isinstance(error, AllRefused) else None
    return problem(
        status,
        error.code,
        str(error),
        request_id(request),
        headers,
        field=getattr(error, "field", None),
        refused=refused,
    )


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, bytes):
        return problem(415, _CODES[415], "send the body as application/json", request_id(request))
    found = [_fault(one) for one in error.errors()]
    detail = "; ".join(f"{one['field']}: {one['message']}" if one["field"] else one["message"] for one in found[:5])
    return problem(422, "invalid_input", detail, request_id(request), errors=found)


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    place = [str(part) for part in error["loc"][1:]]
    if error["type"] == "json_invalid":
        return {"field": "", "message": f"the body is no valid JSON at character {place[0]}: {error['ctx']['error']}"}
    if error["loc"] == ("body",):
        return {"field": "", "message": "the body must be a JSON object: /openapi.json describes it"}
    if error["type"] == "extra_forbidden":
        return {"field": ".".join(place), "message": "there is no such field here; /openapi.json lists those there are"}
    return {"field": ".".join(place), "message": str(error["msg"])}


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        # FastAPI hides why a body could not be read; Starlette says it of a form.
        unread = error.__cause__
        if isinstance(unread, ValueError | RecursionError):
            return await _ours(request, not_json(unread))
        return await _ours(request, errors.InvalidInput(f"the body cannot be read: {error.detail}"))
    details = {
        404: f"there is nothing at {request.url.path}: /openapi.json lists what there is",
        405: f"{request.method} is not allowed here",
    }
    detail = details.get(error.status_code, str(error.detail))
    code = _CODES.get(error.status_code, "http_error")
    return problem(error.status_code, code, detail, request_id(request), error.headers)
