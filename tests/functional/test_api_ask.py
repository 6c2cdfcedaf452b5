from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.served import Served, copied, dateline, problem, seeded, served

TROOPS = "How many troops are near the border?"
TAIWAN = "How many Chinese troops are in Taiwan?"
SAILORS = "How many sailors are aboard the Harry S. Truman?"
QUESTIONS = (
    TROOPS,
    TAIWAN,
    "Who put troops on standby?",
    "How many US troops was Biden considering sending?",
    SAILORS,
    "Who won the Dunsmore marathon?",
    "Where is the Tarn Ridge battery?",
    "What did the ferry line's chatbot promise?",
)
# What two asks of the same question may differ in.
OWN = ("id", "timings_ms")


@pytest.fixture(scope="module")
def server(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The seed articles, served; what a test adds goes into a collection of its own."""
    seeds = seeded(tmp_path_factory.getbasetemp(), models)
    with served(copied(seeds, tmp_path_factory.mktemp("ask"), CACHE_ANSWERS="0")) as running:
        yield running


def same(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in OWN}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def cited(server: Served, citation: dict[str, Any]) -> str:
    """The characters that a citation names, as the library gives them."""
    names = {"start": citation["start_char"], "end": citation["end_char"], "version": citation["version"]}
    found = server.http.get(f"/v1/articles/{citation['article_id']}/text", params=names)
    assert found.json()["sha256"] == citation["article_sha256"]
    text: str = found.json()["text"]
    return text


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_is_the_very_characters_of_its_article(server: Served, question: str) -> None:
    answer = server.ask(question)
    assert (answer["status"] == "abstained") == (answer["citations"] == []) == (answer["answer"] == "")
    evidence = {(one["article_id"], one["version"]) for one in answer["evidence"]}
    for citation in answer["citations"]:
        assert cited(server, citation) == citation["cited_text"]
        assert citation["verification"]["status"] == "verified"
        assert (citation["article_id"], citation["version"]) in evidence
        proven = answer["answer"][citation["answer_start"] : citation["answer_end"]]
        assert proven and f"[{citation['marker']}]" in answer["answer"][citation["answer_end"] :]


def test_an_answered_question_says_so_and_gives_no_reason(server: Served) -> None:
    answer = server.ask(SAILORS)
    assert (answer["status"], answer["reason"], answer["degraded"]) == ("answered", None, False)
    assert "6,000" in answer["short_answer"]
    assert answer["question"] == SAILORS
    assert answer["answerer"] in server.http.get("/readyz").json()["answerers"]


def test_an_abstention_gives_its_reason_and_the_nearest_passages(server: Served) -> None:
    answer = server.ask(TAIWAN)
    assert answer["status"] == "abstained"
    assert answer["reason"] is not None
    assert (answer["answer"], answer["short_answer"], answer["citations"]) == ("", None, [])
    assert answer["evidence"]


def test_offsets_count_code_points_and_utf16_units_beside_an_emoji(server: Served) -> None:
    before = "🚢🌊 The harbour was quiet 🌫️ on Monday. "
    sentence = "The ferry Aurelia 🛳️ carried 412 passengers to Port Sallow."
    text = before + sentence + " The crew 👩‍✈️ rested."
    server.put("emoji", {"id": "emoji-ferry", "text": text, "published_at": "2024-02-01"})
    answer = server.ask("How many passengers did the ferry Aurelia carry?", collection="emoji")
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        start, end = citation["start_char"], citation["end_char"]
        assert text[start:end] == citation["cited_text"] == cited(server, citation)
        assert citation["start_utf16"] == utf16(text[:start]) > start
        assert citation["end_utf16"] == utf16(text[:end])
        units = text.encode("utf-16-le")[2 * citation["start_utf16"] : 2 * citation["end_utf16"]]
        assert units.decode("utf-16-le") == citation["cited_text"]


def test_nothing_published_after_as_of_is_used(server: Served) -> None:
    answer = server.ask(TROOPS, as_of="2022-01-24")
    assert answer["evidence"]
    assert all(one["published_at"][:10] <= "2022-01-24" for one in answer["evidence"])


@pytest.mark.parametrize(
    ("filters", "field", "allowed"),
    [
        ({"source": "Northern Ledger"}, "source", {"Northern Ledger"}),
        ({"source": ["Northern Ledger", "The Meridian Post"]}, "source", {"Northern Ledger", "The Meridian Post"}),
        ({"article_ids": ["ukraine-donbas-claims"]}, "article_id", {"ukraine-donbas-claims"}),
    ],
)
def test_filters_leave_only_what_they_name(
    server: Served, filters: dict[str, Any], field: str, allowed: set[str]
) -> None:
    for found in (server.ask(TROOPS, filters=filters)["evidence"], server.search(TROOPS, filters=filters)["results"]):
        assert {one[field] for one in found} == allowed


def test_filters_by_date_are_inclusive_on_both_sides(server: Served) -> None:
    day = server.search(TROOPS)["results"][0]["published_at"][:10]
    found = server.search(TROOPS, filters={"published_from": day, "published_to": day})["results"]
    assert found
    assert {one["published_at"][:10] for one in found} == {day}


def test_filters_that_leave_nothing_lead_to_no_evidence(server: Served) -> None:
    answer = server.ask(TROOPS, filters={"published_to": "1900-01-01"})
    assert (answer["status"], answer["evidence"]) == ("abstained", [])
    assert answer["reason"] in ("no_evidence", "out_of_range")


@pytest.mark.parametrize("most", [1, 3, 50])
def test_max_evidence_bounds_the_evidence(server: Served, most: int) -> None:
    assert 1 <= len(server.ask(TROOPS, max_evidence=most)["evidence"]) <= most


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"question": ""}, "empty"),
        ({"question": " \n?!"}, "empty"),
        ({"question": "why " * 2500}, "10,000"),
        ({"question": "a\x00b"}, "NUL"),
        ({"question": TROOPS, "max_evidence": 0}, "max_evidence"),
        ({"question": TROOPS, "max_evidence": 51}, "max_evidence"),
        ({"question": TROOPS, "answerer": "oracle"}, "oracle"),
        ({"question": TROOPS, "as_of": "yesterday"}, "as_of"),
        ({"question": TROOPS, "as_of": "2022-02-30"}, "as_of"),
        ({"question": TROOPS, "filters": {"published_from": "soon"}}, "published_from"),
        ({"question": TROOPS, "filters": {"published_from": "2022-02-01", "published_to": "2022-01-01"}}, "after"),
        ({"question": TROOPS, "collection": "No Such Name"}, "collection"),
        ({"question": TROOPS, "colection": "a"}, "colection"),
        ({"question": TROOPS, "filters": {"sauce": "a"}}, "filters.sauce"),
        ({"question": TROOPS, "body": 1}, "body"),
        ({"question": 5}, "question"),
        ({}, "question"),
        ([], "object"),
        (None, "object"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_what_is_wrong(server: Served, body: Any, words: str) -> None:
    assert words in problem(server.http.post("/v1/ask", json=body), 422, "invalid_input")["detail"]


def test_every_unknown_field_is_named(server: Served) -> None:
    body = {"question": TROOPS, "frm": "2022", "filters": {"unto": "2022"}}
    found = problem(server.http.post("/v1/ask", json=body), 422, "invalid_input")
    assert {one["field"] for one in found["errors"]} == {"frm", "filters.unto"}


def test_an_unknown_collection_is_not_found_and_those_there_are_are_named(server: Served) -> None:
    found = problem(server.http.post("/v1/ask", json={"question": TROOPS, "collection": "nowhere"}), 404, "not_found")
    assert "nowhere" in found["detail"]
    assert "default" in found["detail"]


@pytest.mark.parametrize("lone", ['{"question": "a\\ud800b"}', '{"question": "who", "\\ud800": 1}'])
def test_half_a_surrogate_pair_is_refused(server: Served, lone: str) -> None:
    response = server.http.post("/v1/ask", content=lone, headers={"Content-Type": "application/json"})
    problem(response, 422, "invalid_input")


def test_many_asks_at_once_answer_as_one_after_another(server: Served) -> None:
    alone = [same(server.ask(question)) for question in QUESTIONS]
    with ThreadPoolExecutor(32) as pool:
        together = list(pool.map(server.ask, QUESTIONS * 4))
    assert [same(answer) for answer in together] == alone * 4
    assert len({answer["id"] for answer in together}) == len(together)


def test_the_command_line_and_http_give_the_same_answer(
    models: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked = ((TROOPS, {}), (TAIWAN, {}), (QUESTIONS[3], {"as_of": "2022-01-31", "max_evidence": 3}))
    with served(copied(seeded(tmp_path_factory.getbasetemp(), models), tmp_path)) as running:
        over_http = [running.ask(question, **more) for question, more in asked]
        found = running.search(TROOPS, limit=5)
        assert running.end() == 0
    for (question, more), answer in zip(asked, over_http, strict=True):
        options = [part for name, value in more.items() for part in (f"--{name.replace('_', '-')}", str(value))]
        done = dateline(running.settings, "ask", question, "--json", *options)
        assert done.returncode == (3 if answer["status"] == "abstained" else 0), done.stderr
        assert same(json.loads(done.stdout)) == same(answer)
    listed = dateline(running.settings, "search", TROOPS, "--limit", "5", "--json")
    assert same(json.loads(listed.stdout)) == same(found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FILTERS = st.dictionaries(
    st.sampled_from(("published_from", "published_to", "source", "article_ids")) | st.text(max_size=5),
    JSON | st.dates().map(str),
    max_size=3,
)
ASKED = st.fixed_dictionaries(
    {"question": st.just(TROOPS) | st.text(max_size=40) | JSON},
    optional={
        "filters": FILTERS | JSON,
        "as_of": st.dates().map(str) | JSON,
        "max_evidence": st.integers() | JSON,
        "answerer": JSON,
        "collection": st.just("default") | JSON,
    },
)


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/search"])
@given(body=ASKED | JSON)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_makes_the_server_fail(server: Served, route: str, body: Any) -> None:
    if route == "/v1/search" and isinstance(body, dict) and "question" in body:
        body = {"query": body["question"], **{name: body[name] for name in ("filters", "collection") if name in body}}
    # Half a surrogate pair is JSON too, which only escapes can carry.
    response = server.http.post(route, content=json.dumps(body), headers={"Content-Type": "application/json"})
    if response.status_code == 200:
        return
    problem(response, response.status_code, response.json()["code"])
    assert response.status_code in (404, 422)
