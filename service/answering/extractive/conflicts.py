"""Independent articles of the same days that give different figures for the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.answering.extractive.candidates import Candidate, terms_of
from service.answering.extractive.scoring import Scored
from service.language.quantities import Quantity, find_quantities, same_value
from service.language.question import Question, fits
from service.language.synonyms import synonyms
from service.library.dates import epoch_range
from service.records import Evidence

# What papers print this close together is of one moment: further apart, the figure may have changed.
SAME_DAYS = 3 * 86_400
# How likely a side must be at least to answer the question, were the better ones not there.
LEAST = 0.5
# It says at least this share of as many of the question's words as the best sentence.
SHARED = 0.5
# Figures this many times apart are of two things: two of the injured and 85,000 who came.
APART = 10.0
FITTING = 0.5
# Two dates in two sentences are more often of two events than of one.
MOMENTS = frozenset({"date", "time", "year", "ordinal"})


def find_conflict(question: Question, scored: Sequence[Scored], evidence: Sequence[Evidence]) -> list[Scored]:
    """The best sentence and, for each other value, the best sentence that gives it; empty where all agree.

    Only quantities that fit the question count, only in articles that are no copies of one another,
    published within three days of the best sentence's.
    """
    best = scored[0]
    value = _value(question, best)
    if value is None or value.kind in MOMENTS:
        return []
    asked = terms_of(" ".join(question.content_words))
    enough = SHARED * _said(asked, best)
    sides = [(best, value)]
    for other in scored[1:]:
        if other.alone < LEAST or _said(asked, other) < enough:
            continue
        theirs = _value(question, other)
        first, second = evidence[best.candidate.number].article, evidence[other.candidate.number].article
        if theirs is None or any(side.candidate.number == other.candidate.number for side, _ in sides):
            continue
        if first.id == second.id or not _same_days(first.published_at, second.published_at):
            continue
        if _is_of_one_thing(theirs, value) and not any(_agree(theirs, given) for _, given in sides):
            sides.append((other, theirs))
    return [side for side, _ in sides] if len(sides) > 1 else []


def rivals(question: Question, scored: Sequence[Scored], sides: Sequence[Scored]) -> set[Candidate]:
    """The candidates that tell a figure of another side than the first."""
    own, *others = (_value(question, side) for side in sides)
    told = [(one.candidate, _value(question, one)) for one in scored]
    return {
        candidate
        for candidate, value in told
        if value and not (own and _agree(value, own)) and any(other and _agree(value, other) for other in others)
    }


def _agree(first: Quantity, second: Quantity) -> bool:
    """Whether two figures that both fit the question may be one: what is counted goes by more than one name."""
    return same_value(first, second) or (
        first.kind == "count" and same_value(replace(first, unit=""), replace(second, unit=""))
    )


def _is_of_one_thing(first: Quantity, second: Quantity) -> bool:
    """Whether two figures are of a kind and, where one unit counts them, of a size."""
    if first.kind != second.kind:
        return False
    if first.kind != "count" and first.unit != second.unit:
        return True
    low, high = sorted((abs(first.low), abs(second.low)))
    return high < APART * low


def _said(asked: frozenset[str], scored: Scored) -> int:
    """How many of the question's terms the sentence says."""
    return sum(not synonyms(term).isdisjoint(scored.candidate.terms) for term in asked)


def _value(question: Question, scored: Scored) -> Quantity | None:
    """The quantity of the sentence that fits the question, None where none fits or several fit as well."""
    fitting = [(fits(question, one), one) for one in find_quantities(scored.candidate.text)]
    fitting = sorted((pair for pair in fitting if pair[0] >= FITTING), key=lambda pair: -pair[0])
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return fitting[0][1]


def _same_days(first: str | None, second: str | None) -> bool:
    if first is None or second is None:
        return False
    return abs(epoch_range(first)[0] - epoch_range(second)[0]) <= SAME_DAYS
