"""Sentences leave as they are proven, the stream and the whole are one answer, and who leaves costs nothing more."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.api.streaming import streamed
from service.records import Draft
from tests.fakes import spoken
from tests.fakes.plays import FOREVER, Play, Request, Say, Wait, says
from tests.fakes.scripts import SCRIPTS
from tests.fakes.shown import best_keys, evidence_of
from tests.fakes.spoken import altered, keyed, two_sentences
from tests.functional.model_service import TROOPS, ModelService, model_service, read_events, same


@pytest.fixture(scope="module")
def asked(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    with model_service(tmp_path_factory.mktemp("stream"), models, heartbeat_seconds=0.2) as running:
        yield running


def test_it_is_sent_as_an_event_stream_that_no_proxy_should_hold_back(asked: ModelService) -> None:
    asked.model.play(SCRIPTS["good"])
    with asked.client.stream("POST", "/v1/ask", json={"question": TROOPS, "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-cache, no-transform"
        assert response.headers["x-accel-buffering"] == "no"
        assert "content-length" not in response.headers
        response.read()


def test_a_sentence_leaves_while_the_model_is_still_writing(asked: ModelService) -> None:
    asked.model.play(two_sentences(1.0))
    events = asked.stream(TROOPS)
    names = [one.name for one in events]
    assert names == ["evidence", "sentence", "sentence", "answer"]
    finished = asked.model.calls[-1].said
    # Half of the silence is room enough for a busy machine; bench/ measures how soon it is.
    assert events[1].at < finished[0][0] + 0.5
    assert events[0].at < events[1].at < events[2].at


def test_a_silent_stream_shows_that_it_lives(asked: ModelService) -> None:
    asked.model.play(two_sentences(1.0))
    with asked.client.stream("POST", "/v1/ask", json={"question": TROOPS, "stream": True}) as response:
        lines = list(response.iter_lines())
    assert sum(line.startswith(":") for line in lines) >= 3


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions"])
@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_leaves_cancels_the_call_of_the_model(asked: ModelService, path: str, stream: bool) -> None:
    asked.model.play(lambda _: Play(steps=(Say("Wait"), Wait(FOREVER))))
    before, left = len(asked.model.calls), asked.model.cancelled
    body = {"question": TROOPS} if path == "/v1/ask" else {"model": "dateline", "messages": [ask(TROOPS)]}
    with httpx.Client(base_url=asked.service.url, timeout=0.5, trust_env=False) as leaving:
        if stream:
            with leaving.stream("POST", path, json={**body, "stream": True}) as response:
                lines = response.iter_lines()
                assert next(lines)
                assert soon(lambda: len(asked.model.calls) > before)
        else:
            with pytest.raises(httpx.TimeoutException):
                leaving.post(path, json=body)
    assert soon(lambda: asked.model.cancelled > left)
    assert len(asked.model.calls) == before + 1
    assert asked.model.cancelled == left + 1
    assert asked.model.idle()


def ask(question: str) -> dict[str, str]:
    return {"role": "user", "content": question}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": " "}, 422),
        ({"question": TROOPS, "collection": "nowhere"}, 404),
        ({"question": TROOPS, "answerer": "nobody"}, 422),
        ({"question": TROOPS, "as_of": "soon"}, 422),
        ({"question": TROOPS, "max_evidence": 0}, 422),
        ({"question": TROOPS, "messages": [{"role": "system", "content": "x"}]}, 422),
        ({"question": TROOPS, "messages": [{"role": "user"}]}, 422),
        ({"question": TROOPS, "messages": [{"role": "user", "content": "\ud800"}]}, 422),
        ({"question": TROOPS, "messages": [{"role": "user", "content": "x"}] * 201}, 422),
        ({"question": TROOPS, "messages": [{"role": "user", "content": "x" * 20_001}]}, 422),
    ],
)
def test_what_is_wrong_with_a_request_is_said_before_the_stream_begins(
    asked: ModelService, body: dict[str, Any], status: int
) -> None:
    content = json.dumps({**body, "stream": True}).encode()
    response = asked.client.post("/v1/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_stream_that_runs_ahead_of_its_reader_ends_when_the_reader_leaves() -> None:
    async def endless() -> AsyncGenerator[bytes]:
        while True:
            yield b"x"

    async def leave() -> None:
        body = streamed(endless(), 10, lambda _: b"").body_iterator
        assert isinstance(body, AsyncGenerator)
        assert await anext(body) == b"x"
        # As many as are kept ahead are ready by now.
        await asyncio.sleep(0.05)
        async with asyncio.timeout(3):
            await body.aclose()

    asyncio.run(leave())


def test_a_failure_in_the_middle_is_an_event_that_tells_no_secret(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_service(tmp_path / "failing", models, articles=[Draft(id="a", text="A text about a dam.")]) as failing:
        library = failing.service.parts.library
        # The disk goes away between the search for what there is and the reading of it.
        monkeypatch.setattr(type(library), "passages", broken)
        events = failing.stream("What is the text about?")
    assert [one.name for one in events] == ["error"]
    assert events[0].data["code"] == "failure"
    assert events[0].data["status"] == 500
    assert "secret" not in str(events[0].data)


def broken(*_: object) -> None:
    raise RuntimeError("secret")


JUNK = st.text("abc [](){}k123.,!?*`_<>#-\n\t“”'\"🙂é。【】", max_size=40)


@st.composite
def texts(draw: st.DrawFn) -> list[tuple[str, str | int]]:
    """What a model may say: true sentences and altered ones by rank, keys after or before, and anything at all."""
    kinds = st.sampled_from(["true", "after", "altered", "unknown", "bare"])
    piece = st.tuples(kinds, st.integers(0, 5)) | st.tuples(st.just("junk"), JUNK)
    return draw(st.lists(piece, max_size=8))


def said(request: Request, pieces: list[tuple[str, str | int]]) -> str:
    keys, evidence = best_keys(request), evidence_of(request)
    lines = []
    for kind, what in pieces:
        if isinstance(what, str):
            lines.append(what)
            continue
        key = keys[what % len(keys)]
        sentence = evidence[key]
        made = {
            "true": keyed(sentence, key),
            "after": keyed(sentence, key, after=True),
            "altered": keyed(altered(sentence), key),
            "unknown": keyed(sentence, "k9999"),
            "bare": sentence,
        }
        lines.append(made[kind])
    return " ".join(lines)


def chunked(cuts: list[int]) -> Any:
    def split(text: str) -> list[str]:
        places = sorted({cut % (len(text) + 1) for cut in cuts} | {0, len(text)})
        return [text[a:b] for a, b in pairwise(places)]

    return split


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts(), st.lists(st.integers(0, 10_000), max_size=30), st.lists(st.integers(0, 10_000), max_size=30))
def test_however_the_text_is_cut_the_stream_and_the_whole_are_equal(
    asked: ModelService, pieces: list[tuple[str, str | int]], first: list[int], second: list[int]
) -> None:
    asked.model.play(spoken.on_answers(lambda request: says(said(request, pieces), chunked(first))))
    whole = asked.ask(TROOPS)
    asked.model.play(spoken.on_answers(lambda request: says(said(request, pieces), chunked(second))))
    events = asked.stream(TROOPS)
    streamed = events[-1].data
    assert same(streamed) == same(whole)
    sentences = [one.data for one in events if one.name == "sentence"]
    assert "".join(one["text"] for one in sentences) == whole["answer"]
    for one in sentences:
        assert whole["answer"][one["start"] : one["end"]] == one["text"]
    assert [citation for one in sentences for citation in one["citations"]] == whole["citations"]
    for citation in whole["citations"]:
        assert citation["verification"]["status"] == "verified"


def test_32_streams_at_a_time_are_each_equal_to_their_whole_answer_and_memory_stays_flat(asked: ModelService) -> None:
    questions = [
        TROOPS,
        "Who put troops on standby?",
        "What is Denmark sending to eastern Europe?",
        "Who won the Dunsmore marathon?",
    ]
    asked.model.play(spoken.good())
    whole = {question: asked.ask(question) for question in questions}

    def one(number: int) -> bool:
        question = questions[number % len(questions)]
        body = {"question": question, "stream": True}
        with (
            httpx.Client(base_url=asked.service.url, timeout=60, trust_env=False) as client,
            client.stream("POST", "/v1/ask", json=body) as response,
        ):
            events = list(read_events(response))
        streamed = events[-1].data
        text = "".join(event.data["text"] for event in events if event.name == "sentence")
        return same(streamed) == same(whole[question]) and text == streamed["answer"]

    process = psutil.Process()
    with ThreadPoolExecutor(32) as clients:

        def round_() -> int:
            assert all(clients.map(one, range(64)))
            # The stand-in lives in this process and remembers what it was asked.
            asked.model.calls.clear()
            return int(process.memory_info().rss)

        # Threads, caches and the allocator's arenas settle in the first rounds.
        before = [round_() for _ in range(4)][-1]
        after = [round_() for _ in range(4)][-1]
    assert after - before < 40_000_000


def test_more_questions_than_may_wait_are_told_to_come_back(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "busy", models, concurrent=1, waiting=1, wait_seconds=30) as busy:
        busy.model.play(lambda _: Play(steps=(Say("Wait"), Wait(FOREVER))))
        with socket.create_connection(address(busy)) as first, socket.create_connection(address(busy)) as second:
            for number, holding in enumerate((first, second)):
                holding.sendall(raw(busy))
                assert soon(lambda reached=number: len(busy.model.calls) + waiting(busy) > reached)
            for stream in (True, False):
                response = busy.client.post("/v1/ask", json={"question": TROOPS, "stream": stream})
                assert response.status_code == 503
                assert response.json()["code"] == "overloaded"
                assert int(response.headers["retry-after"]) >= 1
            spoken_to = busy.client.post("/v1/chat/completions", json={"model": "dateline", "messages": [ask(TROOPS)]})
            assert spoken_to.status_code == 503
            assert spoken_to.json()["error"]["code"] == "overloaded"
        # Both have left, and their places are free.
        busy.model.play(SCRIPTS["good"])
        assert busy.model.idle()
        assert busy.ask(TROOPS)["status"] == "answered"


def soon(condition: Callable[[], bool]) -> bool:
    """Waits until it is so; whether it came about in time."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def waiting(service: ModelService) -> int:
    return service.service.parts.asker.waiting


def address(service: ModelService) -> tuple[str, int]:
    url = httpx.URL(service.service.url)
    assert url.port is not None
    return url.host, url.port


def raw(service: ModelService) -> bytes:
    body = b'{"question": "How many troops are near the border?", "stream": true}'
    head = f"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
