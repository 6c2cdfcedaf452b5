from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.api.article_request import ArticleRequest, body
from service.library.loaders.jsonl import FIELDS
from tests.fakes.served import Served, Settings, problem, served, taken

FERRY = {"id": "ferry", "title": "Ferries stop", "published_at": "2024-02-01", "text": "All 14 ferries stayed in port."}


@pytest.fixture(scope="module")
def server(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty library, served."""
    with served(Settings(tmp_path_factory.mktemp("articles") / "data", models)) as running:
        yield running


@pytest.fixture
def collection() -> str:
    """A collection of the test's own; `own` does the same for an id, which is one article in all collections."""
    return f"c{uuid.uuid4().hex}"


def own(article: dict[str, Any], collection: str) -> dict[str, Any]:
    return {**article, "id": f"{article['id']}-{collection}"}


def post(server: Served, collection: str, value: Any) -> httpx.Response:
    # json.dumps escapes half surrogate pairs, which httpx would not encode.
    return server.http.post(
        "/v1/articles",
        params={"collection": collection},
        content=json.dumps(value),
        headers={"Content-Type": "application/json"},
    )


def test_the_documented_fields_are_those_that_are_read() -> None:
    assert tuple(ArticleRequest.model_fields) == FIELDS


def test_the_documented_example_is_taken(server: Served, collection: str) -> None:
    report = post(server, collection, body()["content"]["application/json"]["example"])
    assert report.status_code == 201
    assert report.json()["added"] == 1


def test_one_object_is_one_article(server: Served, collection: str) -> None:
    article = own(FERRY, collection)
    response = post(server, collection, article)
    assert response.status_code == 201
    assert response.json() == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "articles": [{"index": 0, "id": article["id"], "outcome": "added"}],
        "refused": [],
    }
    read = server.http.get(f"/v1/articles/{article['id']}").json()
    assert {name: read[name] for name in article} == article
    assert (read["version"], read["collection"], read["deleted"]) == (1, collection, False)


def test_a_bad_article_is_refused_by_its_place_and_the_rest_is_taken(server: Served, collection: str) -> None:
    good = own(FERRY, collection)
    bad = [{"id": "wordless"}, 7, {"text": "Some words.", "txet": 1}, {"id": "b d", "text": "Some words."}]
    response = post(server, collection, [bad[0], good, *bad[1:]])
    assert response.status_code == 201
    report = response.json()
    assert [one["id"] for one in report["articles"]] == [good["id"]]
    assert report["articles"][0]["index"] == 1
    refused = {one["index"]: one for one in report["refused"]}
    assert set(refused) == {0, 2, 3, 4}
    assert refused[0]["id"] == "wordless" and "text" in refused[0]["error"]
    assert refused[2]["id"] is None and "object" in refused[2]["error"]
    assert "txet" in refused[3]["error"]
    assert refused[4]["id"] == "b d" and "white space" in refused[4]["error"]


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ({"text": ""}, "text"),
        ({"text": "a", "html": "<p>a</p>"}, "not both"),
        ({"text": "a", "url": "javascript:alert(1)"}, "http"),
        ({"text": "a", "url": "data:text/html,a"}, "http"),
        ({"text": "a", "published_at": "soon"}, "published_at"),
        ({"text": "a", "metadata": []}, "metadata"),
        ({"text": "a", "id": "a/b"}, "id"),
        ({"text": "a", "id": "half \ud800"}, "id"),
        ({"text": "a \ud800"}, "text"),
        ({"text": "a", "\ud800": 1}, "field"),
        ({"text": "a", "language": "English!"}, "language"),
        (None, "object"),
        ("words", "object"),
    ],
)
def test_where_nothing_is_taken_the_problem_says_why_of_each(
    server: Served, collection: str, article: Any, words: str
) -> None:
    found = problem(post(server, collection, [article]), 422, "all_refused")
    assert [one["index"] for one in found["refused"]] == [0]
    assert words in found["refused"][0]["error"]


def test_the_same_article_again_is_unchanged_and_nothing_is_created(server: Served, collection: str) -> None:
    article = own(FERRY, collection)
    post(server, collection, article)
    response = post(server, collection, article)
    assert response.status_code == 200
    assert (response.json()["unchanged"], response.json()["added"]) == (1, 0)
    assert server.http.get(f"/v1/articles/{article['id']}").json()["version"] == 1


