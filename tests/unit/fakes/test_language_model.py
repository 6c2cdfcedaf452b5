from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import openai
import pytest

from tests.fakes.failing import cut, error_event, slow_first_token, status, then_good
from tests.fakes.language_model import Model, language_model
from tests.fakes.plays import FOREVER, Script
from tests.fakes.scripts import LONG, SCRIPTS
from tests.fakes.spoken import good

PROMPT = """<article title="Ferries" source="The Harbour Record" date="2023-03-02">
[k1] The ferry terminal will reopen on Monday.
[k2] Divers have replaced 62 steel piles.
[k3] The work cost 8.4 million crowns.
</article>

Question: How many steel piles did divers replace?"""
MESSAGES = [{"role": "system", "content": "Cite keys."}, {"role": "user", "content": PROMPT}]
BODY: dict[str, Any] = {"model": "stand-in-1", "messages": MESSAGES}
ANSWER = "Divers have replaced 62 steel piles [k2]."


@pytest.fixture(scope="module")
def running() -> Iterator[Model]:
    with language_model(good()) as model:
        yield model


@pytest.fixture
def model(running: Model) -> Model:
    assert running.idle()
    running.calls.clear()
    running.concurrent = 0
    running.play(good())
    return running


@pytest.fixture
def http(model: Model) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=model.url, timeout=5, trust_env=False) as client:
        yield client


@pytest.fixture
def client(model: Model) -> Iterator[openai.OpenAI]:
    with (
        httpx.Client(trust_env=False) as http,
        openai.OpenAI(base_url=model.url, api_key="none", max_retries=0, timeout=5, http_client=http) as client,
    ):
        yield client


def events(lines: Iterator[str]) -> list[dict[str, Any]]:
    said = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    assert said.pop() == "[DONE]"
    return [json.loads(line) for line in said]


def stream(http: httpx.Client, **more: Any) -> list[dict[str, Any]]:
    with http.stream("POST", "/chat/completions", json=BODY | {"stream": True} | more) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        return events(response.iter_lines())


def test_a_whole_answer_has_the_shape_of_openai(http: httpx.Client) -> None:
    answer = http.post("/chat/completions", json=BODY).json()
    (choice,) = answer["choices"]
    assert answer["object"] == "chat.completion"
    assert answer["model"] == "stand-in-1"
    assert choice == {
        "index": 0,
        "message": {"role": "assistant", "content": ANSWER, "refusal": None, "annotations": []},
        "logprobs": None,
        "finish_reason": "stop",
    }
    usage = answer["usage"]
    assert usage["prompt_tokens"] + usage["completion_tokens"] == usage["total_tokens"]
    assert usage["completion_tokens"] == 7


