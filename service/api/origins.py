"""Pages of other origins: let in where a site key names them, and only to ask; turned away everywhere else.

The rules are those of the Fetch standard (CORS). They hold for requests that need no preflight too, such as a form
which another site's page sends to a service on the reader's own machine.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.keys import Keys, foreign
from service.api.problems import problem

# What asking takes: the answer, what was thought of it, and the sentences around a citation.
_ASKING = re.compile(r"/v1/(?:ask|feedback|articles/[^/]+/sentences)")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "600",
}
_EXPOSED = "X-Request-ID, Retry-After"


class Origins:
    """Stands before the routes; `public` are paths of code that any page may load."""

    def __init__(self, app: ASGIApp, keys: Keys | None, public: frozenset[str]) -> None:
        self._app = app
        self._keys = keys
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, per the ASGI specification."""
        if scope["type"] != "http" or scope["path"] in self._public:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = foreign(headers.get("origin"), headers.get("host"))
        asking = _ASKING.fullmatch(scope["path"]) is not None
        if origin is None:
            await self._app(scope, receive, _varying(send) if asking else send)
            return
        if not (asking and self._keys is not None and self._keys.names_origin(origin)):
            detail = f"pages of {origin[:200]} may not use this: a site key that names them lets them ask"
            identity = scope.get("state", {}).get("request_id")
            await problem(403, "not_allowed", detail, identity, {"Vary": "Origin"})(scope, receive, send)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, _varying(send, origin))
        else:
            await self._app(scope, receive, _varying(send, origin))


def _varying(send: Send, origin: str | None = None) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if origin is not None:
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = _EXPOSED
        await send(message)

    return send_on
