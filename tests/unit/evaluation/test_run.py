"""A run's folder: what makes two starts one run, and what was answered before."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.errors import InvalidInput
from service.evaluation.run import Plan, open_run

PLAN = Plan("0.1", "in process", "extractive", "gold.jsonl", "sha", 2, index_seq=7)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": "0.2"},
        {"target": "http://host"},
        {"answerer": "openai:x"},
        {"gold_sha256": "other"},
        {"collection": "other"},
        {"index_seq": 8},
    ],
)
def test_what_would_mix_figures_of_two_states_is_another_run(tmp_path: Path, changed: dict[str, Any]) -> None:
    open_run(tmp_path, PLAN)
    with pytest.raises(InvalidInput, match="holds a run with another"):
        open_run(tmp_path, replace(PLAN, **changed))


def test_another_start_keeps_the_first_and_says_how_it_scores_itself(tmp_path: Path) -> None:
    first, _ = open_run(tmp_path, PLAN)
    again, _ = open_run(tmp_path, replace(PLAN, tolerance=0.1, concurrency=9))
    assert (again["tolerance"], again["concurrency"]) == (0.1, 9)
    assert again == {**first, "tolerance": 0.1, "concurrency": 9}


def test_answers_are_kept_but_errors_and_a_line_that_was_cut_off_are_asked_anew(tmp_path: Path) -> None:
    open_run(tmp_path, PLAN)
    path = tmp_path / "answers.jsonl"
    lines = [
        {"id": "1", "answer": {"status": "answered"}, "seconds": 0.5, "error": None},
        {"id": "2", "answer": {}, "seconds": 0.5, "error": "it is down"},
    ]
    whole = "".join(json.dumps(line) + "\n" for line in lines)
    path.write_text(whole + '{"id": "3", "ans', encoding="utf-8")
    _, answered = open_run(tmp_path, PLAN)
    assert list(answered) == ["1"] and answered["1"].seconds == 0.5
    assert path.read_text(encoding="utf-8") == whole


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot hold a run"):
        open_run(tmp_path, PLAN)
    (tmp_path / "run.json").unlink()
    (tmp_path / "answers.jsonl").write_text("[]\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="no answer"):
        open_run(tmp_path, PLAN)
