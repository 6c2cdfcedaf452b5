"""What our own retrieval finds for the questions of the openqa sets: the reader is measured on it."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

from bench import openqa, ours
from service.indexing.ingest import ingest
from service.language.asked_days import days_asked
from service.language.calendar import day_of
from service.records import DEFAULT_COLLECTION
from service.retrieval.timeliness import TIMELY

SETS = ("openqa_news_realtimeqa_visible", "openqa_multihop_evidence")
# How many of the fused candidates are kept.
DEPTH = 20


def found(data: Path, name: str, threads: int) -> list[dict[str, Any]]:
    """Every question of one set, answerable or not, with its `found` passages and their scores, best first."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        questions = [row for row in map(json.loads, file) if row["type"] == "question"]
    with tempfile.TemporaryDirectory(prefix="dateline-reader-") as folder, ours.opened(Path(folder), threads) as parts:
        for result in ingest(openqa.load(data, name).passages, parts.library, parts.indexes, parts.embedder):
            if error := getattr(result, "error", None):
                raise ValueError(f"{getattr(result, 'origin', '')}: {error}")
        for question in questions:
            evidence = parts.searcher.search(question["question"], DEFAULT_COLLECTION, None, DEPTH, DEPTH).evidence
            question["found"] = [
                {
                    "id": one.article.id,
                    "text": one.passage.text,
                    "title": one.article.title,
                    "score": one.score - TIMELY * bool(one.ranks.timely),
                    "timely": TIMELY * _is_timely(question, one.article.published_at),
                    "dense": one.ranks.dense_score or 0.0,
                    "lexical": one.ranks.lexical_score or 0.0,
                }
                for one in evidence
            ]
            # Search counted days from today; each question is to be counted from its own.
            question["found"].sort(key=lambda one: -one["score"])
    return questions


def _is_timely(question: dict[str, str], published_at: str | None) -> bool:
    """Whether an article is of the days that a question asks about, where both have their day."""
    asked, published = day_of(question.get("date", "").replace("/", "-")), day_of(published_at)
    if asked is None or published is None:
        return False
    return any(first <= published <= last for first, last in days_asked(question["question"], asked))
