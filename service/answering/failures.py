"""The ways in which a model fails, told apart by what its client library raised."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from service.records import Degradation

_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
# By name, since some libraries use httpx and others httpx2, and each has all of these of its own.
_TOO_SLOW = frozenset({"TimeoutError", "TimeoutException", "APITimeoutError"})
_BROKEN = frozenset({"TransportError", "ConnectionError", "APIConnectionError", "EOFError"})
_NO_JSON = frozenset({"JSONDecodeError", "UnicodeDecodeError"})


class ModelFailure(Exception):
    """A model gave nothing that can be used; the user gets another answerer, so this never leaves the service.

    `again` says whether to try anew may help, `after` how many seconds the provider asked to wait.
    """

    def __init__(self, kind: Degradation, detail: str, again: bool = False, after: float | None = None) -> None:
        super().__init__(detail)
        self.kind: Degradation = kind
        self.again = again
        self.after = after


def failure_of(error: Exception) -> ModelFailure:
    """What `error` means, whichever provider's library raised it; what it says of keys is not kept.

    The libraries of OpenAI and Anthropic raise errors with `status_code` and `response`, Ollama's with
    `status_code`, and all of them let those of their HTTP client through, as the cause at least.
    """
    if isinstance(error, ModelFailure):
        return error
    status = _status(error)
    name = type(error).__name__
    if status is not None and status >= 400:
        kind: Degradation = (
            "model_rate_limited" if status == 429 else "model_unavailable" if status in _TRANSIENT else "model_rejected"
        )
        return ModelFailure(kind, f"status {status}", status in _TRANSIENT, _retry_after(error))
    kinds = {kind.__name__ for one in _chain(error) for kind in type(one).__mro__}
    if kinds & _TOO_SLOW:
        return ModelFailure("model_timeout", name, again=True)
    if kinds & _NO_JSON:
        return ModelFailure("model_invalid", name)
    if kinds & _BROKEN:
        return ModelFailure("model_unavailable", name, again=True)
    if hasattr(error, "body") and hasattr(error, "request"):
        # An error that a provider sent in the middle of a stream, which has no status of its own.
        return ModelFailure("model_unavailable", name, again=True)
    return ModelFailure("model_invalid", name)


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    return chain


def _status(error: Exception) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def _retry_after(error: Exception) -> float | None:
    """Seconds of a Retry-After header (RFC 9110, 10.2.3), a number or a date."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    text = str(headers.get("retry-after") or "").strip()
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
