"""Whatever a chat model does, the user gets a proven answer, one that stands in, or an abstention with its reason."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.answering.chat.presentation import inert
from tests.fakes import spoken
from tests.fakes.plays import FOREVER, Play, Raw, Request, Say, Wait, says
from tests.fakes.scripts import DOWN, PARTLY_TRUE, SCRIPTS, SILENT, TRUE, UNTRUE
from tests.fakes.shown import best_keys, evidence_of
from tests.fakes.spoken import keyed
from tests.functional.model_service import NAME, TROOPS, ModelService, model_service, same

FIRST_TOKEN, TOTAL = 0.6, 1.8
# What the rest of an answer may take beside the model: search, the stand-in answerer, a busy machine.
SLACK = 8.0
# When these are given up is the clock's affair, and so is how much of what they said had been withheld by then.
TIMED = {"endless", "endless_sentence", "slow_tokens"}
HASTY = {"endless_good", "endless_bracket", "stalls_after_a_sentence"}


@pytest.fixture(scope="module")
def patient(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    """A service that has time for retries."""
    with model_service(tmp_path_factory.mktemp("patient"), models) as running:
        yield running


@pytest.fixture(scope="module")
def hasty(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    """A service that soon gives a model up."""
    times = {"first_token_seconds": FIRST_TOKEN, "answer_seconds": TOTAL}
    with model_service(tmp_path_factory.mktemp("hasty"), models, **times) as running:
        yield running


def require_proven(service: ModelService, answer: dict[str, Any]) -> None:
    """Every sentence cites exact characters, and holds no word that they or the articles' headings do not hold."""
    assert (answer["status"] == "abstained") == (answer["answer"] == "") == (answer["citations"] == [])
    assert (answer["status"] == "abstained") == (answer["reason"] is not None)
    text, covered = answer["answer"], 0
    places = sorted({(one["answer_start"], one["answer_end"]) for one in answer["citations"]})
    for start, end in places:
        assert not re.sub(r"\[\d+\]", "", text[covered:start]).strip(), "there is a sentence without a citation"
        cited = [one for one in answer["citations"] if one["answer_start"] == start]
        known = ""
        for one in cited:
            names = {"start": one["start_char"], "end": one["end_char"], "version": one["version"]}
            found = service.client.get(f"/v1/articles/{one['article_id']}/text", params=names).json()
            assert found["text"] == one["cited_text"]
            assert one["verification"]["status"] == "verified"
            assert f"[{one['marker']}]" in text[end:]
            known += f" {inert(one['cited_text'])} {one['title']} {one['source']}"
        assert set(words(text[start:end])) <= set(words(known))
        covered = end
    assert not re.sub(r"\[\d+\]", "", text[covered:]).strip()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def ask_twice(service: ModelService, script: str) -> dict[str, Any]:
    """The answer, whole and streamed, which must be equal and come in time."""
    service.model.play(SCRIPTS[script])
    started = time.monotonic()
    whole = service.ask(TROOPS)
    assert time.monotonic() - started < 10 + SLACK
    service.model.play(SCRIPTS[script])
    events = service.stream(TROOPS)
    assert [one.name for one in events] == ["evidence", *["sentence"] * (len(events) - 2), "answer"]
    streamed = events[-1].data
    left_out = {"withheld"} if script in TIMED else set()
    assert {**same(streamed), **dict.fromkeys(left_out)} == {**same(whole), **dict.fromkeys(left_out)}
    assert "".join(one.data["text"] for one in events[1:-1]) == streamed["answer"]
    assert [one for event in events[1:-1] for one in event.data["citations"]] == streamed["citations"]
    assert streamed["id"] == events[0].data["id"]
    require_proven(service, whole)
    return whole


@pytest.mark.parametrize("script", TRUE)
def test_what_is_true_and_cited_is_answered_by_the_model(patient: ModelService, script: str) -> None:
    answer = ask_twice(patient, script)
    assert (answer["status"], answer["answerer"], answer["degraded"]) == ("answered", NAME, False)
    assert "100,000" in answer["answer"]
    assert answer["withheld"] == []
    assert set(answer["prompts"]) == {"answer.v1", "standalone.v1"}


