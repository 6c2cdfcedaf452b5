"""Who asks is answered while others ingest, and no request brings more than it may."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from service.api.parts import Parts
from service.indexing.embedder import Embedder
from tests.functional.conftest import Serve


class Gated:
    """An embedder that embeds nothing until it is let: an ingestion that lasts as long as a test wants."""

    def __init__(self, within: Embedder) -> None:
        self._within = within
        self.entered = threading.Event()
        self.open = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._within, name)

    def embed(self, texts: Sequence[str]) -> Any:
        self.entered.set()
        assert self.open.wait(60)
        return self._within.embed(texts)


def test_questions_are_answered_however_many_ingestions_wait(parts: Parts, serve: Serve, collection: str) -> None:
    """More ingestions than a pool has threads leave room for those who ask."""
    gate = Gated(parts.embedder)
    waiting = 50
    with serve(dataclasses.replace(parts, embedder=gate)) as running, ThreadPoolExecutor(waiting) as pool:
        params = {"collection": collection}
        bodies = [{"text": f"Report number {number} is short."} for number in range(waiting)]
        try:
            posts = [pool.submit(running.client.post, "/v1/articles", params=params, json=body) for body in bodies]
            assert gate.entered.wait(30)
            answers = [running.client.post("/v1/ask", json={"question": "Who won?"}) for _ in range(3)]
            assert not any(post.done() for post in posts)
        finally:
            gate.open.set()
        assert {post.result().status_code for post in posts} == {201}
        assert {answer.status_code for answer in answers} == {200}
        assert running.client.get("/v1/articles", params=params).json()["total"] == waiting


def test_one_file_brings_no_more_articles_than_a_request_may(parts: Parts, serve: Serve) -> None:
    limits = dataclasses.replace(parts.limits, batch=3)
    lines = "\n".join(json.dumps({"text": f"Number {number}."}) for number in range(limits.batch + 1))
    with serve(dataclasses.replace(parts, limits=limits)) as running:
        response = running.client.post("/v1/articles", files={"files": ("a.jsonl", lines.encode())})
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert f"at most {limits.batch}" in response.json()["detail"]