def test_a_changed_article_is_version_two_and_an_old_citation_still_resolves(server: Served, collection: str) -> None:
    article = own(FERRY, collection)
    server.put(collection, article)
    citation = server.ask("How many ferries stayed in port?", collection=collection)["citations"][0]
    changed = post(server, collection, {**article, "text": "Storm over. Only 2 ferries stayed in port."})
    assert changed.status_code == 201
    assert changed.json()["articles"] == [{"index": 0, "id": article["id"], "outcome": "changed"}]
    path = f"/v1/articles/{article['id']}"
    assert server.http.get(path).json()["version"] == 2
    names = {"start": citation["start_char"], "end": citation["end_char"]}
    old = taken(server.http.get(f"{path}/text", params={**names, "version": 1}))
    assert (old["text"], old["sha256"]) == (citation["cited_text"], citation["article_sha256"])
    assert taken(server.http.get(path, params={"version": 1}))["text"] == article["text"]
    assert "2 ferries" in server.ask("How many ferries stayed in port?", collection=collection)["answer"]


def test_an_id_twice_in_a_request_is_taken_once(server: Served, collection: str) -> None:
    article = own(FERRY, collection)
    report = post(server, collection, [article, {**article, "text": "Other words."}]).json()
    assert [one["index"] for one in report["articles"]] == [0]
    assert [(one["index"], one["id"]) for one in report["refused"]] == [(1, article["id"])]
    assert server.http.get(f"/v1/articles/{article['id']}").json()["text"] == article["text"]


def upload(server: Served, collection: str, *files: tuple[str, bytes]) -> httpx.Response:
    parts = [("files", (name, raw)) for name, raw in files]
    return server.http.post("/v1/articles", params={"collection": collection}, files=parts)


def test_a_bad_file_is_refused_by_its_place_and_the_rest_is_taken(server: Served, collection: str) -> None:
    lines = "\n".join(json.dumps({"text": f"Line {n} has words of its own."}) for n in range(2))
    response = upload(
        server,
        collection,
        ("quay.md", b"# Quay closed\n\nThe quay closed on Friday."),
        ("photo.jpg", b"\xff\xd8\xff"),
        ("wire.jsonl", lines.encode()),
        ("broken.pdf", b"%PDF-1.7 nothing"),
    )
    assert response.status_code == 201
    report = response.json()
    assert [one["index"] for one in report["articles"]] == [0, 2, 2]
    assert [one["index"] for one in report["refused"]] == [1, 3]
    assert ".jpg" in report["refused"][0]["error"]


def test_two_files_of_one_name_are_told_apart(server: Served, collection: str) -> None:
    report = upload(server, collection, ("a.md", b"The first."), ("a.md", b"The second.")).json()
    assert [one["index"] for one in report["articles"]] == [0]
    assert [one["index"] for one in report["refused"]] == [1]
    assert "name" in report["refused"][0]["error"]


def test_a_form_without_files_or_with_other_fields_is_refused(server: Served, collection: str) -> None:
    both = {"files": [("files", ("a.md", b"Words."))], "data": {"collection": "b"}}
    found = problem(server.http.post("/v1/articles", **both), 422, "invalid_input")
    assert found["field"] == "collection"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    problem(server.http.post("/v1/articles", content=b"--b--\r\n", headers=kind), 422, "invalid_input")
    cut = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\nWo'
    assert server.http.post("/v1/articles", content=cut, headers=kind).status_code < 500
    kind = {"Content-Type": "multipart/form-data"}
    problem(server.http.post("/v1/articles", content=cut, headers=kind), 422, "invalid_input")


def test_the_list_gives_every_article_once_newest_first(server: Served, collection: str) -> None:
    days = [f"2024-01-{1 + n % 9:02}" for n in range(23)] + [None, None]
    articles = [
        own({"id": f"n{n}", "text": f"Story {n} of the day.", "published_at": day}, collection)
        for n, day in enumerate(days)
    ]
    server.put(collection, *articles)
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = taken(server.http.get("/v1/articles", params={"collection": collection, "limit": 4, **cursor}))
        assert page["total"] == len(articles)
        seen += page["articles"]
        if page["cursor"] is None:
            break
        assert len(page["articles"]) == 4
        cursor = {"cursor": page["cursor"]}
    assert sorted(one["id"] for one in seen) == sorted(one["id"] for one in articles)
    dates = [one["published_at"] or "" for one in seen]
    assert dates == sorted(dates, reverse=True)
    assert all("text" not in one for one in seen)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cursor": "not-a-cursor"},
        {"cursor": "☃"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "9" * 5000},
        {"published_from": "soon"},
        {"collection": "No Such Name"},
    ],
)
def test_a_list_that_cannot_be_made_is_refused(server: Served, wrong: dict[str, str]) -> None:
    name = next(iter(wrong))
    assert name in problem(server.http.get("/v1/articles", params=wrong), 422, "invalid_input")["detail"]


