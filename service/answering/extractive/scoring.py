"""How likely a sentence is to answer a question: what the reader and the words say together.

Two linear models over the same few features: one puts the sentences of the evidence in order, the other says how likely
the first of them is right. `training/sentence_scorer.py` fits both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from service.answering.extractive.candidates import Candidate
from service.answering.extractive.kinds import span_fit
from service.answering.extractive.otherwise import other_time
from service.answering.extractive.word_features import WORD_FEATURES, word_features
from service.language.question import Question
from service.reading.reader import Reader, Reading, readable
from service.records import Evidence

FEATURES = (
    "margin",  # by how much the best span of the sentence beats no answer, in tens of logits
    "relevance",  # the reader's of the passage, in tens of logits
    "share",  # of the sentence's best span among those of all sentences, by their softmax
    "told",  # how many other articles' best spans say the same, as a share of three
    "fused",  # what search and reader say of the passage, beside the best passage
    "dense",  # cosine of question and passage
    "span_fit",  # whether the span is of the kind asked for
    "misfit",  # 1 where a quantity is asked for and the sentence has none that fits
    "other_time",  # 1 where it tells of another time, 2023 for 2024 or what was for what is to come
    *WORD_FEATURES,
)
# What sureness is told besides: the logarithm of the share of all sentences that the order gives to this one.
SURE_FEATURES = (*FEATURES, "decided")
ORDER = (
    2.82, -1.14, 0.01, 0.3, 0.46, 0.99, 2.94, -0.08, -1.19, -0.02, 2.59, 0.68, -1.44, -1.0, -0.02, -1.45, -0.72,
    -1.74, -0.18,
)  # fmt: skip
SURE = (
    0.24, 2.35, 0.28, 0.35, -0.42, 2.94, 1.6, -0.2, -2.57, 0.29, -0.05, 0.27, -0.49, -0.28, -0.61, 0.21, -1.02, -2.5,
    -1.97, 1.7,
)  # fmt: skip
SURE_BIAS = -1.16
SCALE = 10.0
# What a sentence is given in which no span can be read.
NOWHERE = -2.0
TOLD = 3
# Below this fit a quantity is of another kind than the one asked for.
FITTING = 0.3


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with the probability that it answers the question, and how well its kind fits, 0 to 1.

    `span` are the characters of its text that answer, None where a reader found none. `alone` is how likely it would be
    if the better ones were not there: with them, they cannot both be the one that answers.
    """

    candidate: Candidate
    probability: float
    fit: float
    span: tuple[int, int] | None = None
    alone: float = 0.0


class Scorer(Protocol):
    """What judges candidates."""

    def score(self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Scored]:
        """The candidates that may answer, best first."""
        ...


class ReaderScorer:
    """Scores sentences by what a reader finds in them and what their words say."""

    def __init__(
        self,
        reader: Reader,
        order: Sequence[float] = ORDER,
        sure: Sequence[float] = SURE,
        sure_bias: float = SURE_BIAS,
    ) -> None:
        self._reader = reader
        self._order = np.asarray(order)
        self._sure = np.asarray(sure)
        self._bias = sure_bias

    def score(self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Scored]:
        """The candidates of the passages that were read, best first, each with the span that answers in it."""
        told = self.tell(question, candidates, evidence)
        if not told:
            return []
        rows = self.features(question, told, evidence)
        order = rows @ self._order
        places = np.argsort(-order, kind="stable")
        rows, order, told = rows[places], order[places], [told[i] for i in places]
        described = with_decided(rows, order)
        sure = self._sureness(described)
        # Of those from it on, each is the first: what its own share would be among them.
        described[:, -1] = order - np.logaddexp.accumulate(order[::-1])[::-1]
        alone = self._sureness(described)
        fits = rows[:, FEATURES.index("fit")]
        return [
            Scored(one.candidate, float(sure[i]), float(fits[i]), one.span, float(alone[i]))
            for i, one in enumerate(told)
        ]

    def _sureness(self, described: NDArray[np.float64]) -> NDArray[np.float64]:
        sure: NDArray[np.float64] = 1 / (1 + np.exp(-(described @ self._sure + self._bias)))
        return sure

    def tell(self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Told]:
        """What the reader says of each candidate whose passage was read for ranking, or of all if none was."""
        read = [at for at, one in enumerate(evidence) if one.ranks.reader_score is not None] or range(len(evidence))
        readings = dict(
            zip(read, self._reader.read(question.text, [readable(evidence[at]) for at in read]), strict=True)
        )
        return [_told(one, evidence[one.number], readings[one.number]) for one in candidates if one.number in readings]

    def features(self, question: Question, told: Sequence[Told], evidence: Sequence[Evidence]) -> NDArray[np.float64]:
        """One row of FEATURES for each candidate; shape (n, len(FEATURES))."""
        candidates = [one.candidate for one in told]
        margins = np.asarray([one.margin for one in told])
        share = np.exp(SCALE * (margins - margins.max()))
        best = max(one.score for one in evidence)
        words = word_features(question, candidates, evidence)
        fits = words[:, WORD_FEATURES.index("fit")]
        columns = [
            margins,
            np.asarray([one.relevance for one in told]),
            share / share.sum(),
            _agreement(told, evidence),
            np.asarray([evidence[one.number].score - best for one in candidates]),
            np.asarray([evidence[one.number].ranks.dense_score or 0.0 for one in candidates]),
            np.asarray([span_fit(question, one.candidate.text, one.span) for one in told]),
            (fits < FITTING) * float(bool(question.expects)),
            np.asarray([other_time(question, one.candidate.text, one.span) for one in told]),
        ]
        return np.hstack([np.column_stack(columns), words])


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader says of one candidate: logits in tens, and the characters of its text that would answer."""

    candidate: Candidate
    margin: float
    relevance: float
    span: tuple[int, int] | None

    @property
    def words(self) -> str:
        """The span's text, folded so that the same answer reads the same in every article."""
        text = self.candidate.text[slice(*self.span)] if self.span else ""
        return " ".join(text.casefold().split()).removeprefix("the ")


def with_decided(rows: NDArray[np.float64], order: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows (n, len(FEATURES)) as sureness is told them, (n, len(SURE_FEATURES)), given the order's logits (n)."""
    if not len(order):
        return np.zeros((0, len(SURE_FEATURES)))
    decided = order - order.max() - np.log(np.exp(order - order.max()).sum())
    return np.column_stack([rows, decided])


def _told(candidate: Candidate, of: Evidence, reading: Reading) -> Told:
    first = of.passage.start
    span = reading.best(candidate.start - first, candidate.end - first)
    if span is None:
        return Told(candidate, NOWHERE, reading.relevance / SCALE, None)
    moved = first - candidate.start
    return Told(candidate, span.margin / SCALE, reading.relevance / SCALE, (span.start + moved, span.end + moved))


def _agreement(told: Sequence[Told], evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """For each candidate how many other articles' best spans say what its own says, as a share of TOLD.

    Copies of one article were made one before (`service.retrieval.search`), so they do not confirm one another.
    """
    best: dict[str, Told] = {}
    for one in told:
        article = evidence[one.candidate.number].article.id
        if one.margin > 0 and (article not in best or one.margin > best[article].margin):
            best[article] = one
    said = {article: one.words for article, one in best.items()}
    counts = []
    for one in told:
        own, words = evidence[one.candidate.number].article.id, one.words
        counts.append(sum(1 for article, text in said.items() if article != own and words and text == words))
    return np.minimum(np.asarray(counts, dtype=np.float64), TOLD) / TOLD
