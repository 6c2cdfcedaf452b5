"""What weights and early stops do to the order of passages: `python -m training.reader.early_stop MEASURED`.

MEASURED is what `training.reader.figures` kept beside a model. The service's own reranker orders what search found, by
the relevance that was read there; nothing is read again.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from service.reading.reader import Readable, Reading
from service.records import Article, Evidence, Passage, Ranks
from service.retrieval.rerank import POOL, Reranker
from training.reader.prepared import read_prepared

WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
STOPS = ((POOL, 4.0), (8, 4.0), (4, 6.0), (4, 4.0), (4, 2.0), (4, 1.0), (2, 4.0))


class Replayed:
    """Says again what a reader said of texts, and counts what it was asked for."""

    fingerprint = "replayed"

    def __init__(self, relevance: dict[str, float]) -> None:
        self._relevance = relevance
        self.passages = 0

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading a passage, with relevance alone."""
        self.passages += len(passages)
        none = np.zeros(0, dtype=np.float32)
        empty = Reading(0.0, 0.0, none, none, np.zeros((0, 2), dtype=np.int32), np.zeros(0, dtype=np.bool_))
        return [replace(empty, relevance=self._relevance[one.text]) for one in passages]


def main() -> None:
    """Prints a line for each weight and each stop."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.early_stop", description=__doc__)
    parser.add_argument("measured", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("build/reader"), help="what training.reader.prepare wrote")
    parser.add_argument("--weight", type=float, default=0.25, help="at which early stops are tried")
    options = parser.parse_args()
    sets = read_prepared(options.folder).sets
    measured = pickle.loads(options.measured.read_bytes())["sets"]
    for name, questions in sets.items():
        print(name)
        for weight in WEIGHTS:
            print(f"  weight {weight}: {_figures(questions, measured[name], weight, POOL, 4.0)}")
        for always, highest in STOPS:
            figures = _figures(questions, measured[name], options.weight, always, highest)
            print(f"  always {always}, highest {highest}: {figures}")


def _figures(
    questions: Sequence[dict[str, Any]],
    measured: Sequence[Sequence[dict[str, Any]]],
    weight: float,
    always: int,
    highest: float,
) -> str:
    ranks, read = [], []
    for question, of in zip(questions, measured, strict=True):
        gold = set(question.get("gold_passage_ids") or [question.get("gold_passage_id")]) - {None}
        if not gold or not question["found"]:
            continue
        reader = Replayed({one["text"]: said["relevance"] for one, said in zip(question["found"], of, strict=True)})
        found = [_evidence(at, one) for at, one in enumerate(question["found"])]
        ranked = Reranker(reader, weight, always, highest).rerank("", found)
        places = (at for at, one in enumerate(ranked[:10], 1) if one.article.id in gold)
        ranks.append(next(places, 0))
        read.append(reader.passages)
    first = np.asarray(ranks)
    mrr = np.mean([1 / rank if rank else 0.0 for rank in ranks])
    hits = ", ".join(f"Hit@{k} {((first > 0) & (first <= k)).mean():.3f}" for k in (1, 4))
    return f"MRR@10 {mrr:.3f}, {hits}, {np.mean(read):.1f} passages read"


def _evidence(at: int, one: dict[str, Any]) -> Evidence:
    text = one["text"]
    article = Article(one["id"], "", 1, "", one["title"], None, None, None, None, "", "en", text)
    return Evidence(Passage(at, one["id"], 1, 0, 0, len(text), text, ()), article, one["score"], Ranks())


if __name__ == "__main__":
    main()
