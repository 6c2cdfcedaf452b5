"""How good a ranking of passages is, and the plain rankings that ours is measured beside."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from service.indexing.derived import Hit

K1, B = 1.2, 0.75
RRF_K = 60
DEPTH = 10

# As many function words as the floor leaves out of queries. Its own list is not stated, nor that a word counts once a
# query, which was tried because counting repeats came 0.03 short on one set: numbers still differ by up to 0.007.
FUNCTION_WORDS = (
    "a an the of in on at to for from by with and or is are was were be been did do does has have had what which who "
    "whom whose when where why how many much it its this that as into after before during about but not he she they "
    "their"
)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


class Floor:
    """BM25 (Robertson & Zaragoza 2009) without stemming; a query's words count once, equal scores in file order."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._left_out = frozenset(FUNCTION_WORDS.split())
        self._postings: dict[str, list[tuple[int, int]]] = {}
        self._lengths = []
        for number, text in enumerate(texts):
            terms = Counter(words(text))
            self._lengths.append(sum(terms.values()))
            for term, frequency in terms.items():
                self._postings.setdefault(term, []).append((number, frequency))
        self._mean = sum(self._lengths) / max(1, len(self._lengths))

    def search(self, question: str, limit: int) -> list[int]:
        """The positions of the best texts for the question."""
        scores: dict[int, float] = {}
        for term in dict.fromkeys(words(question)):
            if term in self._left_out:
                continue
            postings = self._postings.get(term, [])
            rarity = math.log(1 + (len(self._lengths) - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, frequency in postings:
                norm = K1 * (1 - B + B * self._lengths[number] / self._mean)
                scores[number] = scores.get(number, 0.0) + rarity * frequency * (K1 + 1) / (frequency + norm)
        return sorted(scores, key=lambda number: (-scores[number], number))[:limit]


def reciprocal_rank_fusion(*lists: Sequence[Hit]) -> list[int]:
    """Keys by the sum of 1/(60 + rank) over the lists (Cormack, Clarke & Buettcher 2009); ties by key."""
    sums: dict[int, float] = {}
    for hits in lists:
        for rank, hit in enumerate(hits, start=1):
            sums[hit.key] = sums.get(hit.key, 0.0) + 1 / (RRF_K + rank)
    return sorted(sums, key=lambda key: (-sums[key], key))


def articles_of(keys: Iterable[int], article: Mapping[int, str]) -> list[str]:
    """The articles whose passages these are, each at its best place."""
    return list(dict.fromkeys(article[key] for key in keys))


def scores(rankings: Sequence[Sequence[str]], golds: Sequence[Collection[str]]) -> dict[str, float]:
    """Means over questions; MAP and evidence recall too where a question has several gold passages."""
    pairs = list(zip(rankings, golds, strict=True))
    result = {
        "mrr@10": _mean(_reciprocal_rank(ranking, gold) for ranking, gold in pairs),
        **{f"hit@{k}": _mean(any(one in gold for one in ranking[:k]) for ranking, gold in pairs) for k in (1, 4, 10)},
    }
    if any(len(gold) > 1 for gold in golds):
        result["map@10"] = _mean(_average_precision(ranking, gold) for ranking, gold in pairs)
        for k in (4, 10):
            result[f"recall@{k}"] = _mean(len(set(ranking[:k]) & set(gold)) / len(gold) for ranking, gold in pairs)
    return {name: round(value, 4) for name, value in result.items()}


def _reciprocal_rank(ranking: Sequence[str], gold: Collection[str]) -> float:
    return next((1 / rank for rank, one in enumerate(ranking[:DEPTH], start=1) if one in gold), 0.0)


def _average_precision(ranking: Sequence[str], gold: Collection[str]) -> float:
    found, total = 0, 0.0
    for rank, one in enumerate(ranking[:DEPTH], start=1):
        if one in gold:
            found += 1
            total += found / rank
    return total / min(len(gold), DEPTH)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / max(1, len(listed))
