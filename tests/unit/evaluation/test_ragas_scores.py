from __future__ import annotations

import importlib
import importlib.util
import json
import math
import sys
from typing import Any

import pytest

from service.errors import InvalidInput
from service.evaluation.ragas_scores import _put_back, means, ragas_samples, ragas_scores
from service.evaluation.records import Given
from service.evaluation.score import score
from service.evaluation.summary import results
from tests.unit.evaluation.sample import TEXT, abstained, given, gold

NAN = math.nan


def never_opened() -> Any:
    raise AssertionError("no model is to be opened")


def test_samples_are_of_questions_that_were_answered_and_have_a_gold_answer() -> None:
    texts = {("a", None): TEXT, ("a", 1): TEXT}
    asked = [
        (gold(id="1"), given()),
        (gold(id="2"), abstained()),
        (gold(id="3"), Given("3", {}, 1.0, "it is down")),
        (gold(id="4", answers=()), given()),
    ]
    found = results({}, [score(one, answer, texts) for one, answer in asked])
    assert ragas_samples(json.loads(json.dumps(found))) == [
        {
            "user_input": "How many people did the ferry carry?",
            "response": "It carried 42 people. [1]",
            "retrieved_contexts": [TEXT],
            "reference": "42",
        }
    ]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], {}),
        ([{"a": 1.0, "b": 0.5}, {"a": 0.0, "b": NAN}], {"a": (0.5, 2), "b": (0.5, 1)}),
        ([{"a": NAN}, {"a": NAN}], {"a": (None, 0)}),
    ],
)
def test_a_mean_is_over_what_could_be_judged(
    rows: list[dict[str, float]], found: dict[str, tuple[float | None, int]]
) -> None:
    assert means(rows) == {name: {"value": value, "count": count} for name, (value, count) in found.items()}


def test_a_class_that_is_gone_is_put_back_and_one_that_is_there_stays() -> None:
    for module in ("json.gone_from_here", "no_such_package.at_all"):
        try:
            _put_back(module, "Gone")
            stand_in = sys.modules[module]
            assert isinstance(stand_in.Gone, type)
            _put_back(module, "Gone")
            assert sys.modules[module] is stand_in
        finally:
            sys.modules.pop(module, None)
    before = importlib.import_module("json.decoder").JSONDecoder
    _put_back("json.decoder", "JSONDecoder")
    assert importlib.import_module("json.decoder").JSONDecoder is before


def test_a_run_without_samples_has_nothing_to_score() -> None:
    with pytest.raises(InvalidInput, match="nothing for RAGAS"):
        ragas_scores([], never_opened)


def test_without_ragas_it_is_said_how_to_get_it_and_no_model_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where it is installed it is not to be found either.
    monkeypatch.setitem(sys.modules, "ragas", None)
    with pytest.raises(InvalidInput, match=r"pip install 'dateline-qa\[ragas\]'"):
        ragas_scores([{"user_input": "?"}], never_opened)
