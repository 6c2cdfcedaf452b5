"""Span questions to train a reader on: read, tokenised once, and told apart by source."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SQUAD = "squad2_dev_half"
# Ours, on articles that we wrote (training/written).
WRITTEN = "written"
# Their contexts are one sentence each, and many of their questions mean something only beside it.
SENTENCES = ("qamr_wikinews", "qamr_wikipedia")
# Titles that say nothing of what stands under them.
EMPTY_TITLES = ("squadshifts_amazon_reviews",)
# Passages of the same articles without questions, to be told apart from those that answer.
PASSAGES = "openqa_squad_visible.jsonl.gz"
LONGEST_QUESTION = 64


@dataclass(frozen=True, slots=True)
class Text:
    """A context: its token ids, each token's characters `[start, end)`, and the token at which each sentence starts."""

    text: str
    title: str
    ids: list[int]
    offsets: list[tuple[int, int]]
    sentences: list[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about `texts[text]`; `spans` are its gold answers in tokens, end included, if it has any."""

    id: str
    source: str
    question: str
    ids: list[int]
    text: int
    spans: list[tuple[int, int]]
    answers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions, the texts they are about, and texts that none is about."""

    texts: list[Text]
    asked: list[Asked]


def read_questions(folder: Path, tokenizer: Tokenizer) -> Questions:
    """The questions of a folder's `reader_train.jsonl.gz`; FileNotFoundError where there is none."""
    with gzip.open(folder / "reader_train.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    places: dict[tuple[str, str], int] = {}
    for row in rows:
        places.setdefault((row["context"], _title(row)), len(places))
    with gzip.open(folder / PASSAGES, "rt", encoding="utf-8") as file:
        more = [row for row in map(json.loads, file) if row["type"] == "passage"]
    for row in more:
        places.setdefault((row["text"], row["title"]), len(places))
    keys = list(places)
    texts = tokenised([context for context, _ in keys], [title for _, title in keys], tokenizer)
    encoded = tokenizer.encode_batch([row["question"] for row in rows], add_special_tokens=False)
    asked = []
    for row, question in zip(rows, encoded, strict=True):
        at = places[row["context"], _title(row)]
        spans = [spanned(texts[at], one["start"], one["start"] + len(one["text"])) for one in row["answers"]]
        asked.append(
            Asked(
                row["id"],
                row["source"],
                row["question"],
                question.ids[:LONGEST_QUESTION],
                at,
                [span for span in spans if span],
                [one["text"] for one in row["answers"]],
            )
        )
    return Questions(texts, asked)


def tokenised(texts: Sequence[str], titles: Sequence[str], tokenizer: Tokenizer) -> list[Text]:
    """Texts with their tokens and sentence starts."""
    encoded = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [
        Text(text, title, one.ids, one.offsets, _sentence_starts(text, one.offsets))
        for text, title, one in zip(texts, titles, encoded, strict=True)
    ]


def folds(questions: Questions, source: str = SQUAD) -> dict[str, int]:
    """Each title of a source's texts, and which of two halves it falls in: whole articles, so that none is in both."""
    return halves({questions.texts[one.text].title for one in questions.asked if one.source == source}, source)


def halves(titles: Collection[str], source: str = SQUAD, seed: int = 7) -> dict[str, int]:
    """Each title, and which of two halves it falls in; those that we wrote keep theirs when others are added."""
    if source == WRITTEN:
        return {title: hashlib.sha256(title.encode()).digest()[0] % 2 for title in titles}
    ordered = sorted(titles)
    random.Random(seed).shuffle(ordered)
    return {title: place % 2 for place, title in enumerate(ordered)}


def _title(row: dict[str, str]) -> str:
    return "" if row["source"] in EMPTY_TITLES else row["title"] or ""


def _sentence_starts(text: str, offsets: Sequence[tuple[int, int]]) -> list[int]:
    from service.library.sentences import sentence_spans

    starts: list[int] = []
    token = 0
    for start, _ in sentence_spans(text):
        while token < len(offsets) and offsets[token][0] < start:
            token += 1
        if token < len(offsets) and (not starts or starts[-1] != token):
            starts.append(token)
    return starts or [0]


def spanned(text: Text, start: int, end: int) -> tuple[int, int] | None:
    """The first and the last token of characters `[start, end)`, None where they hold none."""
    inside = [i for i, (first, last) in enumerate(text.offsets) if first < end and last > start]
    return (inside[0], inside[-1]) if inside else None
