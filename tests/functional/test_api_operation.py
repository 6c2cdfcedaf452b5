from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.fakes.served import PATIENCE, Served, Settings, copied, dateline, seeded, served

TROOPS = "How many troops are near the border?"


@pytest.fixture(scope="module")
def seeds(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The seed articles, to be copied."""
    return seeded(tmp_path_factory.getbasetemp(), models)


@pytest.fixture
def server(seeds: Settings, tmp_path: Path) -> Iterator[Served]:
    """The seed articles, served for one test."""
    with served(copied(seeds, tmp_path)) as running:
        yield running


def long_article(identity: str, paragraphs: int) -> dict[str, Any]:
    """An article that takes a while to embed: every paragraph is other words."""
    words = "harbour council storm ferry budget rail nurse border comet frost jury tariff".split()
    text = "\n\n".join(
        " ".join(f"The {words[(n + k) % 12]} report {n} names {words[(n + 1) % 12]} {k}." for k in range(10))
        for n in range(paragraphs)
    )
    return {"id": identity, "text": text}


def samples(server: Served) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    page = server.http.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


def test_health_readiness_and_metrics_say_how_the_service_fares(server: Served) -> None:
    assert server.http.get("/healthz").json() == {"status": "ok"}
    before = server.http.get("/readyz").json()
    assert before["status"] == "ok"
    assert before["articles"] and before["passages"] >= before["articles"]
    answer = server.ask(TROOPS)
    assert answer["index_seq"] == before["index_seq"]
    server.put("more", {"text": "The quay closed on Friday."})
    server.http.get("/v1/articles/nothing")
    server.http.get("/nowhere/at/all")
    after = server.http.get("/readyz").json()
    assert (after["articles"], after["passages"]) == (before["articles"] + 1, before["passages"] + 1)
    assert after["index_seq"] > before["index_seq"]
    found = samples(server)
    assert found["dateline_articles", frozenset()] == after["articles"]
    assert found["dateline_passages", frozenset()] == after["passages"]

    def requests(method: str, route: str, status: str) -> float:
        labels = {"method": method, "route": route, "status": status}
        return found["dateline_requests_total", frozenset(labels.items())]

    assert requests("POST", "/v1/ask", "200") == 1
    assert requests("POST", "/v1/articles", "201") == 1
    assert requests("GET", "/v1/articles/{article_id}", "404") == 1
    # A path that nobody serves must not make a series of its own.
    assert requests("GET", "unknown", "404") == 1
    labels = {"status": answer["status"], "reason": answer["reason"] or ""}
    assert found["dateline_answers_total", frozenset(labels.items())] == 1


def test_the_log_names_requests_and_neither_questions_nor_keys(server: Served) -> None:
    secret, question = "Bearer sesame-9f3c", "Who hid the zanzibar ledger under the pier?"
    headers = {"Authorization": secret, "X-Request-ID": "seen-in-the-log"}
    assert server.http.post("/v1/ask", json={"question": question}, headers=headers).status_code == 200
    server.http.post("/v1/search", json={"query": question}, headers=headers)
    server.http.post("/v1/ask", json={"question": question, "zanzibar": 1}, headers=headers)
    server.http.post("/v1/ask", content=f'{{"question": "{question}'.encode(), headers=headers)
    server.http.get("/v1/articles", params={"source": "zanzibar", "cursor": "zanzibar"}, headers=headers)
    server.http.post("/v1/articles", json={"text": question, "metadata": {"zanzibar": 1}}, headers=headers)
    assert server.end() == 0
    logged = server.stderr.read_text(encoding="utf-8")
    assert "sesame" not in logged
    assert "zanzibar" not in logged
    lines = [line for line in server.log() if line.get("request_id") == "seen-in-the-log"]
    assert [line["status"] for line in lines] == [200, 200, 422, 415, 422, 201]
    assert all(line["level"] == "info" and line["ms"] > 0 and line["timestamp"] for line in lines)


def test_asks_go_on_while_a_large_ingest_runs(server: Served) -> None:
    before = server.ask(TROOPS)
    with ThreadPoolExecutor(1) as pool:
        large = pool.submit(server.put, "large", *(long_article(f"large-{n}", 60) for n in range(8)))
        time.sleep(0.2)
        answered = 0
        while not large.done():
            answer = server.ask(TROOPS)
            assert answer["status"] == before["status"]
            assert server.http.get("/healthz").elapsed.total_seconds() < 5
            answered += not large.done()
        assert large.result()["added"] == 8
    assert answered >= 2


def test_ingests_that_wait_their_turn_keep_nobody_from_asking(server: Served) -> None:
    # More than there are threads to serve requests.
    waiting = 60
    with (
        httpx.Client(
            base_url=server.http.base_url, timeout=PATIENCE, limits=httpx.Limits(max_connections=None), trust_env=False
        ) as http,
        ThreadPoolExecutor(waiting) as pool,
    ):

        def put(number: int) -> int:
            return http.post("/v1/articles", json=long_article(f"waiting-{number}", 3)).status_code

        running = [pool.submit(put, number) for number in range(waiting)]
        time.sleep(0.5)
        before = sum(one.done() for one in running)
        assert server.http.get("/v1/articles/ukraine-donbas-claims").status_code == 200
        assert sum(one.done() for one in running) < before + 10 < waiting
        assert [one.result() for one in running] == [201] * waiting


def test_a_request_under_way_ends_before_the_process_does(seeds: Settings, tmp_path: Path) -> None:
    with served(copied(seeds, tmp_path)) as running, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(running.put, "slow", *(long_article(f"slow-{n}", 60) for n in range(3)))
        time.sleep(0.5)
        assert not slow.done()
        assert running.end() == 0
        assert slow.result()["added"] == 3
        assert "stopped" in [line["event"] for line in running.log()]
        with pytest.raises(httpx.ConnectError):
            running.http.get("/healthz")
    assert "Traceback" not in running.stderr.read_text(encoding="utf-8")
    listed = dateline(running.settings, "articles", "list", "--collection", "slow")
    assert listed.stdout.count("\n") == 3
    verified = dateline(running.settings, "index", "verify")
    assert verified.returncode == 0, verified.stdout


def test_a_second_server_on_the_same_data_is_told_who_has_it(server: Served) -> None:
    second = dateline(server.settings, "serve", "--port", "0")
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert second.stderr.startswith("dateline: another process")
    assert f"(process {server.process.pid})" in second.stderr
    assert server.http.get("/readyz").status_code == 200


def test_a_taken_port_is_named(server: Served, seeds: Settings, tmp_path: Path) -> None:
    other = copied(seeds, tmp_path / "other")
    port = str(server.http.base_url.port)
    done = dateline(other, "serve", "--port", port)
    assert done.returncode == 2
    assert port in done.stderr and "--port" in done.stderr
    assert "Traceback" not in done.stderr
