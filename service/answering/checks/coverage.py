"""How much of what a sentence says its citations say in the same or in kindred words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from service.answering.checks.analysis import Analysis, Cited
from service.language.clauses import Word
from service.language.dates import MONTHS, WEEKDAYS
from service.language.number_words import NUMBER_WORDS
from service.language.synonyms import synonyms
from service.language.word_lists import word_set
from service.language.words import stem

# The least share of a sentence's content words that its citations must hold. Higher values withheld true paraphrases
# of the first two batches of tests/unit/answering and caught next to nothing more of what people judged unsupported.
THRESHOLD = 0.5
# Words of telling and of linking say nothing that a citation could fail to say.
_WEIGHTLESS = frozenset(
    stem(word)
    for word in word_set(
        "say tell state add note report announce according remark comment explain however meanwhile also additionally "
        "moreover furthermore therefore thus instead still about around roughly approximately nearly almost some "
        "several many much one ones way thing part make take get go come become include including well far later "
        "earlier already yet article articles mr mrs ms dr prof sir"
    )
)
_PREFIX, _SHARED = 5, 0.6
# What a common word counts that only the heading holds: that says what the article is about, not what is claimed.
_TITLED = 0.5
# What a figure counts: whether it is cited is checked elsewhere, but if so, it ties the sentence to its citation.
_FIGURE = 0.5


def coverage(sentence: Analysis, cited: Sequence[Cited]) -> float:
    """The share of a sentence's content words that the citations hold, numbers, dates and names left out.

    Names count only where there is no other word: two texts may share their names and claim different
    things. 0 where a sentence has no content: nothing then shows that it is proven.
    """
    moments = [one for one in sentence.quantities if one.kind in ("date", "time", "year")]
    words = [
        word
        for word in sentence.words
        if counts(word) and not any(one.start <= word.start < one.end for one in moments)
    ]
    words = [word for word in words if not word.surface[0].isupper()] or words
    held = frozenset[str]().union(*(one.body.normals for one in cited))
    named = frozenset[str]().union(*(one.heading.normals | one.heading.places | one.body.places for one in cited))
    proven = _FIGURE * sum(1 for one in sentence.quantities if one.kind not in ("date", "year", "ordinal"))
    proven += sum(word.content and word.normal in _WEIGHTLESS and word.normal in held for word in sentence.words)
    shares = (1.0 if _is_held(word, held, named) else _TITLED if word.normal in named else 0.0 for word in words)
    return (sum(shares) + proven) / (len(words) + proven) if words or proven else 0.0


def counts(word: Word) -> bool:
    """Whether a word is content that a citation must hold: no function word, number, date or word of telling."""
    if not word.content or word.normal in _WEIGHTLESS or word.lower in NUMBER_WORDS:
        return False
    if word.lower in MONTHS or word.lower in WEEKDAYS or any(character.isdigit() for character in word.surface):
        return False
    return len(word.normal) > 1


def _is_held(word: Word, held: frozenset[str], named: frozenset[str]) -> bool:
    if word.normal in held or (word.surface[0].isupper() and word.normal in named):
        return True
    if not synonyms(word.normal).isdisjoint(held):
        return True
    return any(is_akin(word.normal, other) for other in held)


@lru_cache(maxsize=65_536)
def is_akin(one: str, other: str) -> bool:
    """Whether two normal forms share a root: "approve" and "approval", "teacher" and "schoolteacher"."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _PREFIX and longer.endswith(shorter):
        return True
    if one[: _PREFIX - 1] != other[: _PREFIX - 1]:
        return False
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= _PREFIX - 1 and shared >= _SHARED * max(len(one), len(other))
