"""What the providers' libraries raise, made with their own classes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import anthropic
import httpx
import httpx2
import ollama
import openai
import pytest

from service.answering.failures import ModelFailure, failure_of

REQUEST = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")


def status(code: int, **headers: str) -> Exception:
    return openai.APIStatusError("no", response=httpx2.Response(code, headers=headers, request=REQUEST), body=None)


@pytest.mark.parametrize(
    ("error", "kind", "again"),
    [
        (status(429), "model_rate_limited", True),
        (status(500), "model_unavailable", True),
        (status(503), "model_unavailable", True),
        (status(529), "model_unavailable", True),
        (status(400), "model_rejected", False),
        (status(401), "model_rejected", False),
        (status(404), "model_rejected", False),
        (anthropic.APIStatusError("no", response=httpx2.Response(529, request=REQUEST), body=None), "model_unavailable", True),
        (ollama.ResponseError("model 'x' not found", 404), "model_rejected", False),
        (ollama.ResponseError("busy", 503), "model_unavailable", True),
        (openai.APIConnectionError(request=REQUEST), "model_unavailable", True),
        (openai.APITimeoutError(request=REQUEST), "model_timeout", True),
        (openai.APIError("in the middle", request=REQUEST, body=None), "model_unavailable", True),
        (httpx.ConnectError("refused"), "model_unavailable", True),
        (httpx.ReadTimeout("slow"), "model_timeout", True),
        (httpx2.RemoteProtocolError("cut"), "model_unavailable", True),
        (ConnectionResetError(), "model_unavailable", True),
        (TimeoutError(), "model_timeout", True),
        (json.JSONDecodeError("no", "{", 0), "model_invalid", False),
        (ValueError("No generation chunks were returned"), "model_invalid", False),
        (KeyError("choices"), "model_invalid", False),
    ],
)  # fmt: skip
def test_every_error_is_told_apart(error: Exception, kind: str, again: bool) -> None:
    failure = failure_of(error)
    assert (failure.kind, failure.again) == (kind, again)


def test_a_failure_stays_what_it_is() -> None:
    failure = ModelFailure("model_empty", "it said nothing")
    assert failure_of(failure) is failure


def test_the_cause_counts_where_the_library_wraps_it() -> None:
    try:
        try:
            raise httpx2.ReadError("cut")
        except httpx2.ReadError as cause:
            raise RuntimeError("while streaming") from cause
    except RuntimeError as error:
        assert failure_of(error).kind == "model_unavailable"


def test_retry_after_is_read_in_seconds_and_as_a_date() -> None:
    assert failure_of(status(429, **{"retry-after": "7"})).after == 7.0
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    after = failure_of(status(503, **{"retry-after": soon})).after
    assert after is not None and 50 < after <= 60
    past = format_datetime(datetime.now(UTC) - timedelta(seconds=60), usegmt=True)
    assert failure_of(status(503, **{"retry-after": past})).after == 0.0


@pytest.mark.parametrize("text", ["", "soon", "-", "1,5", "Mon, 99 Foo"])
def test_a_retry_after_that_says_nothing_is_as_good_as_none(text: str) -> None:
    assert failure_of(status(429, **{"retry-after": text})).after is None


def test_what_is_kept_of_an_error_holds_no_key() -> None:
    body = {"error": {"message": "Incorrect API key provided: sk-secret"}}
    response = httpx2.Response(401, request=REQUEST, json=body)
    error = openai.AuthenticationError("Incorrect API key provided: sk-secret", response=response, body=body)
    assert "sk-secret" not in str(failure_of(error))
