"""Questions on articles that we wrote for training: asked in other words than the text's, and near misses.

They stand in `training/written/*.jsonl`, one article a line with its questions (see the README there).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from training.reader.questions import LONGEST_QUESTION, WRITTEN, Asked, Questions, spanned, tokenised

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent.parent / "written"


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question on an article; `answers` are words of `sentence`, both empty where the article does not answer."""

    question: str
    answers: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class WrittenArticle:
    """An article with its questions."""

    id: str
    title: str
    source: str
    published_at: str
    text: str
    questions: tuple[WrittenQuestion, ...]


def read_written(folder: Path = FOLDER) -> list[WrittenArticle]:
    """The articles of a folder, in order of files and lines; ValueError names what stands in no text."""
    return [_article(row) for path in sorted(folder.glob("*.jsonl")) for row in _rows(path)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _article(row: dict[str, Any]) -> WrittenArticle:
    questions = []
    for one in row["questions"]:
        asked = WrittenQuestion(one["question"], tuple(one["answers"]), one["sentence"])
        if asked.sentence not in row["text"] or any(answer not in asked.sentence for answer in asked.answers):
            raise ValueError(f"{row['id']}: {asked.question!r} is answered by what its text does not say")
        questions.append(asked)
    return WrittenArticle(row["id"], row["title"], row["source"], row["published_at"], row["text"], tuple(questions))


def with_written(
    questions: Questions, mined: NDArray[np.int16], tokenizer: Tokenizer, folder: Path = FOLDER
) -> tuple[Questions, NDArray[np.int16]]:
    """The questions with those we wrote behind them, and mined negatives with none for these."""
    articles = read_written(folder)
    texts = tokenised([one.text for one in articles], [one.title for one in articles], tokenizer)
    asked = []
    for at, (article, text) in enumerate(zip(articles, texts, strict=True), start=len(questions.texts)):
        for number, one in enumerate(article.questions):
            first = article.text.index(one.sentence) if one.answers else 0
            places = [first + _place(one.sentence, answer) for answer in one.answers]
            spans = [
                spanned(text, start, start + len(answer)) for start, answer in zip(places, one.answers, strict=True)
            ]
            ids = tokenizer.encode(one.question, add_special_tokens=False).ids[:LONGEST_QUESTION]
            kept = [span for span in spans if span]
            asked.append(Asked(f"{article.id}-{number}", WRITTEN, one.question, ids, at, kept, list(one.answers)))
    none = np.full((len(asked), mined.shape[1]), -1, dtype=mined.dtype)
    return Questions([*questions.texts, *texts], [*questions.asked, *asked]), np.concatenate([mined, none])


def _place(sentence: str, answer: str) -> int:
    """Where an answer begins in its sentence: as a word of its own, if there it is one ("19" is not in "1943")."""
    whole = re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", sentence)
    return whole.start() if whole else sentence.index(answer)
