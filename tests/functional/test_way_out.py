"""When a model fails, the user does not wait for it twice: retries, the breaker, kept answers, clear set-up errors."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.errors import InvalidInput
from service.records import Draft
from tests.fakes import failing, spoken
from tests.fakes.plays import FOREVER, Play, Raw, Request, Say, Wait, says
from tests.fakes.scripts import SCRIPTS
from tests.fakes.served import Settings, copied, dateline, seeded
from tests.functional.model_service import NAME, TROOPS, ModelService, model_service, same

BELARUS = "And in Belarus?"
HISTORY = [
    {"role": "user", "content": "How many Russian troops are near the border with Ukraine?"},
    {"role": "assistant", "content": "About 100,000 troops [1]."},
]


@pytest.fixture(scope="module")
def keeping(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    """A service that keeps answers."""
    with model_service(tmp_path_factory.mktemp("keeping"), models, cache_answers=8) as running:
        yield running


def test_retry_after_is_honoured_where_there_is_time_for_it(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "a", models, first_token_seconds=3) as service:
        service.model.play(failing.then_good(failing.status(429, {"retry-after": "1"})))
        answer = service.ask(TROOPS)
        first, second = [call.request.at for call in service.model.calls]
    assert (answer["answerer"], answer["degraded"]) == (NAME, False)
    assert second - first >= 1.0


def test_a_longer_retry_after_is_not_waited_for(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "a", models, first_token_seconds=3) as service:
        service.model.play(SCRIPTS["status_429_retry_after_an_hour"])
        answer = service.ask(TROOPS)
        assert len(service.model.calls) == 1
    assert answer["degraded_reason"] == "model_rate_limited"


def test_it_is_tried_as_often_as_is_set_and_a_refusal_is_not_tried_again(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "a", models, retries=3) as service:
        for script, tries in (("status_503_retry_after", 4), ("status_401", 1), ("status_400", 1)):
            before = len(service.model.calls)
            service.model.play(SCRIPTS[script])
            service.ask(TROOPS)
            assert len(service.model.calls) - before == tries


def test_a_model_that_keeps_failing_is_left_alone_and_then_asked_again(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "a", models, retries=0, breaker_failures=2, breaker_seconds=1.0) as service:
        service.model.play(SCRIPTS["status_500"])
        reasons = [service.ask(TROOPS)["degraded_reason"] for _ in range(4)]
        assert reasons == ["model_unavailable", "model_unavailable", "model_paused", "model_paused"]
        assert len(service.model.calls) == 2
        service.model.play(SCRIPTS["good"])
        time.sleep(1.0)
        answers = [service.ask(TROOPS)["answerer"] for _ in range(2)]
        assert answers == [NAME, NAME]


def test_nobody_listening_is_a_model_that_is_down(models: Path, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        options = {"base_url": f"http://127.0.0.1:{closed.getsockname()[1]}/v1", "api_key": "none"}
        with model_service(tmp_path / "a", models, model_options=options, first_token_seconds=1) as service:
            answer = service.ask(TROOPS)
    assert (answer["answerer"], answer["degraded_reason"]) == ("extractive", "model_unavailable")


def test_the_same_question_is_answered_from_what_was_kept_until_something_is_ingested(keeping: ModelService) -> None:
    keeping.model.play(SCRIPTS["good"])
    first = keeping.ask(TROOPS)
    asked = len(keeping.model.calls)
    again = keeping.ask(f"  {TROOPS} ")
    streamed = keeping.stream(TROOPS)
    assert len(keeping.model.calls) == asked
    assert (first["cached"], again["cached"], streamed[-1].data["cached"]) == (False, True, True)
    assert same(again) == same(first) == same(streamed[-1].data)
    assert again["usage"] == {} and again["cost"] is None
    assert len({first["id"], again["id"], streamed[-1].data["id"]}) == 3
    assert streamed[0].data["id"] == streamed[-1].data["id"]
    assert "".join(one.data["text"] for one in streamed if one.name == "sentence") == first["answer"]
    keeping.client.post("/v1/articles", json={"id": "new", "text": "A text about a harbour."})
    assert keeping.ask(TROOPS)["cached"] is False
    assert len(keeping.model.calls) == asked + 1


@pytest.mark.parametrize(
    "other",
    [
        {"as_of": "2022-01-26"},
        {"max_evidence": 3},
        {"filters": {"source": "Northern Ledger"}},
        {"answerer": "extractive"},
        {"messages": HISTORY},
    ],
)
def test_another_request_is_not_answered_from_what_was_kept(keeping: ModelService, other: dict[str, object]) -> None:
    keeping.model.play(SCRIPTS["good"])
    keeping.ask(TROOPS)
    assert keeping.ask(TROOPS, **other)["cached"] is False
    assert keeping.ask(TROOPS, **other)["cached"] is True


def test_an_answer_that_another_stood_in_for_is_not_kept(keeping: ModelService) -> None:
    question = "What is Denmark sending to eastern Europe?"
    keeping.model.play(SCRIPTS["status_500"])
    assert keeping.ask(question)["degraded"] is True
    keeping.model.play(SCRIPTS["good"])
    answer = keeping.ask(question)
    assert (answer["cached"], answer["answerer"]) == (False, NAME)


def test_a_follow_up_is_rewritten_by_the_model_and_shown_as_it_was_understood(keeping: ModelService) -> None:
    rewritten = "How many Russian troops are in Belarus?"

    def script(request: Request) -> Play:
        return says(rewritten) if request.rewrites else spoken.good()(request)

    keeping.model.play(script)
    answer = keeping.ask(BELARUS, messages=HISTORY)
    assert (answer["question"], answer["understood"]) == (BELARUS, rewritten)
    assert answer["status"] == "answered"
    assert keeping.model.requests[-1].user.rstrip().endswith(rewritten)
    assert answer["usage"]["input_tokens"] > 0
    # Many clients send the question as the conversation's last turn too.
    again = keeping.ask(BELARUS, messages=[*HISTORY, {"role": "user", "content": BELARUS}])
    assert again["cached"] is True


@pytest.mark.parametrize(
    ("script", "most"), [("rewriting_error", 7), ("rewriting_empty", 11), ("rewriting_rambles", 12)]
)
def test_where_the_model_cannot_rewrite_a_follow_up_rules_do(keeping: ModelService, script: str, most: int) -> None:
    keeping.model.play(SCRIPTS[script])
    answer = keeping.ask(BELARUS, messages=HISTORY, max_evidence=most)
    assert "Belarus" in answer["understood"] and "troops" in answer["understood"]
    assert answer["degraded"] is True
    # Rules understood it, so the answer is not what it will be once the model can be asked again.
    keeping.model.play(lambda request: says("How many troops are in Belarus?") if request.rewrites else good(request))
    again = keeping.ask(BELARUS, messages=HISTORY, max_evidence=most)
    assert (again["cached"], again["degraded"]) == (False, False)


good = spoken.good()


@pytest.mark.parametrize(
    ("rewriting", "reason"),
    [
        ("How many ![x](http://evil.example/a.png) <script>alert(1)</script> troops?", "model_invalid"),
        ("You rewrite the last question of a conversation so that someone understands it.", "model_invalid"),
        ("How many \ud800 troops \x00 in Belarus? " * 100, "model_invalid"),
        ("", "model_empty"),
    ],
)
def test_a_rewriting_that_cannot_be_used_is_not_shown_and_the_model_still_answers(
    keeping: ModelService, rewriting: str, reason: str
) -> None:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    told = {**chunk, "choices": [{"index": 0, "delta": {"content": rewriting}, "finish_reason": None}]}
    raw = Raw(f"data: {json.dumps(told)}\n\n".encode())
    keeping.model.play(lambda request: Play(steps=(raw,)) if request.rewrites else good(request))
    answer = keeping.ask(BELARUS, messages=HISTORY, max_evidence=6)
    assert (answer["answerer"], answer["degraded_reason"]) == (NAME, reason)
    assert "evil" not in answer["understood"] and "rewrite" not in answer["understood"]
    assert keeping.ask(BELARUS, messages=HISTORY, max_evidence=6)["cached"] is False


def test_half_a_surrogate_pair_in_a_rewriting_is_left_out(keeping: ModelService) -> None:
    told = {"index": 0, "delta": {"content": "How many \ud800 Russian troops \x00 in Belarus?"}, "finish_reason": None}
    body = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [told]}
    raw = Raw(f"data: {json.dumps(body)}\n\n".encode())
    keeping.model.play(lambda request: Play(steps=(raw,)) if request.rewrites else good(request))
    answer = keeping.ask(BELARUS, messages=HISTORY, max_evidence=5)
    assert answer["understood"] == "How many Russian troops in Belarus?"


def test_a_model_that_hangs_on_a_follow_up_is_waited_for_once(models: Path, tmp_path: Path) -> None:
    with model_service(tmp_path / "a", models, first_token_seconds=8, answer_seconds=10) as service:
        service.model.play(lambda _: Play(wait=FOREVER))
        answer = service.ask(BELARUS, messages=HISTORY)
        assert len(service.model.calls) == 1
    assert (answer["answerer"], answer["degraded_reason"]) == ("extractive", "model_timeout")
    assert answer["timings_ms"]["understand"] < 5_000


def test_rewriting_and_answer_have_one_time_between_them(models: Path, tmp_path: Path) -> None:
    def script(request: Request) -> Play:
        if request.rewrites:
            return Play(steps=(Wait(1.5), Say("How many Russian troops are in Belarus?")))
        return Play(steps=(Say("Russian "), Wait(FOREVER)))

    with model_service(tmp_path / "a", models, first_token_seconds=8, answer_seconds=3) as service:
        service.model.play(script)
        service.ask(BELARUS, messages=HISTORY)
        answering = service.model.calls[-1]
        assert service.model.idle()
    assert answering.ended is not None
    assert answering.ended - answering.request.at < 2.4


def test_long_conversations_do_not_fill_the_memory_and_are_known_again(keeping: ModelService) -> None:
    turns = [
        {"role": "user", "content": "How many troops? " + "x" * 19_000},
        {"role": "assistant", "content": "y"},
    ] * 90
    first = keeping.ask(TROOPS, messages=turns, answerer="extractive")
    again = keeping.ask(TROOPS, messages=turns[2:], answerer="extractive")
    assert (first["cached"], again["cached"]) == (False, True)


@pytest.mark.parametrize(
    ("answerer", "says_what"),
    [
        ("openai:gpt", "OPENAI_API_KEY"),
        ("anthropic:claude", "ANTHROPIC_API_KEY"),
        ("openai:", "openai:NAME"),
        ("bard:x", "extractive"),
        ("gpt-4", "openai:NAME"),
    ],
)
def test_a_model_that_cannot_be_set_up_is_a_clear_error(
    models: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, answerer: str, says_what: str
) -> None:
    seeds = seeded(tmp_path_factory.getbasetemp(), models)
    settings: Settings = copied(seeds, tmp_path, ANSWERER=answerer)
    done = dateline(settings, "ask", TROOPS)
    assert done.returncode == 2
    assert says_what in done.stderr
    assert "Traceback" not in done.stderr


def test_a_provider_that_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from service.chat_models import open_chat_model

    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    with pytest.raises(InvalidInput, match=r"pip install 'dateline-qa\[ollama\]'"):
        open_chat_model("ollama:llama3", {}, 5, 60)


def test_an_option_that_the_model_does_not_take_is_a_clear_error_without_the_key() -> None:
    from service.chat_models import open_chat_model

    with pytest.raises(InvalidInput, match="DATELINE_MODEL_OPTIONS") as caught:
        open_chat_model("openai:gpt", {"api_key": "sk-secret", "temperature": "hot"}, 5, 60)
    assert "sk-secret" not in str(caught.value)


@pytest.mark.parametrize("answerer", ["openai:gpt", "anthropic:claude", "ollama:llama"])
def test_an_option_that_nobody_knows_is_a_clear_error(answerer: str) -> None:
    from service.chat_models import open_chat_model

    with pytest.raises(InvalidInput, match="nonsense_option"):
        open_chat_model(answerer, {"api_key": "sk-secret", "nonsense_option": 1}, 5, 60)


@pytest.mark.parametrize("option", ["max_retries", "timeout", "streaming"])
def test_an_option_that_the_service_sets_itself_is_a_clear_error(option: str) -> None:
    from service.chat_models import open_chat_model

    with pytest.raises(InvalidInput, match=f"{option}.*DATELINE_FIRST_TOKEN_SECONDS"):
        open_chat_model("openai:gpt", {"api_key": "none", option: 1}, 5, 60)


@pytest.mark.parametrize("answerer", ["openai:gpt", "anthropic:claude"])
def test_connecting_has_a_time_out_of_its_own(answerer: str) -> None:
    from service.chat_models import open_chat_model

    model = open_chat_model(answerer, {"api_key": "none"}, 2, 60)
    client = getattr(model, "root_async_client", None) or model._async_client  # type: ignore[attr-defined]
    assert (client.timeout.connect, client.timeout.read) == (2, 60)


@pytest.mark.parametrize("value", ["{'api_key': 'sk-secret'}", "sk-secret", '{"api_key": "sk-secret"'])
def test_options_that_are_no_json_are_named_without_their_value(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    from service.cli.options import read_settings

    monkeypatch.setenv("DATELINE_MODEL_OPTIONS", value)
    with pytest.raises(InvalidInput, match="DATELINE_MODEL_OPTIONS") as caught:
        read_settings()
    assert "sk-secret" not in str(caught.value)


def test_naming_the_folder_of_paid_tests_does_not_run_them() -> None:
    import subprocess
    import sys

    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "pytest", "tests/external", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert "deselected" in done.stdout and "::" not in done.stdout


def test_a_prompt_folder_without_prompts_is_a_clear_error(models: Path, tmp_path: Path) -> None:
    from service.assembly import open_parts
    from service.errors import DatelineError
    from service.settings import Settings as ServiceSettings

    settings = ServiceSettings(
        data=tmp_path, models=models, answerer=NAME, model_options={"api_key": "none"}, prompts=tmp_path
    )
    with pytest.raises(DatelineError, match=r"answer\.v1"), open_parts(settings):
        pass


def test_an_article_nobody_can_quote_from_is_no_answer(models: Path, tmp_path: Path) -> None:
    link = Draft(id="a", text="The dam at http://dam.example/ holds 40 million litres of water.")
    with model_service(tmp_path / "a", models, articles=[link], answerer="extractive") as service:
        answer = service.ask("How many litres of water does the dam hold?")
    assert (answer["status"], answer["answer"]) == ("abstained", "")
