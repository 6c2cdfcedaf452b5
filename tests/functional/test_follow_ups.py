"""The gold follow-ups, made to stand alone by rules and answered by the embedded answerer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.answering.answer import Request
from service.answering.follow_ups import standalone
from service.api.parts import Parts
from service.assembly import open_parts
from service.indexing.ingest import ingest
from service.library.loaders.source import Inputs
from service.records import Turn
from service.settings import Settings

SEEDS = Path(__file__).parents[2] / "seeds"
GOLD = [json.loads(line) for line in (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
FOLLOW_UPS = [question for question in GOLD if "history" in question]


@pytest.fixture(scope="module")
def parts(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with open_parts(Settings(data=tmp_path_factory.mktemp("follow-ups"), models=models)) as opened:
        drafts = Inputs.of([str(SEEDS / "articles")], 50_000_000, None).drafts(lambda _: None)
        list(ingest(drafts, opened.library, opened.indexes, opened.embedder))
        yield opened


def test_there_are_follow_ups_of_every_outcome() -> None:
    assert len(FOLLOW_UPS) >= 14
    assert {question["expected"] for question in FOLLOW_UPS} == {"answered", "abstained", "conflicting"}


@pytest.mark.parametrize("question", FOLLOW_UPS, ids=lambda one: one["id"])
def test_a_follow_up_is_answered_as_the_question_it_stands_for(parts: Parts, question: dict) -> None:
    """How many of the gold ones are answered right is for `make eval` to say."""
    history = tuple(Turn(**turn) for turn in question["history"])
    answer = parts.asker.ask(Request(question["question"], history=history))
    assert answer.question == question["question"]
    assert answer.understood == standalone(question["question"], history)
    alone = parts.asker.ask(Request(answer.understood))
    assert (answer.status, answer.answer, answer.score) == (alone.status, alone.answer, alone.score)
    assert answer.citations == alone.citations
    assert answer.evidence == alone.evidence
