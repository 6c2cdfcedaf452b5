from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from service.api.app import describe
from service.api.middleware import _HEADERS
from service.api.problems import title
from tests.fakes.served import PATIENCE, Served, Settings, problem, served

BODY_BYTES = 1_000_000
BATCH = 3
JSON = {"Content-Type": "application/json"}
BODIES = ("/v1/ask", "/v1/search", "/v1/articles")


@pytest.fixture(scope="module")
def server(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty library with small limits, served."""
    more = {"MAX_BODY_MB": "1", "MAX_BATCH": str(BATCH)}
    with served(Settings(tmp_path_factory.mktemp("problems") / "data", models, more)) as running:
        yield running


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize(("broken", "place"), [('{"question" 1}', 12), ("", 0), ("[1, 2", 5), ("{'a': 1}", 1)])
def test_malformed_json_is_refused_with_the_place(server: Served, route: str, broken: str, place: int) -> None:
    detail = problem(server.http.post(route, content=broken, headers=JSON), 422, "invalid_input")["detail"]
    assert f"character {place}" in detail or (broken == "" and "JSON object" in detail)


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize(
    ("unreadable", "words"),
    [(b'{"a": "\xff"}', "UTF-8"), (b"[" * 100_000, "deeply"), (b"9" * 5000, "digits")],
)
def test_json_that_cannot_be_read_is_refused_with_the_reason(
    server: Served, route: str, unreadable: bytes, words: str
) -> None:
    assert words in problem(server.http.post(route, content=unreadable, headers=JSON), 422, "invalid_input")["detail"]


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/html; charset=utf-8", None])
def test_a_body_that_is_not_said_to_be_json_is_an_unsupported_type(
    server: Served, route: str, kind: str | None
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    response = server.http.post(route, content=b'{"question": "who"}', headers=headers)
    assert "application/json" in problem(response, 415, "unsupported_media_type")["detail"]


@pytest.mark.parametrize("path", ["/v1", "/v1/asks", "/docs", "/redoc", "/v1/articles/a/b/c", "/%ff", "/..%2f"])
def test_a_path_without_a_route_is_not_found(server: Served, path: str) -> None:
    problem(server.http.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/ask", "POST"),
        ("PUT", "/v1/search", "POST"),
        ("POST", "/healthz", "GET"),
        ("PATCH", "/metrics", "GET"),
    ],
)
def test_a_method_without_a_route_is_not_allowed_and_those_that_are_are_named(
    server: Served, method: str, path: str, allowed: str
) -> None:
    response = server.http.request(method, path)
    problem(response, 405, "method_not_allowed")
    assert allowed in response.headers["allow"]


def test_more_articles_than_a_batch_are_too_many_and_none_is_taken(server: Served) -> None:
    articles = [{"id": f"batch{n}", "text": f"Story {n}."} for n in range(BATCH + 1)]
    assert f"at most {BATCH}" in problem(server.http.post("/v1/articles", json=articles), 413, "too_large")["detail"]
    problem(server.http.get("/v1/articles/batch0"), 404, "not_found")
    assert server.http.post("/v1/articles", json=articles[1:]).status_code == 201
    files = [("files", (f"{n}.md", b"Words.")) for n in range(BATCH + 1)]
    assert str(BATCH) in problem(server.http.post("/v1/articles", files=files), 422, "invalid_input")["detail"]


@pytest.mark.parametrize("route", BODIES)
def test_a_body_that_declares_itself_too_large_is_refused_before_it_is_sent(server: Served, route: str) -> None:
    address = (server.http.base_url.host, server.http.base_url.port)
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        head = f"POST {route} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {BODY_BYTES + 1}"
        connection.sendall(head.encode() + b"\r\n\r\n")
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert received.startswith(b"HTTP/1.1 413 ")
    assert json.loads(received.partition(b"\r\n\r\n")[2])["code"] == "too_large"


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b"])
def test_a_body_without_a_length_is_refused_once_it_is_too_large(server: Served, route: str, kind: str) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
        for _ in range(3 * BODY_BYTES // 10_000):
            yield b" " * 10_000

    response = server.http.post(route, content=chunks(), headers={"Content-Type": kind})
    assert "1,000,000" in problem(response, 413, "too_large")["detail"]
    assert response.headers["connection"] == "close"
    assert server.http.get("/healthz").status_code == 200


def test_a_body_at_the_limit_is_read(server: Served) -> None:
    article = json.dumps({"text": "Words.", "metadata": {}})
    padded = article[:-1] + " " * (BODY_BYTES - len(article)) + "}"
    assert len(padded) == BODY_BYTES
    assert server.http.post("/v1/articles", content=padded, headers=JSON).status_code == 201


def requests_of_every_outcome(http: httpx.Client) -> list[httpx.Response]:
    return [
        http.get("/healthz"),
        http.get("/metrics"),
        http.get("/openapi.json"),
        http.get("/nowhere"),
        http.get("/v1/ask"),
        http.get("/v1/articles/nothing"),
        http.post("/v1/ask", json={"question": ""}),
        http.post("/v1/ask", json={"question": "Who put troops on standby?"}),
        http.post("/v1/ask", content=b"{", headers=JSON),
        http.post("/v1/articles", content=b" " * (BODY_BYTES + 1), headers=JSON),
        http.delete("/v1/articles/nothing"),
    ]


def test_every_response_carries_an_id_and_the_headers_that_keep_browsers_safe(server: Served) -> None:
    responses = requests_of_every_outcome(server.http)
    for response in responses:
        assert {name: response.headers[name] for name in _HEADERS} == _HEADERS
        assert "server" not in response.headers
    identities = [response.headers["x-request-id"] for response in responses]
    assert len(set(identities)) == len(responses)


def test_a_request_id_that_is_given_comes_back_and_one_that_is_none_is_replaced(server: Served) -> None:
    for given in ("abc-1_2.3", "a" * 64):
        response = server.http.get("/nowhere", headers={"X-Request-ID": given})
        assert response.headers["x-request-id"] == given
        assert response.json()["instance"] == given
    for given in ("a" * 65, "a b", "<script>", ""):
        response = server.http.get("/healthz", headers={"X-Request-ID": given})
        assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in describe()["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_document_is_that_of_the_running_server(server: Served) -> None:
    found = server.http.get("/openapi.json").json()
    assert {**found, "info": None} == {**json.loads(json.dumps(describe())), "info": None}
    assert found["info"]["version"]


@pytest.mark.parametrize(("method", "path", "operation"), operations())
def test_every_route_is_described(method: str, path: str, operation: dict[str, Any]) -> None:
    assert re.fullmatch("[a-z_]+", operation["operationId"])
    assert operation["summary"] and operation["description"]
    for parameter in operation.get("parameters", []):
        assert parameter["description"], parameter["name"]
    # No body is read by a route that describes none.
    assert ("requestBody" in operation) == (method == "post")
    if operation["tags"] == ["openai"]:
        described_as_openai_does(operation)
        return
    if "parameters" in operation or "requestBody" in operation:
        assert "422" in operation["responses"]
    for status, response in operation["responses"].items():
        if status >= "400":
            content = response["content"]["application/problem+json"]
            assert list(response["content"]) == ["application/problem+json"]
            Draft202012Validator(content["schema"]).validate(content["example"])
            assert (content["example"]["status"], content["example"]["title"]) == (int(status), title(int(status)))


def described_as_openai_does(operation: dict[str, Any]) -> None:
    """The errors of OpenAI's protocol are no problems of RFC 9457: its clients would not know them."""
    assert "422" not in operation["responses"]
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            example = response["content"]["application/json"]["example"]
            assert set(example["error"]) == {"message", "type", "param", "code"}


def test_every_operation_has_an_id_of_its_own() -> None:
    found = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", ["AskRequest", "SearchRequest", "FiltersShape", "TurnShape"])
def test_every_field_of_a_request_is_described(name: str) -> None:
    schema = describe()["components"]["schemas"][name]
    assert schema["additionalProperties"] is False
    for field, of in schema["properties"].items():
        assert any(word in json.dumps(of) for word in ('"description"', '"$ref"')), field
    for example in schema.get("examples", []):
        assert set(example) <= set(schema["properties"])


def test_the_documented_body_of_articles_holds_no_response_shape_and_its_example_is_one() -> None:
    body = describe()["paths"]["/v1/articles"]["post"]["requestBody"]["content"]
    assert "$ref" not in json.dumps(body)
    content = body["application/json"]
    check = Draft202012Validator(content["schema"])
    check.validate(content["example"])
    check.validate([content["example"]] * 2)
    assert not check.is_valid({**content["example"], "sha256": ""})
    assert not check.is_valid([])


def test_every_problem_the_server_gives_is_as_documented(server: Served) -> None:
    responses = describe()["paths"]["/v1/articles"]["post"]["responses"]
    for response in requests_of_every_outcome(server.http):
        if response.status_code >= 400 and response.status_code != 405:
            schema = next(iter(responses["422"]["content"].values()))["schema"]
            Draft202012Validator(schema).validate(response.json())
            assert set(response.json()) <= set(schema["properties"])
