"""Who may do what: pages of other origins only with a site key that names them, and then only ask; articles by key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.api.keys import IngestKey, Keys, SiteKey
from service.api.parts import Parts
from tests.fakes.served import problem
from tests.functional.conftest import Serve, Service

HERALD, OTHER = "https://herald.example", "https://evil.example"
SITE, DESK, SPORT = "site-herald", "the-desk-and-nobody-else", "the-sports-desk"
FERRY = {"id": "ferry", "text": "All 14 ferries stayed in port on Thursday, the harbour master said."}
ASK = {"question": "How many ferries stayed in port?", "collection": "news"}


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


KEYS = Keys(
    (
        SiteKey("herald", SITE, frozenset({HERALD}), frozenset({"news"})),
        SiteKey("sport", "site-sport", frozenset({"http://127.0.0.1:9"}), frozenset({"sport"})),
    ),
    (IngestKey("desk", hashed(DESK), None), IngestKey("sport", hashed(SPORT), frozenset({"sport"}))),
)


@pytest.fixture(scope="module")
def keyed(parts: Parts, serve: Serve) -> Iterator[Service]:
    """A service with keys, which holds one article in `news`."""
    with serve(replace(parts, keys=KEYS)) as running:
        added = running.client.post("/v1/articles", json={**FERRY, "collection": "news"}, headers=bearer(DESK))
        assert added.json()["added"] == 1
        yield running


def bearer(key: str | None, origin: str | None = None) -> dict[str, str]:
    named = {"Authorization": f"Bearer {key}"} if key else {}
    return named | ({"Origin": origin} if origin else {})


def allowed(response: httpx.Response) -> str | None:
    return response.headers.get("access-control-allow-origin")


def preflight(client: httpx.Client, path: str, origin: str) -> httpx.Response:
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    return client.options(path, headers={"Origin": origin, **wanted})


def test_a_page_that_a_site_key_names_asks_and_reads_the_answer(keyed: Service) -> None:
    before = preflight(keyed.client, "/v1/ask", HERALD)
    assert before.status_code == 204
    assert allowed(before) == HERALD
    assert "authorization" in before.headers["access-control-allow-headers"]
    response = keyed.client.post("/v1/ask", json=ASK, headers=bearer(SITE, HERALD))
    assert response.status_code == 200
    assert allowed(response) == HERALD
    assert "Origin" in response.headers["vary"]
    citation = response.json()["citations"][0]
    where = {"start": citation["start_char"], "end": citation["end_char"]}
    around = keyed.client.get("/v1/articles/ferry/sentences", params=where, headers=bearer(SITE, HERALD))
    assert around.json()["text"] == citation["cited_text"]
    verdict = {"answer_id": response.json()["id"], "verdict": "up"}
    assert keyed.client.post("/v1/feedback", json=verdict, headers=bearer(SITE, HERALD)).status_code == 201


def test_a_stream_may_be_read_by_the_same_pages(keyed: Service) -> None:
    body = {**ASK, "stream": True}
    with keyed.client.stream("POST", "/v1/ask", json=body, headers=bearer(SITE, HERALD)) as response:
        assert allowed(response) == HERALD
        assert b"event: answer" in response.read()


@pytest.mark.parametrize("key", [SITE, DESK, None])
@pytest.mark.parametrize("origin", [OTHER, "null", "https://herald.example.evil.example", "http://herald.example"])
def test_a_page_that_is_not_named_gets_a_refusal_it_cannot_read_and_no_data(
    keyed: Service, key: str | None, origin: str
) -> None:
    assert allowed(preflight(keyed.client, "/v1/ask", origin)) is None
    response = keyed.client.post("/v1/ask", json=ASK, headers=bearer(key, origin))
    problem(response, 403, "not_allowed")
    assert allowed(response) is None
    assert "ferries" not in response.text


@pytest.mark.parametrize(
    ("key", "collection", "status", "code"),
    [
        (None, "news", 401, "key_needed"),
        ("no-such-key", "news", 401, "key_needed"),
        (SITE, "sport", 403, "not_allowed"),
        (SITE, None, 403, "not_allowed"),
        ("site-sport", "sport", 403, "not_allowed"),
    ],
)
def test_a_named_page_needs_its_own_key_and_stays_in_its_collections(
    keyed: Service, key: str | None, collection: str | None, status: int, code: str
) -> None:
    body = {"question": "Who?", **({"collection": collection} if collection else {})}
    response = keyed.client.post("/v1/ask", json=body, headers=bearer(key, HERALD))
    problem(response, status, code)
    # The page may read why.
    assert allowed(response) == HERALD


def test_feedback_and_sentences_stay_in_the_collections_of_the_key(keyed: Service) -> None:
    away = keyed.client.post(
        "/v1/articles", json={"id": "goal", "text": "They won 3-1.", "collection": "sport"}, headers=bearer(DESK)
    )
    assert away.status_code == 201
    answer = keyed.client.post("/v1/ask", json={"question": "Who won?", "collection": "sport"}).json()
    verdict = {"answer_id": answer["id"], "verdict": "up"}
    problem(keyed.client.post("/v1/feedback", json=verdict, headers=bearer(SITE, HERALD)), 403, "not_allowed")
    where = {"start": 0, "end": 4}
    response = keyed.client.get("/v1/articles/goal/sentences", params=where, headers=bearer(SITE, HERALD))
    problem(response, 403, "not_allowed")


ELSE: list[tuple[str, str, Any]] = [
    ("GET", "/v1/articles?collection=news", None),
    ("GET", "/v1/articles/ferry", None),
    ("GET", "/v1/articles/ferry/text", None),
    ("GET", "/v1/library?collection=news", None),
    ("GET", "/v1/answers/none", None),
    ("GET", "/articles/ferry", None),
    ("POST", "/v1/search", {"query": "ferries", "collection": "news"}),
    ("POST", "/v1/articles", {"text": "Planted.", "collection": "news"}),
    ("DELETE", "/v1/articles/ferry", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ELSE)
def test_a_site_key_is_for_asking_alone(keyed: Service, method: str, path: str, body: Any) -> None:
    from_page = keyed.client.request(method, path, json=body, headers=bearer(SITE, HERALD))
    problem(from_page, 403, "not_allowed")
    assert allowed(from_page) is None
    problem(keyed.client.request(method, path, json=body, headers=bearer(SITE)), 403, "not_allowed")
    assert keyed.client.get("/v1/articles/ferry").json()["deleted"] is False


def test_openai_s_protocol_is_not_for_a_site_key_either(keyed: Service) -> None:
    body = {"model": "dateline", "messages": [{"role": "user", "content": "Who?"}]}
    response = keyed.client.post("/v1/chat/completions", json=body, headers=bearer(SITE))
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "not_allowed"


def test_articles_are_added_and_deleted_with_an_ingest_key_in_its_collections(keyed: Service) -> None:
    story = {"id": "race", "text": "The race began at noon.", "collection": "sport"}
    nobody = keyed.client.post("/v1/articles", json=story)
    problem(nobody, 401, "key_needed")
    assert nobody.headers["www-authenticate"] == "Bearer"
    problem(keyed.client.post("/v1/articles", json=story, headers=bearer(hashed(DESK))), 401, "key_needed")
    problem(
        keyed.client.post("/v1/articles", json={**story, "collection": "news"}, headers=bearer(SPORT)),
        403,
        "not_allowed",
    )
    # Whatever each article says, the one collection of the request counts.
    moved = keyed.client.post("/v1/articles?collection=news", json=story, headers=bearer(SPORT))
    problem(moved, 403, "not_allowed")
    assert keyed.client.post("/v1/articles", json=story, headers=bearer(SPORT)).status_code == 201
    problem(keyed.client.delete("/v1/articles/race"), 401, "key_needed")
    problem(keyed.client.delete("/v1/articles/ferry", headers=bearer(SPORT)), 403, "not_allowed")
    assert keyed.client.delete("/v1/articles/race", headers=bearer(SPORT)).status_code == 204


def test_the_library_says_what_the_caller_may_add_to(keyed: Service) -> None:
    said = {
        key: keyed.client.get("/v1/library", params={"collection": "news"}, headers=bearer(key)).json()["ingest"]
        for key in (None, DESK, SPORT)
    }
    assert said == {None: "key_needed", DESK: "allowed", SPORT: "not_allowed"}


def test_without_keys_the_service_s_own_pages_and_programs_may_do_all_and_other_pages_nothing(service: Service) -> None:
    own = {"Origin": service.url.rstrip("/")}
    story = {"id": "own", "text": "The quay closed.", "collection": "keyless"}
    assert service.client.post("/v1/articles", json=story, headers=own).status_code == 201
    assert service.client.post("/v1/articles", json=story, headers=bearer("any")).status_code == 200
    assert service.client.get("/v1/library?collection=keyless", headers=own).json()["ingest"] == "allowed"
    asked = {"question": "What closed?", "collection": "keyless"}
    assert service.client.post("/v1/ask", json=asked, headers=own).status_code == 200
    # A form needs no preflight: what keeps another site's page from planting articles is this refusal.
    planted = [("files", ("planted.md", b"Planted by another page."))]
    response = service.client.post("/v1/articles?collection=keyless", files=planted, headers={"Origin": OTHER})
    problem(response, 403, "not_allowed")
    assert allowed(preflight(service.client, "/v1/ask", HERALD)) is None
    problem(service.client.post("/v1/ask", json=asked, headers={"Origin": HERALD}), 403, "not_allowed")
    assert service.client.get("/v1/library?collection=keyless").json()["articles"] == 1


def test_a_file_of_keys_is_read_at_start(models: Path, tmp_path: Path) -> None:
    from service.assembly import open_parts
    from service.errors import InvalidInput
    from service.settings import Settings

    path = tmp_path / "keys.toml"
    path.write_text(
        f'[sites.herald]\nkey = "{SITE}"\norigins = ["{HERALD}"]\ncollections = ["news"]\n', encoding="utf-8"
    )
    with open_parts(Settings(data=tmp_path / "data", models=models, keys=path)) as opened:
        assert opened.keys == Keys((KEYS.sites[0],), ())
    path.write_text("[sites", encoding="utf-8")
    with (
        pytest.raises(InvalidInput, match="keys"),
        open_parts(Settings(data=tmp_path / "data", models=models, keys=path)),
    ):
        raise AssertionError("it must not open")
