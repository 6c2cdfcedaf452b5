"""An answer that was given can be read again as it was, for as long as is set, and keeping it costs no one anything."""

from __future__ import annotations

import json
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.served import Served, Settings, copied, problem, seeded, served, taken

TROOPS = "How many troops are near the border?"
TAIWAN = "How many Chinese troops are in Taiwan?"
ASKED = [{"role": "user", "content": TROOPS}]


@pytest.fixture(scope="module")
def seeds(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The seed articles, to be copied."""
    return seeded(tmp_path_factory.getbasetemp(), models)


@pytest.fixture(scope="module")
def server(seeds: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The seed articles, served."""
    with served(copied(seeds, tmp_path_factory.mktemp("kept"))) as running:
        yield running


def again(server: Served, identity: str) -> httpx.Response:
    return server.http.get(f"/v1/answers/{identity}")


def events(response: httpx.Response) -> list[str]:
    """The data of each event of a stream."""
    return [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]


def rows(settings: Settings) -> dict[str, sqlite3.Row]:
    """The answers in the library, by id."""
    with closing(sqlite3.connect(settings.data / "library.sqlite3")) as connection:
        connection.row_factory = sqlite3.Row
        return {row["id"]: row for row in connection.execute("SELECT * FROM answers")}


def until(happened: Callable[[], object]) -> None:
    """Waits for what happens in another thread."""
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def aged(settings: Settings, identity: str, asked_at: str) -> None:
    """Makes an answer of the library an old one."""
    until(lambda: identity in rows(settings))
    with closing(sqlite3.connect(settings.data / "library.sqlite3", timeout=30)) as connection, connection:
        connection.execute("UPDATE answers SET asked_at = ? WHERE id = ?", (asked_at, identity))


@pytest.mark.parametrize("question", [TROOPS, TAIWAN])
def test_an_answer_is_read_again_to_the_byte(server: Served, question: str) -> None:
    for _ in range(20):
        first = server.http.post("/v1/ask", json={"question": question})
        second = again(server, first.json()["id"])
        assert (second.status_code, second.headers["content-type"]) == (200, "application/json")
        assert second.content == first.content
    until(lambda: first.json()["id"] in rows(server.settings))
    assert again(server, first.json()["id"]).content == first.content


def test_an_answer_from_the_cache_is_kept_under_its_own_id(server: Served) -> None:
    question = "Where is the Tarn Ridge battery?"
    first, second = server.ask(question), server.ask(question)
    assert (first["cached"], second["cached"]) == (False, True)
    assert first["id"] != second["id"]
    assert again(server, first["id"]).json() == first
    assert again(server, second["id"]).json() == second


def test_a_streamed_answer_is_kept_as_its_last_event_gave_it(server: Served) -> None:
    response = server.http.post("/v1/ask", json={"question": TROOPS, "stream": True})
    last = events(response)[-1]
    assert again(server, json.loads(last)["id"]).text == last


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_in_openais_protocol_is_kept_under_the_id_that_it_tells(server: Served, stream: bool) -> None:
    response = server.http.post("/v1/chat/completions", json={"model": "dateline", "messages": ASKED, "stream": stream})
    bodies = [json.loads(one) for one in events(response) if one != "[DONE]"] if stream else [response.json()]
    (ours,) = [body["dateline"] for body in bodies if "dateline" in body]
    found = again(server, ours["id"]).json()
    assert {name: found[name] for name in ours} == ours
    assert found["question"] == TROOPS
    assert found["citations"]


def test_an_answer_and_its_citations_outlive_the_article(server: Served) -> None:
    sentence = "The ferry Aurelia carried 412 passengers to Port Sallow."
    server.put("ferries", {"id": "ferry", "text": sentence})
    answer = server.ask("How many passengers did the ferry Aurelia carry?", collection="ferries")
    assert answer["status"] == "answered"
    server.put("ferries", {"id": "ferry", "text": "The ferry Aurelia is for sale."})
    server.http.delete("/v1/articles/ferry")
    found = again(server, answer["id"]).json()
    assert found == answer
    for citation in found["citations"]:
        names = {"start": citation["start_char"], "end": citation["end_char"], "version": citation["version"]}
        text = server.http.get(f"/v1/articles/{citation['article_id']}/text", params=names).json()["text"]
        assert text == citation["cited_text"]


def test_what_was_asked_for_is_kept_beside_the_answer(server: Served) -> None:
    filters = {"source": ["Northern Ledger"], "published_from": "2022-01-01"}
    plain = server.ask(TROOPS)["id"]
    narrow = server.ask(TROOPS, filters=filters, as_of="2022-01-31")["id"]
    until(lambda: narrow in rows(server.settings))
    found = rows(server.settings)
    assert (found[plain]["collection"], found[plain]["scope"], found[plain]["question"]) == ("default", "{}", TROOPS)
    assert json.loads(found[narrow]["scope"]) == {"filters": filters, "as_of": "2022-01-31"}


@pytest.mark.parametrize("identity", ["ans_0", "%00", "é", "%F0%9F%9A%A2", "..", "a" * 200])
def test_an_answer_that_was_never_given_is_not_found(server: Served, identity: str) -> None:
    problem(again(server, identity), 404, "not_found")


def test_an_id_longer_than_any_is_refused(server: Served) -> None:
    problem(again(server, "a" * 201), 422, "invalid_input")


def test_a_restart_keeps_answers_and_those_given_just_before_it(seeds: Settings, tmp_path: Path) -> None:
    settings = copied(seeds, tmp_path)
    with served(settings) as running:
        given = [running.ask(TROOPS) for _ in range(30)]
        assert running.end() == 0
    with served(settings) as running:
        assert [again(running, one["id"]).json() for one in given] == given


def test_an_answer_is_not_found_once_it_is_too_old_and_then_it_is_gone(seeds: Settings, tmp_path: Path) -> None:
    settings = copied(seeds, tmp_path, KEEP_ANSWERS_DAYS="1")
    with served(settings) as running:
        old, new = running.ask(TROOPS)["id"], running.ask(TAIWAN)["id"]
        aged(settings, old, "2022-01-24T00:00:00.000000Z")
        assert "kept for a day" in problem(again(running, old), 404, "not_found")["detail"]
        assert again(running, new).status_code == 200
        newer = running.ask(TAIWAN)["id"]
        until(lambda: rows(settings).keys() == {new, newer})


def test_where_none_are_kept_nothing_is_written_and_what_was_kept_goes(seeds: Settings, tmp_path: Path) -> None:
    settings = copied(seeds, tmp_path)
    with served(settings) as running:
        before = [running.ask(TROOPS)["id"] for _ in range(250)]
    assert rows(settings).keys() == set(before)
    off = Settings(settings.data, settings.models, {"KEEP_ANSWERS_DAYS": "0"})
    with served(off) as running:
        new = running.ask(TROOPS)["id"]
        for identity in (new, before[0]):
            assert "KEEP_ANSWERS_DAYS" in problem(again(running, identity), 404, "not_found")["detail"]
        refused = running.http.post("/v1/feedback", json={"answer_id": new, "verdict": "up"})
        assert "not kept here" in problem(refused, 404, "not_found")["detail"]
        until(lambda: not rows(settings))
    assert not rows(settings)


def test_while_another_process_writes_to_the_library_answers_come_at_once_and_are_kept_later(
    seeds: Settings, tmp_path: Path
) -> None:
    settings = copied(seeds, tmp_path)
    with served(settings) as running, closing(sqlite3.connect(settings.data / "library.sqlite3")) as other:
        running.ask(TROOPS)
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        given = [running.ask(question) for question in (TROOPS, TAIWAN)]
        assert [again(running, one["id"]).json() for one in given] == given
        assert time.monotonic() - started < 10
        assert not rows(settings).keys() & {one["id"] for one in given}
        other.execute("ROLLBACK")
        until(lambda: {one["id"] for one in given} <= rows(settings).keys())


def test_a_full_disk_keeps_no_answers_and_fails_none(seeds: Settings, tmp_path: Path) -> None:
    settings = copied(seeds, tmp_path)
    with served(settings) as running:
        _, hard = resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE)
        # Room for the log, which is a file here, and for few answers.
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (100_000, hard))
        given = []

        def unkept() -> list[dict[str, Any]]:
            return [line for line in running.log() if line["event"] == "answers were not kept"]

        while not unkept():
            given.append(running.ask(TROOPS)["id"])
            assert len(given) < 100
        until(lambda: again(running, given[-1]).status_code == 404)
        assert unkept()[0]["level"] == "warning"
        assert "disk is full" in unkept()[0]["detail"]
        assert running.ask(TAIWAN)["status"] == "abstained"
        refused = running.http.post("/v1/feedback", json={"answer_id": given[0], "verdict": "up"})
        assert "disk is full" in problem(refused, 503, "library_unavailable")["detail"]
        resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        after = running.ask(TROOPS)["id"]
        until(lambda: after in rows(settings))
        assert taken(again(running, after))["id"] == after
