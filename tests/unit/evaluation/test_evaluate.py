"""An evaluation of a target that gives what the test says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from service.errors import DatelineError
from service.evaluation import GoldErrors, Plan, evaluate
from service.evaluation.gold import GoldSet
from service.evaluation.records import Given, Gold, GoldCitation
from tests.unit.evaluation.sample import FERRY, TEXT, abstained, evidence, given, gold

START = TEXT.index(FERRY)


class Told:
    """A target that answers every question with one answer, and searches deeper as it is told to."""

    name = "told"

    def __init__(self, answer: Given, deep: list[tuple[str, int, int]] | DatelineError) -> None:
        self._answer = answer
        self._deep = deep
        self.searched = 0

    async def ask(self, gold: Gold) -> Mapping[str, Any]:
        return self._answer.answer

    async def passages(self, gold: Gold, question: str) -> list[tuple[str, int, int]]:
        self.searched += 1
        if isinstance(self._deep, DatelineError):
            raise self._deep
        return self._deep

    async def text(self, article_id: str, version: int | None = None) -> str | None:
        return TEXT if article_id == "a" else None

    async def state(self) -> Mapping[str, Any]:
        return {"index_seq": 7, "answerers": ["extractive"]}

    def look_in(self, collections: Iterable[str]) -> None:
        assert not set(collections)

    async def close(self) -> None:
        pass


def run(target: Told, folder: Path, *questions: Gold) -> dict[str, Any]:
    asked = GoldSet(questions, "gold.jsonl", "sha", "jsonl")
    return asyncio.run(evaluate(asked, target, Plan.of(asked, target), folder))


MISSED = abstained(evidence=[evidence("b", 0, 5)])


@pytest.mark.parametrize(
    ("deep", "stage"),
    [
        ([("b", 0, 5), ("a", START, START + 4)], "ranked_low"),
        ([("b", 0, 5), ("a", 0, 3)], "not_retrieved"),
        (DatelineError("it is down"), "not_retrieved"),
    ],
)
def test_a_deeper_search_tells_what_was_ranked_low(
    tmp_path: Path, deep: list[tuple[str, int, int]] | DatelineError, stage: str
) -> None:
    target = Told(MISSED, deep)
    found = run(target, tmp_path, gold())
    assert found["questions"][0]["failed"] == stage
    assert target.searched == 1
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8")) == found


def test_what_was_found_is_not_searched_for_again(tmp_path: Path) -> None:
    target = Told(given(), [])
    assert run(target, tmp_path, gold())["questions"][0]["failed"] is None
    assert target.searched == 0


def test_a_ranking_of_graded_articles_goes_deeper_than_the_evidence(tmp_path: Path) -> None:
    question = gold(answers=(), citations=(), relevant={"a": 1}, expected=None)
    target = Told(MISSED, [("b", 0, 5), ("c", 0, 5), ("a", 0, 5)])
    found = run(target, tmp_path, question)
    assert found["questions"][0]["scores"]["mrr"] == 1 / 3
    assert target.searched == 1


def test_quotes_are_located_and_those_in_several_places_noted(tmp_path: Path) -> None:
    loose = gold(citations=(GoldCitation("a", "the"),))
    found = run(Told(given(), []), tmp_path, loose)
    assert found["questions"][0]["gold_citations"][0]["start"] == TEXT.index("the")
    assert any("more than once" in note for note in found["notes"]) == (TEXT.count("the") > 1)


def test_a_run_is_called_by_whoever_answers_where_nobody_was_chosen(tmp_path: Path) -> None:
    assert run(Told(given(), []), tmp_path, gold())["run"]["answerer"] == "extractive"


def test_a_quote_that_is_nowhere_ends_it_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(GoldErrors, match=r"citations\[0\]"):
        run(Told(given(), []), tmp_path, gold(citations=(GoldCitation("a", "Nobody wrote this."),)))
    assert not (tmp_path / "answers.jsonl").exists()
