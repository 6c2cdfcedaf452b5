"""How well the right passages are found, on passages and questions that are not ours.

`python -m bench.retrieval_quality --data FOLDER` measures dense, lexical and fused search over the
real indexes, built in a temporary folder, beside a plain BM25; `--sweep` tries the two weights, and
`--seeds` measures the header's weight on our own gold questions instead.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import articles, meter, openqa, ours, ranking
from bench.questions import Question, answered
from service.indexing.derived import Hit, header
from service.indexing.embedder import Embedder, Vectors
from service.indexing.ingest import HEADER_WEIGHT, ingest
from service.records import DEFAULT_COLLECTION, Article, Draft, Filters, Passage
from service.retrieval.fusion import DENSE_WEIGHT, fuse
from service.retrieval.search import CANDIDATES

if TYPE_CHECKING:
    from service.api.parts import Parts

RESULTS = articles.REPOSITORY / "bench" / "results"
DENSE_WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
HEADER_WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.5)
PREFIXED = "prefix"
DISTRACTORS = 200
TOP = 5


@dataclass(frozen=True, slots=True)
class Searched:
    """A library's passages by key, and what each searcher found for each question."""

    passages: dict[int, tuple[Passage, Article]]
    vectors: Vectors
    dense: list[list[Hit]]
    lexical: list[list[Hit]]

    def articles(self) -> dict[int, str]:
        return {key: article.id for key, (_, article) in self.passages.items()}


def measure(passages: openqa.OpenSet, data: Path, threads: int, sweep: bool) -> dict[str, Any]:
    """Every ranking's scores on one set, and with `sweep` our fusion's at each pair of weights."""
    golds = [question.gold for question in passages.questions]
    floor = ranking.Floor(passages.floor_texts)
    ids = [draft.id or "" for draft in passages.passages]
    baseline = [[ids[found] for found in floor.search(question.text, ranking.DEPTH)] for question in passages.questions]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="dateline-quality-") as folder, ours.opened(Path(folder), threads) as parts:
        _fill(parts, passages.passages)
        searched = _search(parts, [question.text for question in passages.questions])
        article = searched.articles()
        ranked = {
            "dense": [[hit.key for hit in hits] for hits in searched.dense],
            "lexical": [[hit.key for hit in hits] for hits in searched.lexical],
            "rrf": [
                ranking.reciprocal_rank_fusion(*both) for both in zip(searched.dense, searched.lexical, strict=True)
            ],
            "ours": _fused(searched.dense, searched.lexical, DENSE_WEIGHT),
        }
        systems = {
            name: ranking.scores([ranking.articles_of(keys, article) for keys in of], golds)
            for name, of in ranked.items()
        }
        grid = _sweep(searched, parts.embedder, golds) if sweep else None
    return {
        "passages": len(passages.passages),
        "questions": len(passages.questions),
        "seconds": round(time.perf_counter() - started, 1),
        "stated_floor": openqa.stated_floor(data, passages.name),
        "systems": {"floor": ranking.scores(baseline, golds), **systems},
        **({"sweep": grid} if grid else {}),
    }


def _fill(parts: Parts, drafts: Sequence[Draft]) -> None:
    for result in ingest(drafts, parts.library, parts.indexes, parts.embedder):
        error = getattr(result, "error", None)
        if error:
            raise ValueError(f"{result.origin}: {error}")


def _search(parts: Parts, questions: Sequence[str]) -> Searched:
    passages = {pair[0].key: pair for page in parts.library.pages() for pair in page}
    # One at a time, as the service embeds them: an int8 vector depends on what it is batched with.
    vectors = np.stack([parts.embedder.embed_question(question) for question in questions])
    nothing = Filters()
    dense = [parts.indexes.vectors.search(vector, DEFAULT_COLLECTION, nothing, CANDIDATES) for vector in vectors]
    lexical = [parts.indexes.terms.search(text, DEFAULT_COLLECTION, nothing, CANDIDATES) for text in questions]
    return Searched(passages, vectors, dense, lexical)


def _fused(dense: Sequence[list[Hit]], lexical: Sequence[list[Hit]], weight: float) -> list[list[int]]:
    return [[one.key for one in fuse(first, second, weight)] for first, second in zip(dense, lexical, strict=True)]


def _sweep(searched: Searched, embedder: Embedder, golds: Sequence[frozenset[str]]) -> dict[str, dict[str, Any]]:
    """Scores by the header's weight and then the dense one."""
    article = searched.articles()
    grid: dict[str, dict[str, Any]] = {}
    for name, dense in _by_header(searched, embedder).items():
        grid[name] = {}
        for weight in DENSE_WEIGHTS:
            fused = _fused(dense, searched.lexical, weight)
            grid[name][str(weight)] = ranking.scores([ranking.articles_of(keys, article) for keys in fused], golds)
    return grid


