"""How figures spread over questions: percentiles, and bootstrap intervals of a mean and of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.evaluation.records import Mean

RESAMPLES = 1000
LEVEL = 0.95
# Numbers drawn at once: 32 MB of them, however many questions there are.
_DRAWN = 4_000_000


@dataclass(frozen=True, slots=True)
class Percentiles:
    """The median, 95th and 99th percentile of `count` values, in their unit."""

    p50: float
    p95: float
    p99: float
    count: int


def percentiles(values: Sequence[float]) -> Percentiles | None:
    """The percentiles, linear between neighbours (Hyndman and Fan 1996, type 7, numpy's own); None without values."""
    if not values:
        return None
    p50, p95, p99 = (float(one) for one in np.percentile(np.asarray(values, dtype=np.float64), (50, 95, 99)))
    return Percentiles(p50, p95, p99, len(values))


def bootstrap_mean(
    values: Sequence[float], seed: int = 0, resamples: int = RESAMPLES, level: float = LEVEL
) -> Mean | None:
    """The mean with its percentile bootstrap interval (Efron and Tibshirani 1993, chapter 13); None without values.

    The same values in the same order and the same seed give the same interval. It always holds the mean; of one
    value it is that value alone, which says nothing about how sure one may be. ValueError where `resamples`
    is below 1 or `level` not within (0, 1).
    """
    if resamples < 1 or not 0 < level < 1:
        raise ValueError(
            f"{resamples} resamples at level {level}; there must be one or more, and a level within (0, 1)"
        )
    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    mean = float(sample.mean())
    drawn = _means(sample, np.random.default_rng(seed), resamples)
    low, high = (float(one) for one in np.percentile(drawn, (50 * (1 - level), 50 * (1 + level))))
    return Mean(value=mean, count=len(values), low=min(low, mean), high=max(high, mean))


def paired_bootstrap(
    before: Sequence[float],
    after: Sequence[float],
    seed: int = 0,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
) -> Mean | None:
    """The mean of `after` less that of `before` with its interval; None without values.

    The values are of the same questions in the same order, and questions are drawn, not values (Koehn 2004): a
    question that is hard for both does not widen the interval. ValueError where the lengths differ.
    """
    differences = [second - first for first, second in zip(before, after, strict=True)]
    return bootstrap_mean(differences, seed, resamples, level)


def _means(sample: np.ndarray, generator: np.random.Generator, resamples: int) -> np.ndarray:
    """The mean of each resample, as many at a time as memory allows."""
    at_once = max(1, _DRAWN // len(sample))
    blocks = [min(at_once, resamples - done) for done in range(0, resamples, at_once)]
    means = [sample[generator.integers(len(sample), size=(rows, len(sample)))].mean(axis=1) for rows in blocks]
    return np.concatenate(means)
