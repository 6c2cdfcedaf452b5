"""Whether a sentence tells of another place, people or time than the one that a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from service.answering.extractive.candidates import Candidate
from service.language.nouns import is_plural
from service.language.places import find_places
from service.language.quantities import Quantity, find_quantities, same_value
from service.language.question import Question
from service.language.regions import regions
from service.language.synonyms import synonyms
from service.language.words import normal, words

# What a place counts that only the sentence's neighbours or the heading name.
NEARBY = 0.5
# "Danish frigate", "Ukraine's young soldiers": so many words may stand between a people and what is theirs.
_BETWEEN = 2
# "Russia has", "The Belarusian army sent": who a sentence is about stands first.
_FIRST = re.compile(r"\W*(?:The |the )?$")
_VERB = re.compile(r"\s+[a-z]")
# A date YYYYMMDD, as service.language.moments writes it, from which on its year is said.
_WITH_YEAR = 10_000
# "Down from 760,000 in 2024": what another time is told for.
_COMPARED = re.compile(r"\b(?:from|than|compared|against|since)\b[^,;.]{0,40}\Z")
_ASKED_AHEAD = re.compile(r"\b(?:will|going to|due to|expected to|supposed to|scheduled to)\b|[’']ll\b", re.I)
_ASKED_BACK = re.compile(r"\b(?:did|was|were|had)\b", re.I)
_ASKED_EITHER = re.compile(r"\b(?:would|should|could|might|may|plan\w*|hop(?:e|ed|ing)|expect\w*|due)\b", re.I)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|should|may|might|could|hop(?:es?|ed|ing)|plans?|planned|expect(?:s|ed)?|due|set|going|"
    r"(?:is|are|was|were) to|aims?|intends?|scheduled|until|next|forecasts?|promise[sd]?|target)\b|[’']ll\b",
    re.I,
)
_CLAUSE = re.compile(r"[;.!?]|, (?:and|but|which|after|when)\b|\band (?=(?:had|has|have|was|were|is|are|will|would)\b)")


def other_place(asked: frozenset[str], candidate: Candidate) -> float:
    """The share of the places `asked` about that a sentence lacks which names another.

    A place that the sentences around it or the heading name counts NEARBY.
    """
    if not asked:
        return 0.0
    here = frozenset(place for _, _, place in find_places(candidate.text))
    if not here - asked - regions(asked):
        return 0.0
    around = candidate.nearby | candidate.heading
    around |= regions(around)
    missing = asked - here - regions(here)
    return sum(NEARBY if place in around else 1.0 for place in missing) / len(asked)


def other_owner(question: Question, sentence: str) -> float:
    """1 where "Danish frigate" is asked about, and a sentence tells of another country's."""
    nouns = synonyms(normal(question.focus)) if question.focus else frozenset[str]()
    asked = _owners(question.text, nouns)
    if not asked:
        return 0.0
    owners = _owners(sentence, nouns)
    if not owners:
        owners = {
            place
            for start, end, place in find_places(sentence)
            if _FIRST.match(sentence[:start]) and _VERB.match(sentence[end:])
        }
    return float(bool(owners) and owners.isdisjoint(asked))


def is_of_others(question: Question, sentence: str) -> bool:
    """Whether "Where are the Russian troops?" is asked, and of troops a sentence names another country's alone."""
    nouns, asked = _asked_of(question.text, question.focus)
    told = _owners(sentence, nouns) if asked else set()
    return bool(told) and told.isdisjoint(asked)


@lru_cache(maxsize=64)
def _asked_of(text: str, focus: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """Whatever is asked about that is some people's, by all its names, and whose: once for all sentences."""
    nouns = synonyms(normal(focus)) if focus else _owned(text)
    return nouns, frozenset(_owners(text, nouns))


def _owned(text: str) -> frozenset[str]:
    """What stands in the plural right behind a people: "Russian troops", by all its names."""
    nouns: frozenset[str] = frozenset()
    for _, end, _ in find_places(text):
        following = words(text[end:])[:1]
        if following and following[0][0].islower() and is_plural(following[0][0]):
            nouns |= synonyms(normal(following[0][0]))
    return nouns


def _owners(text: str, nouns: frozenset[str]) -> set[str]:
    """The peoples whose one of `nouns` is, by the words right before it."""
    owners = set()
    for _, end, place in find_places(text):
        following = [normal(word) for word, _, _ in words(text[end:])[: _BETWEEN + 1]]
        if not nouns.isdisjoint(following) and text[end : end + 1] in (" ", "’", "'"):
            owners.add(place)
    return owners


def other_time(question: Question, sentence: str, span: tuple[int, int] | None) -> float:
    """From 0 to 1, whether a sentence tells of another time: what was for what is to come, 2023 for 2024.

    Of dates and durations in the question that are not what it asks for, it is the share beside which the sentence has
    only others.
    """
    if question.kind == "when" and span is not None and _is_of_other_tense(question.text, sentence, span[0]):
        return 1.0
    asked = [one for one in question.numbers if _places_in_time(question, one)]
    if not asked:
        return 0.0
    told = [one for one in find_quantities(sentence) if not _COMPARED.search(sentence, 0, one.start)]
    return sum(_is_otherwise(one, told) for one in asked) / len(asked)


def _is_of_other_tense(asked: str, sentence: str, start: int) -> bool:
    """Whether "when will" is asked and nothing is to come, or "when did" and what begins at `start` is to come."""
    before = _CLAUSE.split(sentence[:start])[-1]
    if _ASKED_AHEAD.search(asked):
        return _AHEAD.search(before + _CLAUSE.split(sentence[start:])[0]) is None
    if _ASKED_EITHER.search(asked) or _ASKED_BACK.search(asked) is None:
        return False
    return _AHEAD.search(before) is not None


def _places_in_time(question: Question, asked: Quantity) -> bool:
    """Whether a year or a length of time only says of which time is asked."""
    if asked.kind == "year" or (asked.kind == "date" and asked.low >= _WITH_YEAR):
        return question.kind == "when" or asked.kind not in question.expects
    return asked.kind in ("duration", "age") and asked.kind not in question.expects


def _is_otherwise(asked: Quantity, told: Sequence[Quantity]) -> bool:
    if asked.kind in ("date", "year"):
        alike = [one for one in told if one.kind == "year" or (one.kind == "date" and one.low >= _WITH_YEAR)]
    else:
        alike = [one for one in told if one.kind == asked.kind]
    return bool(alike) and not any(same_value(asked, one) for one in alike)