def test_a_stream_opens_with_the_role_and_ends_with_reason_and_usage(http: httpx.Client) -> None:
    chunks = stream(http, stream_options={"include_usage": True})
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    *said, last, usage = chunks
    assert said[0]["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert "".join(chunk["choices"][0]["delta"]["content"] for chunk in said) == ANSWER
    assert {chunk["choices"][0]["finish_reason"] for chunk in said} == {None}
    assert last["choices"][0] == {"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}
    assert usage["choices"] == []
    assert usage["usage"]["completion_tokens"] == 7
    assert all(chunk["usage"] is None for chunk in (*said, last))


def test_a_stream_has_usage_only_where_it_is_asked_for(http: httpx.Client) -> None:
    assert not any("usage" in chunk for chunk in stream(http))


def test_the_openai_client_reads_the_same_streamed_and_whole(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(**BODY)
    streamed = client.chat.completions.create(**BODY, stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in streamed)
    assert text == whole.choices[0].message.content == ANSWER
    assert [listed.id for listed in client.models.list()] == ["stand-in-1"]


def test_requests_are_kept_with_headers_and_the_times_of_what_was_said(model: Model, client: openai.OpenAI) -> None:
    before = time.monotonic()
    client.chat.completions.create(**BODY, temperature=0)
    # The client has its answer before the stand-in has noted that it gave it.
    assert model.idle()
    (call,) = model.calls
    assert model.requests == [call.request]
    assert call.request.body["temperature"] == 0
    assert call.request.headers["authorization"] == "Bearer none"
    assert call.request.system == "Cite keys."
    assert call.ended is not None
    assert before <= call.request.at <= call.said[0][0] <= call.ended <= time.monotonic()


@pytest.mark.parametrize("name", ["endless", "endless_sentence"])
def test_a_client_that_leaves_a_stream_is_counted(model: Model, http: httpx.Client, name: str) -> None:
    model.play(SCRIPTS[name])
    with http.stream("POST", "/chat/completions", json=BODY | {"stream": True}) as response:
        read = list(itertools.islice(response.iter_lines(), 40))
    assert len(read) == 40
    assert model.idle(2)
    assert model.cancelled == 1


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("name", ["hangs_before_headers", "hangs_before_first_token"])
def test_a_client_that_tires_of_waiting_is_counted(model: Model, http: httpx.Client, name: str, streamed: bool) -> None:
    model.play(SCRIPTS[name])
    with pytest.raises(httpx.ReadTimeout):
        http.post("/chat/completions", json=BODY | {"stream": streamed}, timeout=0.1)
    assert model.idle(2)
    assert model.cancelled == 1


def test_a_client_that_stays_is_not_counted_as_gone(model: Model, http: httpx.Client) -> None:
    stream(http)
    http.post("/chat/completions", json=BODY)
    assert model.idle()
    assert model.cancelled == 0


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("sentences", [0, 1])
def test_a_connection_is_cut_in_the_answer(model: Model, http: httpx.Client, streamed: bool, sentences: int) -> None:
    model.play(cut(sentences))
    with (
        pytest.raises(httpx.RemoteProtocolError),
        http.stream("POST", "/chat/completions", json=BODY | {"stream": streamed}) as response,
    ):
        said = b""
        for data in response.iter_raw():
            said += data
    assert said
    assert b"[DONE]" not in said
    assert (b"[k2]" in said) == bool(sentences) or not streamed
    assert model.idle()
    assert model.cancelled == 0


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (502, openai.InternalServerError),
        (503, openai.InternalServerError),
        (529, openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_a_status_is_the_error_that_the_client_knows(
    model: Model, client: openai.OpenAI, code: int, error: type[openai.APIStatusError], streamed: bool
) -> None:
    model.play(status(code, {"retry-after": "7"}))
    with pytest.raises(error) as raised:
        client.chat.completions.create(**BODY, stream=streamed)
    assert raised.value.status_code == code
    assert raised.value.response.headers["retry-after"] == "7"
    assert raised.value.request_id == "req_stand_in"


def test_a_script_can_be_good_the_second_time(model: Model, http: httpx.Client) -> None:
    model.play(then_good(status(429, {"retry-after": "0"})))
    assert [http.post("/chat/completions", json=BODY).status_code for _ in range(3)] == [429, 200, 200]
    model.play(then_good(status(500), times=2))
    assert [http.post("/chat/completions", json=BODY).status_code for _ in range(3)] == [500, 500, 200]


def test_an_error_comes_in_the_middle_of_a_stream(model: Model, client: openai.OpenAI) -> None:
    model.play(error_event(1))
    said = []
    with pytest.raises(openai.APIError, match="The server had an error"):
        for chunk in client.chat.completions.create(**BODY, stream=True):
            said.append(chunk.choices[0].delta.content or "")
    assert "".join(said).startswith(ANSWER)
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(**BODY)


def test_the_first_token_waits(model: Model, http: httpx.Client) -> None:
    model.play(slow_first_token(0.2))
    stream(http)
    (call,) = model.calls
    assert call.said[0][0] - call.request.at >= 0.2


def test_a_body_that_is_no_request_is_refused(http: httpx.Client) -> None:
    for data in (b"{", b"[]", b'{"model": "m"}', b'{"model": 1, "messages": []}'):
        refused = http.post("/chat/completions", content=data)
        assert refused.status_code == 400
        assert refused.json()["error"]["type"] == "invalid_request_error"
    assert http.get("/nothing").status_code == 404


def test_32_streams_run_side_by_side(model: Model, http: httpx.Client) -> None:
    together = threading.Barrier(32)

    def one(_: int) -> str:
        with httpx.Client(base_url=model.url, timeout=20, trust_env=False) as own:
            together.wait()
            return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in stream(own))

    model.play(slow_first_token(0.5))
    with ThreadPoolExecutor(32) as pool:
        assert set(pool.map(one, range(32))) == {ANSWER}
    assert model.concurrent == 32
    assert model.idle()


@pytest.mark.parametrize("name", ["endless", "hangs_before_headers", "stalls_before_a_sentence", "good"])
def test_it_ends_at_once_whatever_it_is_doing(name: str) -> None:
    with httpx.Client(timeout=5, trust_env=False) as own:
        with language_model(SCRIPTS[name]) as model:
            thread = threading.Thread(target=_read_all, args=(own, model.url))
            thread.start()
            while not model.calls:
                time.sleep(0.005)
            started = time.monotonic()
        assert time.monotonic() - started < 2
        thread.join(5)
        assert not thread.is_alive()
        with pytest.raises(httpx.ConnectError):
            own.get(f"{model.url}/models")


def _read_all(own: httpx.Client, url: str) -> None:
    try:
        own.post(f"{url}/chat/completions", json=BODY | {"stream": True})
    except httpx.HTTPError:
        return


@pytest.mark.parametrize("streamed", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_plays_until_its_end_or_until_the_client_leaves(
    model: Model, http: httpx.Client, name: str, streamed: bool
) -> None:
    script: Script = SCRIPTS[name]
    model.play(script)
    until = time.monotonic() + 0.3
    try:
        with http.stream("POST", "/chat/completions", json=BODY | {"stream": streamed}, timeout=0.3) as response:
            for _ in response.iter_raw():
                if time.monotonic() > until:
                    break
    except (httpx.RemoteProtocolError, httpx.ReadTimeout):
        pass
    assert model.idle(2)
    (call,) = model.calls
    outlasts = name.startswith(("endless", "hangs_before", "stalls", "slow_"))
    assert call.left == outlasts


def test_delays_outlast_a_time_out_of_a_third_of_a_second() -> None:
    assert 0.3 < LONG < FOREVER
