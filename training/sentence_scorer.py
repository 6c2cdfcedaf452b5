"""Fits the weights of service/answering/extractive/scoring.py: `python -m training.sentence_scorer [--data FOLDER]`.

Each question is searched in its own library, and the candidate sentences of what is found are described
by their features. A logistic regression over candidates is fitted on our seed questions; cross-validation
between the two halves of the seeds (the Ukraine cluster, the rest) says what that is worth elsewhere. With
`--data`, the first `--limit` questions of each openqa file are scored by the fitted weights too.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.answering.extractive.answerer import FITTING, NUMERIC
from service.answering.extractive.candidates import Candidate, find_candidates
from service.answering.extractive.scoring import FEATURES, FeatureScorer
from service.api.parts import Parts
from service.assembly import open_parts
from service.indexing.ingest import ingest
from service.language.question import analyse
from service.library.loaders.source import Inputs
from service.records import Draft, Evidence, Refusal
from service.settings import Settings

ROOT = Path(__file__).parent.parent
FILES = ("openqa_squad_visible", "openqa_news_realtimeqa_visible")
THRESHOLDS = (0.1, 0.15, 0.2, 0.3, 0.4)

Right = Callable[[Candidate, Evidence], bool]
Asked = tuple[str, bool, str, Right]


@dataclass(frozen=True)
class Examples:
    """Candidates of many questions: features (n, k), whether each is right, and whose it is."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    owner: NDArray[np.int64]
    answerable: NDArray[np.bool_]
    numeric: NDArray[np.bool_]
    group: NDArray[np.str_]

    def only(self, questions: NDArray[np.bool_]) -> Examples:
        """The examples of some questions, which are numbered anew."""
        number = np.cumsum(questions) - 1
        rows = questions[self.owner]
        return Examples(
            self.x[rows],
            self.y[rows],
            number[self.owner[rows]],
            self.answerable[questions],
            self.numeric[questions],
            self.group[questions],
        )


def main() -> None:
    """Parses, collects, fits, reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the openqa_*.jsonl.gz files")
    parser.add_argument("--limit", type=int, default=500, help="questions of each file")
    options = parser.parse_args()
    seeds = collect(_seed_articles(), _seed_questions())
    weights, bias = fit(seeds)
    print("FEATURES =", FEATURES)
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in weights), "BIAS =", round(bias, 2))
    for held_out in np.unique(seeds.group):
        inside = seeds.group == held_out
        report(f"seeds {held_out!r}, fitted on the others", seeds.only(inside), *fit(seeds.only(~inside)))
    report("all seeds", seeds, weights, bias)
    for name in FILES if options.data else ():
        drafts, questions = _openqa(options.data / f"{name}.jsonl.gz")
        report(name, collect(drafts, questions[: options.limit]), weights, bias)


def collect(drafts: Iterable[Draft | Refusal], questions: Iterable[Asked]) -> Examples:
    """Ingests the drafts into a library of their own and describes every question's candidates."""
    x, y, owner, answerable, numeric, groups = [], [], [], [], [], []
    with _parts() as parts:
        list(ingest(drafts, parts.library, parts.indexes, parts.embedder))
        scorer = FeatureScorer(parts.embedder)
        for number, (text, has_answer, group, right) in enumerate(questions):
            asked = analyse(text)
            evidence = parts.searcher.search(text).evidence
            chosen, features = scorer.features(asked, find_candidates(evidence), evidence)
            x.append(features)
            y += [float(right(one, evidence[one.number])) for one in chosen]
            owner += [number] * len(chosen)
            answerable.append(has_answer)
            numeric.append(asked.kind in NUMERIC and bool(asked.expects))
            groups.append(group)
    return Examples(
        np.concatenate(x), np.array(y), np.array(owner), np.array(answerable), np.array(numeric), np.array(groups)
    )


def _parts() -> Any:
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Iterator[Parts]:
        with (
            tempfile.TemporaryDirectory() as folder,
            open_parts(Settings(data=Path(folder), models=ROOT / "indexes" / "models")) as parts,
        ):
            yield parts

    return opened()


def _seed_articles() -> Iterator[Draft | Refusal]:
    return Inputs.of([str(ROOT / "seeds" / "articles")], 50_000_000, None).drafts(lambda _: None)


def _seed_questions() -> list[Asked]:
    lines = (ROOT / "seeds" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    return [
        (one["question"], one["expected"] != "abstained", one["id"].split("-")[0], _quoted(one["citations"]))
        for one in questions
        if not one.get("history")
    ]


def _quoted(citations: list[dict[str, str]]) -> Right:
    def right(candidate: Candidate, evidence: Evidence) -> bool:
        told_by = {evidence.article.id, *evidence.copies}
        return any(one["article_id"] in told_by and one["quote"] in candidate.text for one in citations)

    return right


def _openqa(path: Path) -> tuple[list[Draft], list[Asked]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    passages = [record for record in records if record["type"] == "passage"]
    drafts = [Draft(one["text"], title=one.get("title", ""), id=f"p{n}") for n, one in enumerate(passages)]
    ids = {one["id"]: f"p{n}" for n, one in enumerate(passages)}
    return drafts, [
        (one["question"], bool(one["answerable"]), path.stem, _holding(ids.get(one["gold_passage_id"]), one["answers"]))
        for one in records
        if one["type"] == "question"
    ]


def _holding(gold: str | None, answers: list[Any]) -> Right:
    folded = [str(answer).casefold() for answer in answers]

    def right(candidate: Candidate, evidence: Evidence) -> bool:
        return evidence.article.id == gold and any(answer in candidate.text.casefold() for answer in folded)

    return right


def fit(examples: Examples, ridge: float = 1.0, steps: int = 60) -> tuple[NDArray[np.float64], float]:
    """Logistic regression with a ridge, by Newton's method."""
    x = np.hstack([examples.x, np.ones((len(examples.x), 1))])
    beta = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (examples.y - p) - ridge * beta
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta[:-1], float(beta[-1])


def report(name: str, examples: Examples, weights: NDArray[np.float64], bias: float) -> None:
    """Prints how often the first candidate is right, and what each threshold refuses and keeps."""
    scores = 1 / (1 + np.exp(-(examples.x @ weights + bias)))
    fitting = (examples.x[:, FEATURES.index("fit")] >= FITTING) | ~examples.numeric[examples.owner]
    scores = np.where(fitting, scores, 0)
    count = len(examples.answerable)
    best, right = np.zeros(count), np.zeros(count)
    for row in np.argsort(scores):
        best[examples.owner[row]], right[examples.owner[row]] = scores[row], examples.y[row]
    has = examples.answerable
    print(
        f"{name}: {count} questions; of {has.sum()} with an answer the first sentence is right in "
        f"{right[has].mean():.3f}"
    )
    for threshold in THRESHOLDS:
        answered = best >= threshold
        print(
            f"  threshold {threshold:.2f}: answers {answered[has].mean():.3f} of these, refuses "
            f"{(~answered[~has]).mean():.3f} of those without; right when it answers {right[answered].mean():.3f}"
        )


if __name__ == "__main__":
    main()
