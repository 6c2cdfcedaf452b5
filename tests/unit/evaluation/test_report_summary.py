from __future__ import annotations

import re

import pytest

from service.evaluation import report_summary
from service.evaluation.score import METRICS


def test_no_share_is_rounded_up_to_all_or_down_to_nothing() -> None:
    def shown(value: float) -> str:
        return re.findall(r"<b>(.*?)</b>", report_summary.headline({"summary": {"right": {"value": value}}}))[0]

    assert [shown(value) for value in (1.0, 0.9999, 0.5, 0.0)] == ["100 %", "99.9 %", "50.0 %", "0 %"]


def test_a_metric_that_is_not_known_is_shown_last() -> None:
    shown = report_summary.metrics({"odd": {"value": 0.25}, "right": {"value": 0.5}})
    assert re.findall(r'class="metric">(.*?)<', shown) == ["right", "odd"]


def test_every_metric_of_the_evaluation_is_explained() -> None:
    told = {name for _, group in report_summary.GROUPS for name in group}
    assert told == set(METRICS)


def test_every_figure_says_over_how_many_it_was_taken() -> None:
    assert report_summary.counted({"count": 2255}, "answer") == " Over 2,255 answers."
    assert report_summary.counted({"count": 1}, "answer") == " Over 1 answer."
    assert report_summary.counted({}, "answer") == report_summary.counted({"count": 0}, "answer") == ""


def test_what_a_reader_has_to_know_of_a_run_is_told_and_inert() -> None:
    shown = report_summary.notes({"errors": 2, "run": {"judge_failures": 3}, "notes": ["<b>twice</b>"]})
    assert re.findall(r">([^<>]+)<", shown) == [
        "2 questions ended in an error and are scored nowhere",
        "the judge gave no verdict 3 times",
        "&lt;b&gt;twice&lt;/b&gt;",
    ]
    assert report_summary.notes({"errors": 0, "run": {}, "notes": []}) == ""
    assert "and 5 notes more" in report_summary.notes({"notes": [f"note {at}" for at in range(25)]})


def test_facts_tell_how_it_was_scored_where_that_is_not_as_usual() -> None:
    usual = report_summary.facts({"tolerance": 0.0, "collection": None}, {})
    assert usual == ""
    told = report_summary.facts({"tolerance": 0.05, "collection": "squad", "judge": "openai:x"}, {})
    assert re.findall(r"<dd>(.*?)</dd>", told) == ["squad", "0.05", "openai:x"]


@pytest.mark.parametrize(("known", "label"), [("read_wrong", "Read wrong"), ("new_stage", "new_stage")])
def test_a_stage_is_called_by_its_label_or_else_its_name(known: str, label: str) -> None:
    assert report_summary.labels([known])[known] == label
    assert f'data-stage="{known}"' in report_summary.stages({known: 2}, 4)
    assert "50.0 %" in report_summary.stages({known: 2}, 4)
