"""How likely a sentence is to answer a question: what the words, the vectors and the kinds of both say.

A logistic model over a few features. `training/sentence_scorer.py` fits it on question–sentence
pairs; a trained reader is to take its place behind the same protocol.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from service.answering.extractive.candidates import Candidate, terms_of
from service.answering.extractive.kinds import fit
from service.indexing.embedder import Embedder, Vectors
from service.language.question import Question
from service.language.regions import regions
from service.language.synonyms import synonyms
from service.language.words import normal
from service.records import Evidence

FEATURES = (
    "cosine",  # of question and sentence
    "central",  # cosine of the sentence with the mean of its article's: high for sentences that tell the whole story
    "coverage",  # share of the question's terms in the sentence
    "particular",  # the same of those terms only that the article's title and opening lack
    "context",  # share of the question's terms in the sentence, its neighbours and the heading
    "names_missing",  # share of the question's names and dates that the passage and the heading lack
    "fit",  # whether it holds the kind of thing asked for
    "passage",  # cosine of question and passage
    "length",
    "opening",  # 1 for the headline or first sentence of the article
)
_AT = {name: place for place, name in enumerate(FEATURES)}
WEIGHTS = (4.94, -2.57, 1.44, 1.91, 0.57, -2.29, 1.88, 0.88, -0.25, -1.59)
BIAS = -5.30
# Only the most promising sentences are embedded: embedding all of eight passages takes 100 ms and more.
EMBEDDED = 24
# What a term counts where only a synonym of it stands, and a missing name that the article has elsewhere.
SYNONYM = 0.6
ELSEWHERE = 0.4
# How far, in characters, an article is read for a name that the passage lacks.
READ = 100_000


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the probability that it answers the question, and how well its kind fits, 0 to 1."""

    candidate: Candidate
    probability: float
    fit: float


class Scorer(Protocol):
    """What judges candidates; the seam at which a trained reader replaces the features."""

    def score(self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Scored]:
        """The candidates that may answer, best first."""
        ...


class FeatureScorer:
    """Scores sentences by a logistic model over similarity, shared words, names and the kind of answer."""

    def __init__(self, embedder: Embedder, weights: Sequence[float] = WEIGHTS, bias: float = BIAS) -> None:
        self._embedder = embedder
        self._weights = np.asarray(weights)
        self._bias = bias

    def score(self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Scored]:
        """The most promising candidates with their probabilities, best first."""
        if not candidates:
            return []
        chosen, rows = self.features(question, candidates, evidence)
        logits = rows @ self._weights + self._bias
        scored = [
            Scored(candidate, 1 / (1 + math.exp(-float(logit))), float(row[_AT["fit"]]))
            for candidate, row, logit in zip(chosen, rows, logits, strict=True)
        ]
        return sorted(scored, key=lambda one: -one.probability)

    def features(
        self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]
    ) -> tuple[list[Candidate], NDArray[np.float64]]:
        """The candidates worth embedding, and one row of FEATURES for each; shape (n, 10)."""
        weights = _weigh(question, candidates)
        names = {name: terms_of(name) for name in (*question.names, *_dates(question))}
        rows = [self._row(question, candidate, weights, names, evidence[candidate.number]) for candidate in candidates]
        order = sorted(range(len(rows)), key=lambda i: -_promise(rows[i]))
        kept = sorted(order[:EMBEDDED])
        chosen = [candidates[i] for i in kept]
        matrix = np.asarray([rows[i] for i in kept])
        vectors = self._embedder.embed([candidate.text for candidate in chosen])
        matrix[:, _AT["cosine"]] = vectors @ self._embedder.embed_question(question.text)
        matrix[:, _AT["central"]] = _centrality(vectors, [evidence[one.number].article.id for one in chosen])
        return chosen, matrix

    def _row(
        self,
        question: Question,
        candidate: Candidate,
        weights: dict[str, float],
        names: Mapping[str, frozenset[str]],
        of: Evidence,
    ) -> list[float]:
        terms = candidate.terms | _published(of.article.published_at)
        terms |= regions(terms)
        context = terms | candidate.nearby | candidate.heading
        passage = context | terms_of(of.passage.text)
        missing = [name for name, parts in names.items() if not parts <= passage]
        absent = sum(ELSEWHERE if _tells(of.article.text, name) else 1.0 for name in missing)
        return [
            0.0,
            0.0,
            _covered(weights, terms),
            _covered({term: weights[term] for term in weights.keys() - candidate.heading}, terms),
            _covered(weights, context),
            absent / len(names) if names else 0.0,
            fit(question, candidate.text),
            of.ranks.dense_score or 0.0,
            min(1.0, len(candidate.terms) / 30),
            float(candidate.opening),
        ]


@lru_cache(maxsize=1)
def _months() -> tuple[str, ...]:
    return tuple(normal(month) for month in calendar.month_name)


def _dates(question: Question) -> list[str]:
    """The months and years that the question names."""
    known = set(_months()) | {f"{year}" for year in range(1900, 2100)}
    moments = " ".join(one.text for one in question.numbers if one.kind in ("date", "year"))
    return sorted(term for term in terms_of(moments) if term in known)


def _published(published_at: str | None) -> frozenset[str]:
    """The month and the year an article is of, as terms: what it says "this month" of."""
    if published_at is None:
        return frozenset()
    return frozenset((published_at[:4], _months()[int(published_at[5:7])]))


def _tells(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text[:READ], re.I) is not None


def _weigh(question: Question, candidates: Sequence[Candidate]) -> dict[str, float]:
    """The question's terms, each weighing more the fewer candidates hold it: what none holds weighs most."""
    weights = {}
    for term in terms_of(" ".join(question.content_words)) | terms_of(" ".join(question.names)):
        holding = sum(1 for candidate in candidates if term in candidate.terms)
        weights[term] = math.log(1 + len(candidates) / (1 + holding))
    return weights


def _covered(weights: dict[str, float], terms: frozenset[str]) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    told = (
        weight if term in terms else SYNONYM * (not terms.isdisjoint(synonyms(term))) * weight
        for term, weight in weights.items()
    )
    return sum(told) / total


def _promise(row: Sequence[float]) -> float:
    """How worth embedding a candidate is, before its vector is known."""
    return sum(row[_AT[name]] for name in ("coverage", "particular", "context", "fit"))


def _centrality(vectors: Vectors, articles: Sequence[str]) -> NDArray[np.float32]:
    """The cosine of each sentence's vector with the mean of those of its article."""
    central = np.zeros(len(articles), dtype=np.float32)
    for article in set(articles):
        rows = [i for i, of in enumerate(articles) if of == article]
        mean = vectors[rows].mean(axis=0)
        central[rows] = vectors[rows] @ (mean / np.linalg.norm(mean))
    return central
