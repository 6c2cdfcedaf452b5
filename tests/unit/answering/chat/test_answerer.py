"""What tells two chat answerers apart, and what it does not give away."""

from __future__ import annotations

from pathlib import Path

from service.answering.chat.answerer import ChatAnswerer
from service.answering.chat.prompts import Prompt
from service.answering.chat.recording import ReplayedCall

PROMPTS = Path(__file__).parents[4] / "prompts"


def answerer(folder: Path, **options: object) -> ChatAnswerer:
    recorded = folder / "calls.jsonl"
    recorded.touch()
    prompts = [Prompt.read(PROMPTS, name) for name in ("answer.v1", "standalone.v1")]
    return ChatAnswerer("openai:x", ReplayedCall(recorded, "openai:x"), *prompts, options)


def test_its_identity_differs_with_its_options_and_holds_no_key(tmp_path: Path) -> None:
    one, two = (answerer(tmp_path, api_key="sk-secret", temperature=degree).identity for degree in (0, 1))
    assert one != two and one == answerer(tmp_path, temperature=0, api_key="sk-secret").identity
    assert "sk-secret" not in one


def test_what_it_tells_a_model_is_recognised_when_it_is_repeated(tmp_path: Path) -> None:
    told = answerer(tmp_path).told
    assert told.stands_in("Well: you answer questions from news articles, and so on.")
    assert told.stands_in("You rewrite the last question of a conversation.")
    assert not told.stands_in("About 120,000 troops are near the border with Ukraine, officials said.")
