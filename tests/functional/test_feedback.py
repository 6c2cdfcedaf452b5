"""What readers say of answers is taken, replaced by what they say later, and never lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.api.app import describe
from service.evaluation.from_feedback import candidates
from service.library.store import Library
from tests.fakes.served import Served, Settings, copied, problem, seeded, served, taken

TROOPS = "How many troops are near the border?"
SAILORS = "How many sailors are aboard the Harry S. Truman?"


@pytest.fixture(scope="module")
def seeds(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The seed articles, to be copied."""
    return seeded(tmp_path_factory.getbasetemp(), models)


@pytest.fixture(scope="module")
def server(seeds: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The seed articles, served."""
    with served(copied(seeds, tmp_path_factory.mktemp("feedback"))) as running:
        yield running


def say(server: Served, answer: str, verdict: str = "up", **more: Any) -> httpx.Response:
    return server.http.post("/v1/feedback", json={"answer_id": answer, "verdict": verdict, **more})


def stored(server: Served) -> dict[str, sqlite3.Row]:
    """All feedback, by the answer's id."""
    with closing(sqlite3.connect(server.settings.data / "library.sqlite3")) as connection:
        connection.row_factory = sqlite3.Row
        return {row["answer_id"]: row for row in connection.execute("SELECT * FROM feedback")}


def counted(server: Served) -> dict[str, float]:
    """The metric, by verdict."""
    return {
        sample.labels["verdict"]: sample.value
        for family in text_string_to_metric_families(server.http.get("/metrics").text)
        for sample in family.samples
        if sample.name == "dateline_feedback_total"
    }


def test_feedback_is_stored_with_the_answer_as_it_was(server: Served) -> None:
    response = server.http.post("/v1/ask", json={"question": TROOPS})
    identity = response.json()["id"]
    given = say(server, identity, "down", comment=" Which border? ", corrected_answer="About 100,000")
    assert given.status_code == 201
    row = stored(server)[identity]
    assert given.json() == {"id": row["id"]}
    assert (row["verdict"], row["comment"], row["corrected_answer"]) == ("down", "Which border?", "About 100,000")
    assert (row["question"], row["answer"]) == (TROOPS, response.text)


def test_later_feedback_on_the_same_answer_replaces_the_earlier(server: Served) -> None:
    identity = server.ask(TROOPS)["id"]
    first = taken(say(server, identity, "down", comment="No.", corrected_answer="12"))
    second = taken(say(server, identity, "up"))
    assert first == second
    row = stored(server)[identity]
    assert (row["id"], row["verdict"], row["comment"], row["corrected_answer"]) == (first["id"], "up", None, None)


def test_each_verdict_is_counted(server: Served) -> None:
    before = counted(server)
    identity = server.ask(TROOPS)["id"]
    for verdict in ("up", "up", "down"):
        taken(say(server, identity, verdict))
    say(server, "ans_0", "up")
    after = counted(server)
    assert {verdict: after[verdict] - before.get(verdict, 0) for verdict in after} == {"up": 2, "down": 1}


@pytest.mark.parametrize("identity", ["ans_0", "", "\x00", "é🚢"])
def test_feedback_on_an_answer_that_nobody_was_given_is_not_found(server: Served, identity: str) -> None:
    problem(say(server, identity), 404, "not_found")


@pytest.mark.parametrize("field", ["comment", "corrected_answer"])
def test_what_is_said_may_have_2000_characters_and_no_more(server: Served, field: str) -> None:
    identity = server.ask(TROOPS)["id"]
    taken(say(server, identity, **{field: "🚢" * 2000}))
    assert stored(server)[identity][field] == "🚢" * 2000
    for length in (2001, 1_000_000):
        found = problem(say(server, identity, **{field: "x" * length}), 422, "invalid_input")
        assert found["errors"][0]["field"] == field
        assert len(json.dumps(found)) < 2000
    assert stored(server)[identity][field] == "🚢" * 2000


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verdict": "up"}, "answer_id"),
        ({"answer_id": "ans_0"}, "verdict"),
        ({"answer_id": "ans_0", "verdict": "sideways"}, "verdict"),
        ({"answer_id": "ans_0", "verdict": True}, "verdict"),
        ({"answer_id": 1, "verdict": "up"}, "answer_id"),
        ({"answer_id": "a" * 201, "verdict": "up"}, "answer_id"),
        ({"answer_id": "ans_0", "verdict": "up", "stars": 5}, "stars"),
        ({"answer_id": "ans_0", "verdict": "up", "comment": ["no"]}, "comment"),
        ({"answer_id": "ans_0", "verdict": "up", "comment": "\ud800"}, "comment"),
    ],
)
def test_a_body_that_is_not_as_described_is_refused_by_its_field(
    server: Served, body: dict[str, Any], field: str
) -> None:
    response = server.http.post(
        "/v1/feedback", content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    assert field in [one["field"] for one in problem(response, 422, "invalid_input")["errors"]]


def test_feedback_survives_a_restart_and_the_answer_it_is_on(seeds: Settings, tmp_path: Path) -> None:
    settings = copied(seeds, tmp_path)
    with served(settings) as running:
        answer = running.ask(SAILORS)
        taken(say(running, answer["id"]))
    off = Settings(settings.data, settings.models, {"KEEP_ANSWERS_DAYS": "0"})
    with served(off) as running:
        problem(running.http.get(f"/v1/answers/{answer['id']}"), 404, "not_found")
        row = stored(running)[answer["id"]]
        assert json.loads(row["answer"]) == answer


def test_what_was_called_right_becomes_a_gold_question(seeds: Settings, tmp_path: Path) -> None:
    settings = copied(seeds, tmp_path)
    with served(settings) as running:
        answer = running.ask(SAILORS)
        identity = taken(say(running, answer["id"]))["id"]
    library = Library(settings.data / "library.sqlite3")
    (line,) = candidates(library)
    assert line == {
        "id": identity,
        "question": SAILORS,
        "answers": [answer["short_answer"]],
        "expected": "answered",
        "citations": [{"article_id": one["article_id"], "quote": one["cited_text"]} for one in answer["citations"]],
        "tags": ["from_feedback", "verdict_up"],
    }
    for citation in line["citations"]:
        assert citation["quote"] in library.article(citation["article_id"]).text
    library.close()


def test_the_document_describes_every_field_and_gives_examples() -> None:
    schema = describe()["components"]["schemas"]["FeedbackRequest"]
    assert schema["additionalProperties"] is False
    assert all(of["description"] for of in schema["properties"].values())
    assert [set(one) <= set(schema["properties"]) for one in schema["examples"]] == [True, True]
    assert "replaces" in describe()["paths"]["/v1/feedback"]["post"]["description"]
