"""A small real embedder: words in common make vectors alike, and nothing has to be loaded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

_TOKEN = re.compile(r"\w+|[^\w\s]")


@cache
def _word_vector(word: str, dimensions: int) -> Vectors:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)


class WordHashEmbedder:
    """The unit sum of one fixed random direction a word: the same in every process and on every machine."""

    def __init__(self, dimensions: int = 64) -> None:
        self.dimensions = dimensions
        self.fingerprint = f"word-hash/{dimensions}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text; shape (n, dimensions), float32."""
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, self.dimensions), np.float32)

    def embed_question(self, question: str) -> Vectors:
        """The vector of one question."""
        return self._vector(question)

    def token_starts(self, text: str) -> list[int]:
        """The offset of each word and of each mark."""
        return [token.start() for token in _TOKEN.finditer(text)]

    def close(self) -> None:
        """Nothing to let go of."""

    def _vector(self, text: str) -> Vectors:
        total = np.zeros(self.dimensions, dtype=np.float32)
        for word in _TOKEN.findall(text.casefold()) or [""]:
            total += _word_vector(word, self.dimensions)
        return (total / np.linalg.norm(total)).astype(np.float32)