def _by_header(searched: Searched, embedder: Embedder) -> dict[str, list[list[Hit]]]:
    """What exact dense search finds with the header at each weight, and with it put before the passage's text."""
    keys = list(searched.passages)
    texts = [passage.text for passage, _ in searched.passages.values()]
    heads = [header(article) for _, article in searched.passages.values()]
    distinct = sorted(set(heads))
    own = embedder.embed(texts)
    of_heads = embedder.embed(distinct)[[distinct.index(head) for head in heads]]
    made = {str(weight): own + weight * of_heads for weight in HEADER_WEIGHTS}
    made[PREFIXED] = embedder.embed([f"{head}\n{text}" for head, text in zip(heads, texts, strict=True)])
    found = {}
    for name, vectors in made.items():
        scores = searched.vectors @ (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).T
        order = np.argsort(-scores, axis=1, kind="stable")[:, :CANDIDATES]
        found[name] = [[Hit(keys[at], float(row[at])) for at in best] for row, best in zip(scores, order, strict=True)]
    return found


def measure_seeds(distractors: int, threads: int) -> dict[str, Any]:
    """Recall@5 on our gold questions by the header's weight, the seeds standing among synthetic articles."""
    drafts = articles.seeds()
    drafts += islice(articles.Newsroom(drafts).articles(), distractors)
    questions = answered()
    with tempfile.TemporaryDirectory(prefix="dateline-quality-") as folder, ours.opened(Path(folder), threads) as parts:
        _fill(parts, drafts)
        searched = _search(parts, [question.text for question in questions])
        by_header = _by_header(searched, parts.embedder)
    recall = {name: _recall(dense, searched, questions) for name, dense in by_header.items()}
    return {
        "articles": len(drafts),
        "passages": len(searched.passages),
        "questions": len(questions),
        "recall@5": recall,
    }


def _recall(dense: Sequence[list[Hit]], searched: Searched, questions: Sequence[Question]) -> dict[str, float]:
    def found(ranked: Sequence[Sequence[int]]) -> float:
        held = (
            any(question.is_held_by(searched.passages[key][0].text) for key in keys[:TOP])
            for question, keys in zip(questions, ranked, strict=True)
        )
        return round(sum(held) / len(questions), 4)

    return {
        "dense": found([[hit.key for hit in hits] for hits in dense]),
        "ours": found(_fused(dense, searched.lexical, DENSE_WEIGHT)),
    }


def table(result: dict[str, Any]) -> str:
    """All that was measured as aligned text."""
    lines: list[str] = []
    for name, one in result.get("sets", {}).items():
        lines.append(f"{name}: {one['passages']:,} passages, {one['questions']:,} questions")
        columns = list(one["systems"]["ours"])
        rows = {"floor, as stated": one["stated_floor"], **one["systems"]}
        lines.append(" " * 18 + "".join(f"{column:>11}" for column in columns))
        for system, scores in rows.items():
            if scores:
                cells = (f"{scores[column]:.4f}" if column in scores else "—" for column in columns)
                lines.append(f"{system:18}" + "".join(f"{cell:>11}" for cell in cells))
        if "sweep" in one:
            lines += ["MRR@10 by header weight (down) and dense weight (across)", *_grid(one["sweep"])]
        lines.append("")
    if "seeds" in result:
        seeds = result["seeds"]
        lines.append(
            f"recall@5 of {seeds['questions']} gold questions, {seeds['passages']:,} passages, by header weight"
        )
        lines += [
            f"{weight:>8} dense {of['dense']:.4f}  ours {of['ours']:.4f}" for weight, of in seeds["recall@5"].items()
        ]
    return "\n".join(lines)


def _grid(sweep: dict[str, dict[str, Any]]) -> list[str]:
    lines = [" " * 8 + "".join(f"{weight:>8}" for weight in DENSE_WEIGHTS)]
    for name, row in sweep.items():
        lines.append(f"{name:>8}" + "".join(f"{scores['mrr@10']:>8.4f}" for scores in row.values()))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.retrieval_quality", description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=Path, help="folder of the openqa_*.jsonl.gz files")
    parser.add_argument("--sweep", action="store_true", help="also try the dense weight and the header's")
    parser.add_argument("--seeds", action="store_true", help="also measure the header's weight on our gold questions")
    parser.add_argument("--distractors", type=int, default=DISTRACTORS, help="synthetic articles beside the seeds")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if options.data is None and not options.seeds:
        parser.error("give --data FOLDER, --seeds, or both")
    weights = {"dense_weight": DENSE_WEIGHT, "header_weight": HEADER_WEIGHT, "candidates": CANDIDATES}
    result: dict[str, Any] = {"machine": meter.machine(options.threads), "weights": weights}
    if options.data is not None:
        sets = (openqa.load(options.data, name) for name in openqa.NAMES)
        result["sets"] = {one.name: measure(one, options.data, options.threads, options.sweep) for one in sets}
    if options.seeds:
        result["seeds"] = measure_seeds(options.distractors, options.threads)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "retrieval_quality.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    main()
