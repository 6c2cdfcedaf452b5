"""The gold questions of seeds/ that have an answer there, and whether a text holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bench.articles import REPOSITORY, Newsroom


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the sentences that answer it, white space folded; any one of them is enough."""

    id: str
    text: str
    quotes: tuple[str, ...]

    def is_held_by(self, text: str) -> bool:
        """Whether `text` holds one of the sentences, up to white space."""
        folded = fold(text)
        return any(quote in folded for quote in self.quotes)


def fold(text: str) -> str:
    """`text` with each run of white space made one space."""
    return " ".join(text.split())


def answered() -> list[Question]:
    """The questions to be answered, out of any conversation: seeds/questions.jsonl, or the parts it is made of."""
    whole = REPOSITORY / "seeds" / "questions.jsonl"
    files = [whole] if whole.is_file() else sorted((REPOSITORY / "seeds" / "parts").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [
        Question(row["id"], row["question"], tuple(fold(citation["quote"]) for citation in row["citations"]))
        for row in rows
        if row["expected"] == "answered" and not (row.get("messages") or row.get("history"))
    ]


def many(newsroom: Newsroom, wanted: int) -> list[str]:
    """`wanted` different questions for timing: the gold ones first, then the same with other names and numbers."""
    gold = [question.text for question in answered()]
    texts = dict.fromkeys(gold)
    for number in range(20 * wanted):
        if len(texts) >= wanted:
            break
        texts.setdefault(newsroom.question(gold[number % len(gold)], number))
    return list(texts)[:wanted]
