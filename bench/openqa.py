"""Passages and questions with gold passages, as the openqa_*.jsonl.gz files of a data folder hold them."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

from service.records import Draft

NAMES = ("openqa_news_realtimeqa_visible", "openqa_multihop_evidence", "openqa_squad_visible")
# Their titles are only outlet and date, and the floor was measured on the text alone.
UNTITLED = ("openqa_news_realtimeqa_visible",)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question and the ids of every passage that is evidence for it."""

    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenSet:
    """One file: every passage as an article with its title, and the answerable questions."""

    name: str
    passages: tuple[Draft, ...]
    questions: tuple[OpenQuestion, ...]

    @property
    def floor_texts(self) -> list[str]:
        """What the BM25 floor indexes: title and text, or the text where titles say nothing."""
        titled = self.name not in UNTITLED
        return [f"{draft.title} {draft.text}" if titled else draft.text for draft in self.passages]


def load(folder: Path, name: str) -> OpenSet:
    """Reads one file; FileNotFoundError where the folder does not hold it."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    passages = tuple(
        Draft(text=row["text"], title=row["title"], id=row["id"], published_at=_day(row))
        for row in rows
        if row["type"] == "passage"
    )
    questions = tuple(
        OpenQuestion(row["question"], frozenset(row.get("gold_passage_ids") or [row["gold_passage_id"]]))
        for row in rows
        if row["type"] == "question" and row["answerable"]
    )
    return OpenSet(name, passages, questions)


def _day(row: dict[str, str]) -> str | None:
    return row["date"].replace("/", "-") if "date" in row else None


def stated_floor(folder: Path, name: str) -> dict[str, float]:
    """The floor's MRR@10 and hits as the folder's README states them; empty where it does not."""
    readme = folder / "README.md"
    if not readme.is_file():
        return {}
    cells = re.findall(rf"^\| `{name}` \| [\d,]+ \| [\d,]+ \|(.+)\|$", readme.read_text(encoding="utf-8"), re.MULTILINE)
    if not cells:
        return {}
    labels = ("mrr@10", "hit@1", "hit@4", "hit@10")
    return {label: float(cell) for label, cell in zip(labels, cells[0].split("|"), strict=True)}
