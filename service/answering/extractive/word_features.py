"""What the words of a sentence say about whether it answers a question."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from service.answering.extractive.candidates import Candidate, terms_of
from service.answering.extractive.kinds import fit
from service.answering.extractive.otherwise import other_owner, other_place
from service.language.acronyms import acronyms, is_spelled_out
from service.language.places import find_places
from service.language.question import Question
from service.language.regions import regions
from service.language.synonyms import synonyms
from service.language.words import normal
from service.records import Evidence

WORD_FEATURES = (
    "coverage",  # share of the question's terms in the sentence
    "particular",  # the same of those terms only that the article's title and opening lack
    "context",  # share of the question's terms in the sentence, its neighbours and the heading
    "names_missing",  # share of the question's names that the passage and the heading lack
    "dates_missing",  # the same of its months and years, which may also be those of publication
    "fit",  # whether it holds the kind of thing asked for
    "length",
    "opening",  # 1 for the headline or first sentence of the article
    "other_place",  # share of the question's places that the sentence lacks and it names another; 0 where one is sought
    "other_owner",  # 1 where it tells of another country's than the one whose ships or soldiers are asked about
)
# What a term counts where only a synonym of it stands, and a missing name that the article has elsewhere.
SYNONYM = 0.6
ELSEWHERE = 0.4
# How far, in characters, an article is read for a name that the passage lacks.
READ = 100_000


def word_features(
    question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]
) -> NDArray[np.float64]:
    """One row of WORD_FEATURES for each candidate; shape (n, len(WORD_FEATURES))."""
    short = acronyms(question.text)
    if short:
        candidates = [replace(one, terms=one.terms | _spelled(short, one.text)) for one in candidates]
    weights = _weigh(question, candidates)
    names = {name: terms_of(name) for name in question.names}
    dates = _dates(question)
    passages = {number: terms_of(evidence[number].passage.text) for number in {one.number for one in candidates}}
    if short:
        passages = {
            number: terms | _spelled(short, evidence[number].passage.text) for number, terms in passages.items()
        }
    sought = question.kind == "where" or question.focus in ("country", "countries", "nation", "nations")
    places = frozenset() if sought else frozenset(place for _, _, place in find_places(question.text))
    return np.asarray(
        [
            [
                *_row(question, one, weights, names, dates, evidence[one.number], passages[one.number]),
                other_place(places, one),
                other_owner(question, one.text),
            ]
            for one in candidates
        ]
    )


def _row(
    question: Question,
    candidate: Candidate,
    weights: dict[str, float],
    names: Mapping[str, frozenset[str]],
    dates: frozenset[str],
    of: Evidence,
    passage: frozenset[str],
) -> list[float]:
    terms = candidate.terms | _published(of.article.published_at)
    terms |= regions(terms)
    context = terms | candidate.nearby | candidate.heading
    passage |= context
    missing = [name for name, parts in names.items() if not parts <= passage]
    absent = sum(ELSEWHERE if _tells(of.article.text, name) else 1.0 for name in missing)
    return [
        _covered(weights, terms),
        _covered({term: weights[term] for term in weights.keys() - candidate.heading}, terms),
        _covered(weights, context),
        absent / len(names) if names else 0.0,
        len(dates - passage) / len(dates) if dates else 0.0,
        fit(question, candidate.text),
        min(1.0, len(candidate.terms) / 30),
        float(candidate.opening),
    ]


def _spelled(short: frozenset[str], text: str) -> frozenset[str]:
    """The acronyms, as terms, whose words a text has."""
    return frozenset(normal(acronym) for acronym in short if is_spelled_out(acronym, text))


@lru_cache(maxsize=1)
def _months() -> tuple[str, ...]:
    return tuple(normal(month) for month in calendar.month_name)


def _dates(question: Question) -> frozenset[str]:
    """The months and years that the question names."""
    known = set(_months()) | {f"{year}" for year in range(1900, 2100)}
    moments = " ".join(one.text for one in question.numbers if one.kind in ("date", "year"))
    return terms_of(moments) & known


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