def test_a_list_of_an_unknown_collection_is_not_found(server: Served) -> None:
    problem(server.http.get("/v1/articles", params={"collection": "nowhere"}), 404, "not_found")


def test_a_deleted_article_is_found_no_more_and_deleting_it_again_does_no_harm(server: Served, collection: str) -> None:
    article = own(FERRY, collection)
    server.put(collection, article)
    assert server.search("ferries", collection=collection)["results"]
    path = f"/v1/articles/{article['id']}"
    for _ in range(2):
        response = server.http.delete(path)
        assert (response.status_code, response.content) == (204, b"")
        assert server.search("ferries", collection=collection)["results"] == []
    assert server.http.get(path).json()["deleted"] is True
    assert taken(server.http.get("/v1/articles", params={"collection": collection}))["total"] == 0


def test_what_is_not_there_is_not_found(server: Served, collection: str) -> None:
    article = own(FERRY, collection)
    server.put(collection, article)
    for path in ("/v1/articles/nothing", "/v1/articles/nothing/text", f"/v1/articles/{article['id']}?version=2"):
        problem(server.http.get(path), 404, "not_found")
    problem(server.http.delete("/v1/articles/nothing"), 404, "not_found")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"start": -1}, "start"),
        ({"start": 5, "end": 4}, "within"),
        ({"end": 31}, "within"),
        ({"start": 10**30}, "within"),
        ({"start": "a"}, "start"),
        ({"version": 0}, "version"),
        ({"version": 10**30}, "version"),
        ({"version": 2**63}, "version"),
    ],
)
def test_a_range_outside_the_text_or_no_version_is_refused(
    server: Served, collection: str, names: dict[str, Any], words: str
) -> None:
    article = own(FERRY, collection)
    server.put(collection, article)
    found = problem(server.http.get(f"/v1/articles/{article['id']}/text", params=names), 422, "invalid_input")
    assert words in (found["detail"] + found.get("field", ""))


@given(cuts=st.lists(st.integers(0, len(FERRY["text"])), min_size=2, max_size=2).map(sorted))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_range_of_the_text_is_its_characters(server: Served, cuts: list[int]) -> None:
    server.put("ranges", own(FERRY, "ranges"))
    start, end = cuts
    found = taken(server.http.get("/v1/articles/ferry-ranges/text", params={"start": start, "end": end}))
    assert found["text"] == FERRY["text"][start:end]


def test_html_states_what_the_fields_leave_out(server: Served, collection: str) -> None:
    page = "<html><head><title>Quay closed</title></head><body><article><p>The quay closed on Friday after a storm had "
    page += "broken its piles, the harbour master said.</p></article></body></html>"
    report = taken(post(server, collection, {"html": page, "source": "Harbour Courier"}))
    read = server.http.get(f"/v1/articles/{report['articles'][0]['id']}").json()
    assert "The quay closed on Friday" in read["text"]
    assert (read["title"], read["source"]) == ("Quay closed", "Harbour Courier")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=12)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
ARTICLE = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), JSON, max_size=5)
TEXTS = st.fixed_dictionaries({"text": st.text(st.characters(), max_size=30)})


@given(value=st.lists(ARTICLE | TEXTS | JSON, max_size=4) | ARTICLE | TEXTS | JSON)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_makes_the_server_fail(server: Served, value: Any) -> None:
    response = post(server, "anything", value)
    if response.status_code in (200, 201):
        report = response.json()
        places = [one["index"] for kind in ("articles", "refused") for one in report[kind]]
        assert sorted(places) == list(range(len(value) if isinstance(value, list) else 1))
        return
    found = problem(response, 422, response.json()["code"])
    if found["code"] == "all_refused":
        assert len(found["refused"]) == (len(value) if isinstance(value, list) else 1)
