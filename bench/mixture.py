"""An embedder that can be told apart from the rest of an ingest, and stood in for by mixtures."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.indexing.embedder import Embedder, Vectors

# The length of the noise beside a mixture of length one: its cosine to the mixture is about 0.9.
NOISE = 0.5


class MixedEmbedder:
    """Embeds by `embedder`, or without it: given a `pool` of its vectors, mixes two of them and adds noise.

    Passage vectors alone are ever made up: tokens and questions are the real embedder's. `seconds`
    is what embedding took.
    """

    def __init__(self, embedder: Embedder, pool: Vectors | None = None, seed: int = 0) -> None:
        self._embedder = embedder
        self._pool = pool
        self._chance = np.random.default_rng(seed)
        self.seconds = 0.0

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        started = time.perf_counter()
        vectors = self._embedder.embed(texts) if self._pool is None else self._mixtures(self._pool, len(texts))
        self.seconds += time.perf_counter() - started
        return vectors

    def embed_question(self, question: str) -> NDArray[np.float32]:
        return self._embedder.embed_question(question)

    def token_starts(self, text: str) -> list[int]:
        return self._embedder.token_starts(text)

    def _mixtures(self, pool: Vectors, wanted: int) -> Vectors:
        pairs = self._chance.integers(len(pool), size=(wanted, 2))
        share = self._chance.random((wanted, 1))
        mixed = share * pool[pairs[:, 0]] + (1 - share) * pool[pairs[:, 1]]
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        noise = self._chance.standard_normal(mixed.shape)
        mixed += NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
        unit: Vectors = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
        return unit
