from __future__ import annotations

import json

from service.evaluation.records import Given, Scored
from service.evaluation.score import score
from service.evaluation.summary import means, results
from tests.unit.evaluation.sample import TEXT, abstained, given, gold

TEXTS: dict[tuple[str, int | None], str | None] = {("a", None): TEXT, ("a", 1): TEXT}


def run() -> list[Scored]:
    right = score(gold(id="1", tags=("sea",)), given(), TEXTS)
    wrong = score(gold(id="2", tags=("sea", "hard")), given(answer="A bell. [1]", short_answer=None, score=0.4), TEXTS)
    refused = score(gold(id="3"), abstained(score=0.1), TEXTS)
    lost = score(gold(id="4", tags=("hard",)), Given("4", {}, 9.0, "no answer"), TEXTS)
    return [right, wrong, refused, lost]


def test_each_mean_counts_only_the_questions_it_says_something_about() -> None:
    found = means(run())
    assert (found["right"]["count"], found["right"]["value"]) == (3, 1 / 3)
    assert (found["answered_right"]["count"], found["answered_right"]["value"]) == (2, 0.5)
    assert "false_answer" not in found


def test_tags_answerers_stages_and_errors_are_told_apart() -> None:
    found = results({"gold": "g"}, run())
    assert found["by_tag"]["sea"]["right"]["count"] == 2
    assert found["by_tag"]["hard"]["right"]["count"] == 1
    assert found["by_answerer"]["extractive"]["right"]["count"] == 3
    assert found["failed"] == {"read_wrong": 1, "refused_wrongly": 1, "failed": 1}
    assert found["errors"] == 1
    assert found["stages_ms"]["total"]["count"] == 3
    assert [one["id"] for one in found["questions"]] == ["1", "2", "3", "4"]


def test_risk_and_calibration_are_of_what_was_answered() -> None:
    found = results({}, run())
    assert [point[:2] for point in found["risk_coverage"]] == [[0.5, 0.0], [1.0, 0.5]]
    assert sum(one["count"] for one in found["calibration"]["bins"]) == 2


def test_it_is_json_and_the_same_every_time() -> None:
    once, again = (json.dumps(results({"a": 1}, run()), allow_nan=False) for _ in range(2))
    assert once == again


def test_a_run_of_errors_alone_has_no_figure_that_is_zero() -> None:
    found = results({}, run()[3:])
    assert found["summary"] == {} and found["risk_coverage"] == [] and found["calibration"]["bins"] == []


def test_tokens_and_cost_add_up() -> None:
    spent = given(usage={"input_tokens": 10, "output_tokens": 2}, cost=0.5)
    found = results({}, [score(gold(id=str(number)), spent, TEXTS) for number in range(3)])
    assert found["usage"] == {"input_tokens": 30, "output_tokens": 6}
    assert found["cost"] == 1.5


def test_what_was_spent_is_told_by_tag_and_by_answerer_too() -> None:
    dear = given(answerer="openai:x", usage={"input_tokens": 10}, cost=0.5)
    found = results({}, [score(gold(id="1", tags=("sea",)), given(), TEXTS), score(gold(id="2"), dear, TEXTS)])
    assert found["spent_by_answerer"]["openai:x"]["cost"] == 0.5
    assert found["spent_by_answerer"]["extractive"]["cost"] is None
    assert found["spent_by_tag"]["sea"]["stages_ms"]["total"]["count"] == 1
    assert found["spent_by_tag"]["sea"]["usage"] == {}
