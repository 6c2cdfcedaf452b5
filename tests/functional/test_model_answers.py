"""Whatever a chat model does, the user gets a proven answer, one that stands in, or an abstention with its reason."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.answering.chat.presentation import inert
from tests.fakes.scripts import DOWN, PARTLY_TRUE, SCRIPTS, SILENT, TRUE, UNTRUE
from tests.functional.model_service import NAME, TROOPS, ModelService, model_service, same

FIRST_TOKEN, TOTAL = 0.6, 1.2
# What the rest of an answer may take beside the model: search, the stand-in answerer, a busy machine.
SLACK = 8.0
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
    assert same(streamed) == same(whole)
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
        assert (answer["status"], answer["reason"], answer["degraded"]) == ("abstained", "no_evidence", False)
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
