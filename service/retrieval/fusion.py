"""Two ranked lists made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.indexing.derived import Hit
from service.records import Ranks

# Tuned together on two news sets that pull apart (docs/decisions/0005): dense alone is best on one, BM25 on the other.
DENSE_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage key with its fused score and its place in each list."""

    key: int
    score: float
    ranks: Ranks


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], dense_weight: float = DENSE_WEIGHT) -> list[Fused]:
    """The union of both lists by a convex sum of z-scores, best first; ties by key.

    Each searcher's scores are normalised over the union (Bruch, Gai & Ingber 2023, "An Analysis of
    Fusion Functions for Hybrid Retrieval"); a passage that a searcher did not return counts there with
    BM25 0, or with the lowest cosine returned.
    """
    keys = sorted({hit.key for hit in dense} | {hit.key for hit in lexical})
    if not keys:
        return []
    dense_scores = {hit.key: hit.score for hit in dense}
    lexical_scores = {hit.key: hit.score for hit in lexical}
    lowest = min(dense_scores.values(), default=0.0)
    sums = dense_weight * _normalised([dense_scores.get(key, lowest) for key in keys])
    sums = sums + (1 - dense_weight) * _normalised([lexical_scores.get(key, 0.0) for key in keys])
    dense_ranks = {hit.key: rank for rank, hit in enumerate(dense, start=1)}
    lexical_ranks = {hit.key: rank for rank, hit in enumerate(lexical, start=1)}
    fused = [
        Fused(
            key,
            float(score),
            Ranks(
                dense=dense_ranks.get(key),
                dense_score=dense_scores.get(key),
                lexical=lexical_ranks.get(key),
                lexical_score=lexical_scores.get(key),
            ),
        )
        for key, score in zip(keys, sums, strict=True)
    ]
    return sorted(fused, key=lambda one: (-one.score, one.key))


def _normalised(scores: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.asarray(scores, dtype=np.float64)
    spread = float(values.std())
    if spread < 1e-9:
        return np.zeros_like(values)
    normalised: np.ndarray[tuple[int], np.dtype[np.float64]] = (values - values.mean()) / spread
    return normalised
