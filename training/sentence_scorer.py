"""Fits the weights of service/answering/scoring.py: `python -m training.sentence_scorer --data FOLDER`.

Every question of a file is searched and its candidate sentences are described by their features. A
logistic regression over candidates is fitted on `--fit`, and what the best candidate's probability is
worth is shown on each `--report` file: how often it holds the answer, and how many questions without
an answer it turns down when 5, 10 and 15 % of those with one are turned down too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from service.answering.candidates import find_candidates
from service.answering.extractive import NUMERIC
from service.answering.scoring import FEATURES, FeatureScorer
from service.assembly import open_parts
from service.indexing.ingest import ingest
from service.language.question import analyse
from service.records import Draft
from service.settings import Settings

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Parses, collects, fits, reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the openqa_*.jsonl.gz files")
    parser.add_argument(
        "--fit", default="openqa_squad_visible", help="the file to fit on; its weights may be published"
    )
    parser.add_argument("--report", nargs="*", default=["openqa_squad_visible", "openqa_news_realtimeqa_visible"])
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "scorer")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    sets = {name: collected(options.data, name, options.cache) for name in {options.fit, *options.report}}
    weights, bias = fit(sets[options.fit])
    print("FEATURES", FEATURES)
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in weights), "BIAS =", round(float(bias), 2))
    for name in options.report:
        report(name, sets[name], weights, bias)


def collected(data: Path, name: str, cache: Path) -> dict[str, np.ndarray]:
    """Features (n, 7), labels, question numbers and whether each question has an answer, kept in `cache`."""
    kept = cache / f"{name}.npz"
    if not kept.exists():
        rows, labels, owners, answerable, numeric = [], [], [], [], []
        for number, (has_answer, is_numeric, features, right) in enumerate(_questions(data, name)):
            rows.append(features)
            labels += right
            owners += [number] * len(right)
            answerable.append(has_answer)
            numeric.append(is_numeric)
        np.savez(kept, x=np.concatenate(rows), y=labels, owner=owners, answerable=answerable, numeric=numeric)
    return dict(np.load(kept))


def _questions(data: Path, name: str) -> Iterator[tuple[bool, bool, np.ndarray, list[bool]]]:
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    passages = [record for record in records if record["type"] == "passage"]
    questions = [record for record in records if record["type"] == "question"]
    with tempfile.TemporaryDirectory() as folder, open_parts(_settings(Path(folder))) as parts:
        drafts = (Draft(one["text"], title=one.get("title", ""), id=f"p{n}") for n, one in enumerate(passages))
        ids = {one["id"]: f"p{n}" for n, one in enumerate(passages)}
        for _ in ingest(drafts, parts.library, parts.indexes, parts.embedder):
            pass
        scorer = FeatureScorer(parts.embedder)
        for record in questions:
            asked = analyse(record["question"])
            evidence = parts.searcher.search(record["question"]).evidence
            chosen, features = scorer.features(asked, find_candidates(evidence), evidence)
            gold = ids.get(record.get("gold_passage_id"))
            right = [evidence[one.number].article.id == gold and _holds(one.text, record["answers"]) for one in chosen]
            yield bool(record["answerable"]), asked.kind in NUMERIC and bool(asked.expects), features, right


def _settings(folder: Path) -> Settings:
    models = ROOT / "indexes" / "models"
    models.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models)
    return Settings(data=folder)


def _holds(text: str, answers: list[Any]) -> bool:
    folded = text.casefold()
    return any(str(answer).casefold() in folded for answer in answers)


def fit(data: dict[str, np.ndarray], steps: int = 60) -> tuple[np.ndarray, float]:
    """Logistic regression by Newton's method with a ridge of 1; questions weigh alike."""
    x = np.hstack([data["x"], np.ones((len(data["x"]), 1))])
    y = data["y"].astype(float)
    weight = np.ones(len(y))
    beta = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (y - p)) - beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta[:-1], float(beta[-1])


def report(name: str, data: dict[str, np.ndarray], weights: np.ndarray, bias: float) -> None:
    """Prints how good the first candidate is, and the trade between refusing rightly and wrongly."""
    scores = 1 / (1 + np.exp(-(data["x"] @ weights + bias)))
    fitting = (data["x"][:, FEATURES.index("fit")] > 0) | ~data["numeric"][data["owner"]]
    scores = np.where(fitting, scores, 0)
    count = len(data["answerable"])
    best, right = np.zeros(count), np.zeros(count, dtype=bool)
    for row in np.argsort(scores):
        best[data["owner"][row]], right[data["owner"][row]] = scores[row], data["y"][row]
    answerable = data["answerable"].astype(bool)
    print(f"{name}: {answerable.sum()} answerable, first candidate right {right[answerable].mean():.3f}")
    for share in (0.05, 0.10, 0.15):
        threshold = np.quantile(best[answerable], share)
        refused = (best[~answerable] < threshold).mean()
        precision = right[best >= threshold].mean()
        print(
            f"  refusing {share:.0%} of answerable: threshold {threshold:.3f}, "
            "refuses {refused:.3f} of the rest, right if answered {precision:.3f}"
        )


if __name__ == "__main__":
    main()
