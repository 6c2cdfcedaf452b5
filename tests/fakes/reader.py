"""A reader that costs nothing: a passage is relevant as far as it holds the question's words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.language.words import words
from service.reading.reader import Readable, Reading
from service.reading.wordings import silent


class WordReader:
    """Relevance and the logits of words count those that question and passage share; `read_passages` counts calls."""

    fingerprint = "words"

    def __init__(self) -> None:
        self.read_passages = 0

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading a passage."""
        self.read_passages += len(passages)
        asked = {word.lower() for word, _, _ in words(question)}
        return [self._of(asked, passage.text) for passage in passages]

    def _of(self, asked: set[str], text: str) -> Reading:
        found = words(text)
        logits = np.asarray([float(word.lower() in asked) for word, _, _ in found], dtype=np.float32)
        offsets = np.asarray([(start, end) for _, start, end in found], dtype=np.int32).reshape(-1, 2)
        relevance = float(len({word.lower() for word, _, _ in found} & asked)) - 2.0
        return Reading(relevance, 0.0, logits, logits, offsets, silent(text, offsets.tolist()))
