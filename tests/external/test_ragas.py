"""RAGAS itself, judging by a stand-in on loopback: `pytest --external tests/external/test_ragas.py` where it is installed.

It asks no provider and costs nothing; docs/evaluation.md says how to install it.
"""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

from service.evaluation.records import Gold
from service.evaluation.score import score
from service.evaluation.summary import results
from tests.fakes.language_model import Model, language_model
from tests.fakes.plays import Play, Request, says
from tests.fakes.served import Settings, dateline
from tests.unit.evaluation.sample import TEXT, given, gold

pytestmark = pytest.mark.skipif(importlib.util.find_spec("ragas") is None, reason="RAGAS is not installed here")

# What RAGAS wants back is named by the schema in its prompt: of two statements one is borne out, what is recalled is all.
SAID = {
    "StatementGeneratorOutput": {"statements": ["One.", "Two."]},
    "NLIStatementOutput": {
        "statements": [
            {"statement": "One.", "reason": "it says so", "verdict": 1},
            {"statement": "Two.", "reason": "it does not", "verdict": 0},
        ]
    },
    "ContextRecallClassifications": {
        "classifications": [{"statement": "One.", "reason": "it says so", "attributed": 1}]
    },
}
_WANTED = re.compile(r'"title": "(\w+)", "type": "object"\}Do not use single quotes')


def judges(request: Request) -> Play:
    """What its prompt asks for; the claims of factual correctness are no JSON, as models do."""
    wanted = _WANTED.search(request.user)
    return says(json.dumps(SAID[wanted[1]]) if wanted and wanted[1] in SAID else "I would rather not say.")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run of two questions."""
    texts = {("a", None): TEXT, ("a", 1): TEXT}
    asked: list[Gold] = [gold(id="1"), gold(id="2")]
    found = results({}, [score(one, given(), texts) for one in asked])
    (tmp_path / "results.json").write_text(json.dumps(found), encoding="utf-8")
    return tmp_path


def settings(run: Path, models: Path, model: Model) -> Settings:
    options = json.dumps({"base_url": model.url, "api_key": "none"})
    return Settings(run / "data", models, {"MODEL_OPTIONS": options})


def test_each_measure_is_a_mean_over_what_ragas_could_judge(run: Path, models: Path) -> None:
    with language_model(judges) as model:
        done = dateline(settings(run, models, model), "eval", "ragas", str(run), "--judge", "openai:stand-in")
    assert done.returncode == 0, done.stderr
    figures = [line.split() for line in done.stdout.splitlines()]
    assert figures == [
        ["faithfulness", "0.500", "n=2"],
        ["context_recall", "1.000", "n=2"],
        ["factual_correctness(mode=f1)", "–", "n=0"],
    ]


def test_a_model_that_ragas_cannot_read_is_a_failure(run: Path, models: Path) -> None:
    with language_model(lambda _: says("I would rather not say.")) as model:
        done = dateline(settings(run, models, model), "eval", "ragas", str(run), "--judge", "openai:stand-in")
    assert done.returncode == 1
    assert "RAGAS could judge none of 2 samples" in done.stderr
