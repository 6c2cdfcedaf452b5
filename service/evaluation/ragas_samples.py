"""A run's answers as RAGAS reads them, for those who want its scores too.

RAGAS 0.4 imports modules that LangChain 1 no longer has, so it cannot be installed beside Dateline: it reads these
samples in an environment of its own (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
