"""Whatever goes wrong is a problem (RFC 9457) that says what, where and what to do, and never a stack trace."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import errors
from service.answering.answer import Asker, Request
from service.answering.events import Event
from service.api.parts import Parts
from tests.functional.conftest import Serve, Service

JSON = {"content-type": "application/json"}
POSTS = ["/v1/ask", "/v1/search", "/v1/articles"]


def check(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem, which has the shape that every problem has."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["type"] == f"/problems/{found['code']}"
    assert found["instance"] == response.headers["x-request-id"]
    assert found["title"] and found["detail"]
    assert "Traceback" not in response.text
    return found


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/articles/no-such-article", 404),
        ("GET", "/v1/articles/no-such-article/text", 404),
        ("GET", "/v1/articles/a%00b", 404),
        ("GET", "/v1/articles/%ED%A0%80", 404),
        ("GET", "/v1/articles?collection=never-used", 404),
        ("GET", "/v1/articles?collection=Not%20A%20Name", 422),
        ("GET", "/v1/articles?limit=201", 422),
        ("GET", "/v1/articles?limit=0", 422),
        ("GET", "/v1/articles?limit=many", 422),
        ("GET", "/v1/articles?cursor=made-up", 422),
        ("GET", "/v1/articles?published_from=01/02/2022", 422),
        ("GET", "/v1/articles?published_from=2024-02-01&published_to=2024-01-01", 422),
        ("GET", "/v1/articles/x?version=new", 422),
        ("GET", "/v1/ask", 405),
        ("PUT", "/v1/articles", 405),
        ("DELETE", "/v1/articles", 405),
        ("PATCH", "/v1/articles/x", 405),
        ("GET", "/docs", 404),
        ("GET", "/redoc", 404),
        ("GET", "/v1/articles/", 404),
    ],
)
def test_a_wrong_address_or_parameter_is_a_problem(client: httpx.Client, method: str, path: str, status: int) -> None:
    check(client.request(method, path), status)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/v1/ask", {}, "question"),
        ("/v1/ask", {"question": None}, "question"),
        ("/v1/ask", {"question": " ? "}, "question"),
        ("/v1/ask", {"question": "x" * 2001}, "question"),
        ("/v1/ask", {"question": "a\u0000b"}, "question"),
        ("/v1/ask", {"question": "x", "colour": "red"}, "colour"),
        ("/v1/ask", {"question": "x", "max_evidence": 0}, "max_evidence"),
        ("/v1/ask", {"question": "x", "max_evidence": 51}, "max_evidence"),
        ("/v1/ask", {"question": "x", "max_evidence": True}, "max_evidence"),
        ("/v1/ask", {"question": "x", "max_evidence": "5"}, "max_evidence"),
        ("/v1/ask", {"question": "x", "answerer": "nobody"}, "answerer"),
        ("/v1/ask", {"question": "x", "as_of": "soon"}, "as_of"),
        ("/v1/ask", {"question": "x", "collection": "No Name"}, "collection"),
        ("/v1/ask", {"question": "x", "filters": {"published_from": "01/02/2022"}}, "filters.published_from"),
        ("/v1/ask", {"question": "x", "filters": {"published_to": "2022-02-30"}}, "filters.published_to"),
        ("/v1/ask", {"question": "x", "filters": {"source": 5}}, "filters.source"),
        ("/v1/ask", {"question": "x", "filters": {"author": "Ann"}}, "filters.author"),
        ("/v1/ask", {"question": "x", "filters": {"article_ids": "a"}}, "filters.article_ids"),
        ("/v1/search", {"query": "x", "limit": 51}, "limit"),
        ("/v1/search", {"query": "x", "limit": 0}, "limit"),
        ("/v1/search", {"query": ""}, "query"),
        ("/v1/search", {"question": "x"}, "query"),
    ],
)
def test_a_field_at_fault_is_named(client: httpx.Client, path: str, body: dict[str, Any], field: str) -> None:
    problem = check(client.post(path, json=body), 422)
    named = {problem.get("field")} | {one["field"] for one in problem.get("errors", [])}
    assert field in named
    assert all(one["message"] for one in problem.get("errors", []))


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"question": ', "character 13"),
        (b'{"a": 1,}', "character"),
        (b"", "JSON"),
        (b'"\xff"', "UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"question": ' + b"9" * 5000 + b"}", "digits"),
    ],
)
def test_a_body_that_is_no_json_is_refused_with_the_place(
    client: httpx.Client, path: str, body: bytes, says: str
) -> None:
    response = client.post(path, content=body, headers=JSON)
    assert response.status_code in (400, 422)
    assert says in check(response, response.status_code)["detail"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
def test_a_body_of_another_kind_is_unsupported(client: httpx.Client, path: str, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    check(client.post(path, content=b'{"question": "x"}', headers=headers), 415)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("name", ["question", "query", "id", "collection", "answerer", "\ud800"])
def test_half_a_surrogate_pair_is_refused_wherever_it_stands(client: httpx.Client, path: str, name: str) -> None:
    required = {"/v1/ask": "question", "/v1/search": "query", "/v1/articles": "text"}[path]
    body = json.dumps({required: "x", name: "a\ud800b"})
    problem = check(client.post(path, content=body.encode(), headers=JSON), 422)
    problem_text = json.dumps(problem, ensure_ascii=False)
    assert problem_text.encode()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["question", "query", "filters", "as_of", "collection", "limit", "text", "id", "metadata", "published_at", "html"]
)
BODIES = VALUES | st.dictionaries(NAMES, VALUES, max_size=6) | st.lists(st.dictionaries(NAMES, VALUES), max_size=2)


@settings(max_examples=150)
@given(path=st.sampled_from(POSTS), body=BODIES)
def test_no_json_makes_the_service_fail(service: Service, path: str, body: object) -> None:
    response = service.client.post(path, content=json.dumps(body).encode(), headers=JSON)
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        check(response, response.status_code)


@settings(max_examples=60)
@given(path=st.sampled_from(POSTS), body=st.binary(max_size=200))
def test_no_bytes_make_the_service_fail(service: Service, path: str, body: bytes) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=b"):
        response = service.client.post(path, content=body, headers={"content-type": kind})
        assert 400 <= response.status_code < 500 or json.loads(body) is not None


@settings(max_examples=60)
@given(
    filters=st.fixed_dictionaries(
        {},
        optional={
            "source": st.text(max_size=10) | st.lists(st.text(max_size=10), max_size=3),
            "article_ids": st.lists(st.text(max_size=10), max_size=3),
            "published_from": st.dates().map(str),
        },
    )
)
def test_no_filter_makes_a_search_fail(service: Service, filters: dict[str, Any]) -> None:
    response = service.client.post("/v1/search", json={"query": "river", "filters": filters})
    assert response.status_code in (200, 422), response.text


class Failing(Asker):
    """An asker that fails as it is told to."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    async def events(self, request: Request) -> AsyncGenerator[Event]:
        raise self._error
        yield

    async def disconnect(self) -> None:
        pass


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InvalidInput("it is wrong", "question"), 422),
        (errors.TooLarge("it is too large"), 413),
        (errors.NotFound("it is not there"), 404),
        (errors.LibraryUnavailable("the disk is full"), 503),
        (errors.IndexBusy("another process has it"), 503),
        (errors.IndexMismatch("another embedder made it"), 503),
        (errors.ModelUnavailable("its files are gone"), 503),
        (errors.Overloaded("too many ask"), 503),
    ],
)
def test_each_error_has_its_status_and_its_words(
    parts: Parts, serve: Serve, error: errors.DatelineError, status: int
) -> None:
    with serve(dataclasses.replace(parts, asker=Failing(error))) as running:
        response = running.client.post("/v1/ask", json={"question": "Who?"})
    problem = check(response, status)
    assert (problem["code"], problem["detail"]) == (error.code, str(error))
    assert isinstance(error, errors.LibraryUnavailable) <= ("retry-after" in response.headers)


@pytest.mark.parametrize("error", [ZeroDivisionError("secret words"), BaseException("secret panic")])
def test_an_unexpected_error_is_named_by_its_request_and_tells_nothing(
    parts: Parts, serve: Serve, error: BaseException
) -> None:
    """Also where a library written in Rust panics, which Python sees as a bare BaseException."""
    with serve(dataclasses.replace(parts, asker=Failing(error))) as running:
        problem = check(running.client.post("/v1/ask", json={"question": "Who?"}), 500)
        assert running.client.get("/healthz").status_code == 200
    assert "secret" not in json.dumps(problem)
    assert problem["instance"] in problem["detail"]