@pytest.mark.parametrize("script", PARTLY_TRUE)
def test_of_what_is_partly_true_only_the_true_part_comes_out(
    patient: ModelService, hasty: ModelService, script: str
) -> None:
    answer = ask_twice(hasty if script in HASTY else patient, script)
    assert answer["status"] in ("answered", "conflicting")
    for sentence in answer["withheld"]:
        assert sentence["reasons"]


@pytest.mark.parametrize("script", UNTRUE)
def test_what_is_untrue_is_withheld_and_the_embedded_answerer_stands_in(patient: ModelService, script: str) -> None:
    answer = ask_twice(patient, script)
    assert (answer["status"], answer["answerer"], answer["degraded"]) == ("answered", "extractive", True)
    assert answer["degraded_reason"] in ("unverified", "model_empty")
    if answer["degraded_reason"] == "unverified":
        assert answer["withheld"]


@pytest.mark.parametrize("script", SILENT)
def test_a_model_that_gives_no_answer_is_stood_in_for_unless_it_says_that_there_is_none(
    patient: ModelService, script: str
) -> None:
    answer = ask_twice(patient, script)
    if script in ("refusal", "refusal_with_full_stop"):
        assert (answer["status"], answer["reason"], answer["degraded"]) == ("abstained", "below_threshold", False)
    else:
        assert (answer["status"], answer["answerer"], answer["degraded"]) == ("answered", "extractive", True)


@pytest.mark.parametrize("script", DOWN)
def test_a_model_that_is_down_is_stood_in_for_in_time(hasty: ModelService, script: str) -> None:
    answer = ask_twice(hasty, script)
    assert (answer["status"], answer["answerer"], answer["degraded"]) == ("answered", "extractive", True)
    assert answer["degraded_reason"].startswith("model_")
    assert answer["timings_ms"]["total"] < (TOTAL + SLACK) * 1000
    assert hasty.model.idle(), "the stand-in is still being listened to"


def test_what_neither_the_model_nor_the_articles_answer_is_an_abstention(patient: ModelService) -> None:
    patient.model.play(SCRIPTS["wrong_keys"])
    answer = patient.ask("How many Chinese troops are in Taiwan?")
    assert (answer["status"], answer["reason"]) == ("abstained", "unverified")
    assert answer["evidence"]
    patient.model.play(SCRIPTS["status_500"])
    answer = patient.ask("How many Chinese troops are in Taiwan?")
    assert (answer["status"], answer["reason"]) == ("abstained", "below_threshold")
    assert (answer["degraded"], answer["degraded_reason"]) == (True, "model_unavailable")


def test_the_model_is_shown_sentences_under_keys_and_never_more_than_the_budget(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "small", models, prompt_tokens=1300) as small:
        answer = small.ask(TROOPS)
        request = small.model.requests[-1]
    assert answer["status"] == "answered"
    assert len((request.system + request.user).encode()) / 3 <= 1300
    assert 1 <= request.user.count("<article ") < len(answer["evidence"])
    for line in request.user.splitlines():
        if line.startswith("[k"):
            assert line.rstrip()[-1] in ".!?”\"'’)…:", line


def test_usage_and_cost_are_told_where_prices_are_set(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "priced", models, price_input=2.0, price_output=10.0) as priced:
        answer = priced.ask(TROOPS)
    used = answer["usage"]
    assert used["input_tokens"] > 0 and used["output_tokens"] > 0
    assert answer["cost"] == pytest.approx((2 * used["input_tokens"] + 10 * used["output_tokens"]) / 1e6)


def test_a_request_may_choose_the_embedded_answerer(patient: ModelService) -> None:
    before = len(patient.model.requests)
    answer = patient.ask(TROOPS, answerer="extractive")
    assert (answer["answerer"], answer["degraded"], answer["usage"], answer["cost"]) == ("extractive", False, {}, None)
    assert len(patient.model.requests) == before


