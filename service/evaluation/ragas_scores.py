"""A run's answers scored by RAGAS, for those who want its scores too: the extra `ragas`.

Source: Es et al. 2023, and the package of that name.
"""

from __future__ import annotations

import importlib.util
import math
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from service.errors import DatelineError, InvalidInput

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Means = dict[str, dict[str, float | int | None]]

# What RAGAS 0.4 imports only to tell models of Google apart, and LangChain 1 no longer has.
_GONE = ("langchain_community.chat_models.vertexai", "ChatVertexAI")


def ragas_samples(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answered questions of a `results.json` as RAGAS's single-turn samples.

    `retrieved_contexts` are the passages of the evidence, `reference` the first gold answer; a question without one is
    left out, since most of its measures have nothing to say of it.
    """
    return [
        {
            "user_input": one["given"]["understood"],
            "response": one["given"]["answer"],
            "retrieved_contexts": [passage["text"] for passage in one["given"]["evidence"]],
            "reference": one["answers"][0],
        }
        for one in results["questions"]
        if one["error"] is None and one["given"]["answer"] and one["answers"]
    ]


def ragas_scores(samples: Sequence[Mapping[str, Any]], opened: Callable[[], BaseChatModel]) -> Means:
    """Faithfulness, context recall and factual correctness as RAGAS has a model judge them, once that is `opened`.

    Each is a mean in [0, 1] over the `count` samples that RAGAS could judge, None where there was none.
    Raises InvalidInput where RAGAS is not installed or there is nothing to score, DatelineError where it could judge
    nothing at all.
    """
    if not samples:
        raise InvalidInput("the run holds no answered question with a gold answer: there is nothing for RAGAS to score")
    if importlib.util.find_spec("ragas") is None:
        raise InvalidInput(
            "RAGAS is not installed: pip install 'dateline-qa[ragas]', in an environment of its own, since it wants "
            "an older openai than requirements.lock pins",
            "judge",
        )
    model = opened()
    # It would tell its makers of every evaluation.
    os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")
    with warnings.catch_warnings():
        # It warns of its own next version, and LangChain of where its classes went.
        warnings.simplefilter("ignore", DeprecationWarning)
        _put_back(*_GONE)
        from ragas import EvaluationDataset, evaluate
        from ragas.llms import LangchainLLMWrapper
        from ragas.metrics import FactualCorrectness, Faithfulness, LLMContextRecall

        judged = evaluate(
            EvaluationDataset.from_list([dict(one) for one in samples]),
            metrics=[Faithfulness(), LLMContextRecall(), FactualCorrectness()],
            llm=LangchainLLMWrapper(model),
            show_progress=False,
        )
    scores = means(judged.scores)
    if not any(one["count"] for one in scores.values()):
        raise DatelineError(f"RAGAS could judge none of {len(samples)} samples: see above what its model gave it")
    return scores


def means(rows: Sequence[Mapping[str, float]]) -> Means:
    """The mean of each column over the rows that have a figure there: RAGAS says NaN where it could not judge."""
    columns = {name: [row[name] for row in rows if not math.isnan(row[name])] for name in (rows[0] if rows else {})}
    return {
        name: {"value": sum(known) / len(known) if known else None, "count": len(known)}
        for name, known in columns.items()
    }


def _put_back(module: str, name: str) -> None:
    """An empty class where RAGAS looks for one, if it is not there."""
    if module in sys.modules:
        return
    try:
        found = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        found = None
    if found is None:
        stand_in = ModuleType(module)
        setattr(stand_in, name, type(name, (), {}))
        sys.modules[module] = stand_in
