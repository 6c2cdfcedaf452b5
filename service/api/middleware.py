"""What every request passes through: an id, a log line, a limit on its body, headers that keep browsers safe."""

from __future__ import annotations

import asyncio
import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.metrics import Metrics
from service.api.problems import problem, unforeseen

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}

# Anyone can make up a method, and each would be a series of its own.
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

log = structlog.get_logger("dateline.api")


class BodyTooLarge(HTTPException):
    """The body went over the limit while it was read; a route's own reading of it lets only this kind through."""


class Envelope:
    """Gives each request an id, bounds its body, and logs how it ended; questions and keys are never logged."""

    def __init__(self, app: ASGIApp, metrics: Metrics, body_bytes: int) -> None:
        self._app = app
        self._metrics = metrics
        self._limit = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, per the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        identity = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = identity
        started = time.perf_counter()
        status = 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                out["X-Request-ID"] = identity
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=identity):
            try:
                await self._app(scope, self._bounded(receive, headers), send_on)
            except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
                raise
            except BaseException:  # a panic of Rust is no Exception
                log.exception("unexpected error", path=scope["path"])
                # Half an answer was sent: the server must cut the connection, or it would pass for a whole one.
                if status:
                    raise
                await problem(500, "failure", unforeseen(identity), identity)(scope, receive, send_on)
            route = getattr(scope.get("route"), "path", "unknown")
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.request(method, route, status, seconds)
            log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))

    def _bounded(self, receive: Receive, headers: Headers) -> Receive:
        """Reads a body up to the limit; one that says it is longer is not read at all, and each route tells its way."""
        detail = f"the body is over {self._limit:,} bytes: send less at a time"
        declared = headers.get("content-length", "")
        size = int(declared) if declared.isdigit() and int(declared) > self._limit else 0

        async def receive_on() -> Message:
            nonlocal size
            if size <= self._limit:
                message = await receive()
                size += len(message.get("body", b""))
                if size <= self._limit:
                    return message
            raise BodyTooLarge(413, detail, {"Connection": "close"})

        return receive_on