@pytest.mark.parametrize("policy", ["flag", "off"])
def test_a_looser_gate_says_what_it_let_through(models: Path, tmp_path: Path, policy: str) -> None:
    with model_service(tmp_path / policy, models, gate=policy) as loose:
        loose.model.play(SCRIPTS["altered_number"])
        answer = loose.ask(TROOPS)
        assert answer["answerer"] == NAME
        statuses = {one["verification"]["status"] for one in answer["citations"]}
        assert statuses == ({"failed"} if policy == "flag" else {"unchecked"})
        assert [one["reasons"] for one in answer["flagged"]] == ([["number"]] if policy == "flag" else [])
        loose.model.play(spoken.on_answers(lambda _: says("The moon is made of cheese.")))
        answer = loose.ask("Who won the Dunsmore marathon?")
        # Where nothing is cited there is nothing to mark as failed.
        assert ("cheese" in answer["answer"]) == (policy == "off")
        if policy == "flag":
            assert [one["reasons"] for one in answer["withheld"]] == [["uncited"]]


def raw(text: str) -> Raw:
    """A chunk of text as a server may send it: JSON in ASCII, halves of surrogate pairs and all."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    body = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return Raw(f"data: {json.dumps(body)}\n\n".encode())


@pytest.mark.parametrize("unsendable", ["\ud800", "\x00", "\x1b"])
def test_what_cannot_be_sent_does_not_break_an_answer(patient: ModelService, unsendable: str) -> None:
    def script(request: Request) -> Play:
        key = best_keys(request)[0]
        said = f"{keyed(evidence_of(request)[key], key)} Bad {unsendable} text [{key}]. "
        return Play(steps=(raw(said),))

    patient.model.play(spoken.on_answers(script))
    whole = patient.ask(TROOPS)
    assert (whole["status"], whole["answerer"]) == ("answered", NAME)
    assert same(patient.stream(TROOPS)[-1].data) == same(whole)
    body = {"model": "dateline", "messages": [{"role": "user", "content": TROOPS}]}
    assert patient.client.post("/v1/chat/completions", json=body).status_code == 200
    assert [one["text"] for one in whole["withheld"]] == ["Bad text."]


def test_a_sentence_without_its_citation_may_be_said_with_it(patient: ModelService) -> None:
    def bare(request: Request) -> Play:
        return says(cited)

    def wrong_then_right(request: Request) -> Play:
        key = best_keys(request)[0]
        sentence = evidence_of(request)[key]
        return says(f"{keyed(sentence, 'k9999')} {keyed(sentence, key)}")

    cited = patient.ask(TROOPS, answerer="extractive")["citations"][0]["cited_text"]
    patient.model.play(spoken.on_answers(bare))
    answer = patient.ask(TROOPS)
    assert (answer["status"], answer["answerer"]) == ("answered", "extractive")
    patient.model.play(spoken.on_answers(wrong_then_right))
    answer = patient.ask(TROOPS)
    assert (answer["status"], answer["answerer"], answer["degraded"]) == ("answered", NAME, False)


@pytest.mark.parametrize("finish", ["content_filter", "length", "something_new"])
def test_a_model_that_is_stopped_after_half_a_sentence_is_interrupted(patient: ModelService, finish: str) -> None:
    def script(request: Request) -> Play:
        key = best_keys(request)[0]
        half = " ".join(evidence_of(request)[key].split()[:9])
        return says(f"{half} [{key}]", finish=finish)

    patient.model.play(spoken.on_answers(script))
    answer = patient.ask(TROOPS)
    assert (answer["answerer"], answer["degraded_reason"]) == ("extractive", "model_interrupted")


def test_a_model_that_is_ended_by_us_is_still_paid_for(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "full", models, price_input=2.0, price_output=10.0) as priced:
        priced.model.play(spoken.on_answers(many))
        answer = priced.ask(TROOPS)
    assert answer["degraded_reason"] == "model_interrupted"
    assert answer["usage"]["input_tokens"] > 0 and answer["cost"] > 0


def many(_: Request) -> Play:
    """Untrue sentences, more than are listened to, and usage told before the end."""
    usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
    told = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": usage}
    first = Raw(f"data: {json.dumps(told)}\n\n".encode())
    return Play(steps=(first, *(Say(f"The {number}th cheese is blue. ") for number in range(200)), Wait(FOREVER)))
