"""Scripts about how a provider fails: refusals, silences, broken connections and bodies that are not answers."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fakes.plays import (
    FOREVER,
    Cut,
    Fail,
    Play,
    Raw,
    Request,
    Script,
    Step,
    Wait,
    by_word,
    saying,
    says,
)
from tests.fakes.shown import question_of
from tests.fakes.spoken import on_answers, stated
from tests.fakes.wire import encoded, error_body

_JSON = {"content-type": "application/json"}
_HTML = {"content-type": "text/html; charset=utf-8"}
_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1><hr>gateway</body></html>"

ERRORS: Mapping[int, tuple[Mapping[str, str], bytes]] = {
    400: (_JSON, encoded(error_body("Invalid value for 'temperature'.", "invalid_request_error", None, "temperature"))),
    401: (
        _JSON,
        encoded(error_body("Incorrect API key provided: sk-…none.", "invalid_request_error", "invalid_api_key")),
    ),
    403: (
        _JSON,
        encoded(
            error_body(
                "Country, region, or territory not supported",
                "request_forbidden",
                "unsupported_country_region_territory",
            )
        ),
    ),
    404: (
        _JSON,
        encoded(
            error_body(
                "The model `stand-in-1` does not exist or you do not have access to it.",
                "invalid_request_error",
                "model_not_found",
            )
        ),
    ),
    429: (_JSON, encoded(error_body("Rate limit reached for stand-in-1.", "requests", "rate_limit_exceeded"))),
    500: (_JSON, encoded(error_body("The server had an error while processing your request.", "server_error"))),
    502: (_HTML, _PAGE % (b"502 Bad Gateway", b"502 Bad Gateway")),
    503: (_JSON, encoded(error_body("The engine is currently overloaded, please try again later.", "server_error"))),
    529: (_JSON, encoded({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})),
}
"""By status: the headers and the body that providers send with it."""

NO_QUOTA = encoded(error_body("You exceeded your current quota.", "insufficient_quota", "insufficient_quota"))
TOO_LONG = encoded(
    error_body(
        "This model's maximum context length is 8192 tokens.",
        "invalid_request_error",
        "context_length_exceeded",
        "messages",
    )
)


def status(code: int, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Script:
    """The same error for ever, to requests of every kind."""
    usual, usual_body = ERRORS[code]
    play = Play(status=code, headers={**usual, **(headers or {})}, body=usual_body if body is None else body)
    return lambda request: play


def then_good(failure: Script, times: int = 1) -> Script:
    """`failure` for the first requests of each kind, then good answers."""

    @on_answers
    def good_later(request: Request) -> Play:
        return failure(request) if request.number < times else says(stated(request))

    return good_later


def slow_first_token(seconds: float) -> Script:
    """Headers at once, then silence, then a true sentence."""
    return on_answers(lambda request: Play(steps=(Wait(seconds), *saying(stated(request)))))


def slow_headers(seconds: float) -> Script:
    """Silence before the status line; `FOREVER` hangs."""
    return on_answers(lambda request: says(stated(request), wait=seconds))


def slow_tokens(seconds: float) -> Script:
    """A true sentence with so many seconds between its words."""
    return on_answers(lambda request: says(stated(request), by_word, seconds))


def stalls(sentences: int) -> Script:
    """So many true sentences, the beginning of another, and then silence for ever."""
    return on_answers(lambda request: Play(steps=(*_begun(request, sentences), Wait(FOREVER))))


def cut(sentences: int) -> Script:
    """The connection closed in a sentence, after so many true ones."""
    return on_answers(lambda request: Play(steps=(*_begun(request, sentences), Cut())))


def error_event(sentences: int) -> Script:
    """An error as an event of the stream, after so many true sentences."""
    failure = Fail(error_body("The server had an error while processing your request.", "server_error"))
    return on_answers(lambda request: Play(steps=(*_begun(request, sentences), failure)))


def broken(data: bytes, sentences: int = 0) -> Script:
    """Bytes that are no event, or no body, after so many true sentences."""
    return on_answers(lambda request: Play(steps=(*_begun(request, sentences), Raw(data))))


def body(data: bytes, headers: Mapping[str, str] = _JSON) -> Script:
    """Status 200 with a body of any kind, streamed or not."""
    return on_answers(lambda request: Play(body=data, headers=headers))


def page() -> Script:
    """Status 200 with the page of a proxy."""
    return body(_PAGE % (b"Sign in", b"Please sign in to continue"), _HTML)


def rewriting(play: Play) -> Script:
    """`play` where a follow-up is to be rewritten, good answers otherwise."""
    return lambda request: play if request.rewrites else says(stated(request))


def rewriting_status(code: int) -> Script:
    """An error where a follow-up is to be rewritten, good answers otherwise."""
    failure = status(code)
    return lambda request: failure(request) if request.rewrites else says(stated(request))


def rewriting_rambles(request: Request) -> Play:
    """The follow-up repeated among much prose."""
    if not request.rewrites:
        return says(stated(request))
    asked = question_of(request)
    return says(f"Certainly! Here is a standalone question:\n\n**{asked}**\n\nI hope this helps. " + "Truly. " * 400)


def _begun(request: Request, sentences: int) -> tuple[Step, ...]:
    whole = stated(request, sentences) + " " if sentences else ""
    return tuple(saying(f"{whole}Officials said on the record that the"))
