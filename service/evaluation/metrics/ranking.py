"""Measures of a ranking against relevant ids, as trec_eval and ir_measures define them.

`ranked` is best first and names no id twice; what is relevant comes as ids, or as grades by id, of which
those above 0 are relevant. All values are in [0, 1]. Where trec_eval gives 0 to a question
for which nothing is relevant, these give None, so that it is left out of a mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import fsum, log2

Relevant = Collection[str] | Mapping[str, float]


def recall_at(ranked: Sequence[str], relevant: Relevant, k: int) -> float | None:
    """The share of the relevant ids that are among the first `k` (trec_eval `recall_k`); None if none is relevant."""
    wanted = _relevant(relevant)
    found = sum(1 for one in _first(ranked, k) if one in wanted)
    return found / len(wanted) if wanted else None


def reciprocal_rank(ranked: Sequence[str], relevant: Relevant, k: int | None = None) -> float | None:
    """One over the rank of the first relevant id, 0 where the first `k` hold none; None if none is relevant.

    trec_eval `recip_rank`; its mean over questions is MRR (Voorhees, TREC-8 1999). Without `k` all of `ranked` counts.
    """
    wanted = _relevant(relevant)
    ranks = (rank for rank, one in enumerate(_first(ranked, k), 1) if one in wanted)
    return 1 / next(ranks, float("inf")) if wanted else None


def average_precision(ranked: Sequence[str], relevant: Relevant, k: int | None = None) -> float | None:
    """The sum of the precisions at each relevant id of the first `k`, over all relevant ids; None if none is relevant.

    trec_eval `map` and `map_cut_k`: what was not found counts as precision 0. Without `k` all of `ranked` counts.
    """
    wanted = _relevant(relevant)
    hits = [rank for rank, one in enumerate(_first(ranked, k), 1) if one in wanted]
    return fsum(found / rank for found, rank in enumerate(hits, 1)) / len(wanted) if wanted else None


def ndcg_at(ranked: Sequence[str], gains: Mapping[str, float], k: int) -> float | None:
    """The discounted gain of the first `k` over that of the best order; None if no gain is above 0.

    trec_eval `ndcg_cut_k`: the gain is the grade itself and is divided by log2(rank + 1)
    (Järvelin and Kekäläinen 2002). An id without a grade gains 0.
    """
    positive = {one: gain for one, gain in gains.items() if gain > 0}
    gained = _discounted([positive.get(one, 0.0) for one in _first(ranked, k)])
    return gained / _discounted(sorted(positive.values(), reverse=True)[:k]) if positive else None


def _discounted(gains: Sequence[float]) -> float:
    return fsum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _relevant(relevant: Relevant) -> frozenset[str]:
    if isinstance(relevant, Mapping):
        return frozenset(one for one, grade in relevant.items() if grade > 0)
    return frozenset(relevant)


def _first(ranked: Sequence[str], k: int | None) -> Sequence[str]:
    """The first `k`; ValueError where `k` is below 1 or an id stands twice, which would count it twice."""
    if k is not None and k < 1:
        raise ValueError(f"k is {k}; a ranking is cut at 1 or later")
    if len(set(ranked)) != len(ranked):
        raise ValueError("the ranking names an id twice; keep the first of each")
    return ranked[:k]
