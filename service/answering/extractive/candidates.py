"""The sentences of the evidence, each a candidate for the answer, with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.answering.checks.markup import has_markup
from service.language.instructions import without_instructions
from service.language.places import find_places
from service.language.words import STOP_WORDS, normal, words
from service.records import Evidence

# How far an article's opening goes, in characters, where its first passage was not found.
OPENING = 200
# "By Ann Lee, The Bulletin, 16 April 2025": who wrote, and when, and nothing of what happened.
_BYLINE = re.compile(
    r"By [A-Z][\w’'-]+(?: [A-Z][\w.’'-]*){1,3}(?:,? (?:[A-Z\d|·•][\w.’'-]*|and|of|the|for|in|at))*(?<!\.)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of `evidence[number]`: characters `[start, end)` of its article.

    `terms` are its normal words; `nearby` those of the sentences before and after; `heading` those of the
    article's title, source and first sentence; `opening` is set on that first sentence.
    """

    number: int
    start: int
    end: int
    text: str
    terms: frozenset[str]
    nearby: frozenset[str]
    heading: frozenset[str]
    opening: bool = False


def find_candidates(evidence: Sequence[Evidence]) -> list[Candidate]:
    """Every sentence of every passage, in the order of the evidence; a sentence told twice comes once."""
    candidates: list[Candidate] = []
    seen: set[str] = set()
    for number, one in enumerate(evidence):
        text = one.article.text
        first = one.passage.sentences[0][1] if one.passage.ordinal == 0 and one.passage.sentences else OPENING
        heading = terms_of(f"{one.article.title} {one.article.source or ''} {text[:first]}")
        told = without_instructions(text, one.passage.sentences)
        sentences = [(start, end, terms_of(text[start:end])) for start, end in told]
        for i, (start, end, terms) in enumerate(sentences):
            written = " ".join(text[start:end].split())
            folded = written.casefold()
            if folded in seen or has_markup(text[start:end]) or _BYLINE.fullmatch(written):
                continue
            seen.add(folded)
            around = sentences[max(0, i - 1) : i] + sentences[i + 1 : i + 2]
            nearby = frozenset[str]().union(*(of for *_, of in around))
            candidates.append(Candidate(number, start, end, text[start:end], terms, nearby, heading, end <= first))
    return candidates


def terms_of(text: str) -> frozenset[str]:
    """The normal forms of the words of `text` that carry meaning, with the places it names."""
    terms = {normal(word) for word, _, _ in words(text) if word.lower() not in STOP_WORDS or _is_acronym(word)}
    terms.update(place for _, _, place in find_places(text))
    terms.discard("")
    return frozenset(terms)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()
