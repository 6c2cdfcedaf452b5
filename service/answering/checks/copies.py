"""Whether a sentence is copied word for word but for a "not", which no honest paraphrase is."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.checks.analysis import Analysis, Cited
from service.language.clauses import Word
from service.language.word_lists import word_set

_NOT = word_set("not never")
_CLIPPED = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall", "ain't": "is"}
# "Not" may fall on one of these, and what is left without it says something else.
_LIMITS = word_set("only just merely simply")
# Fewer words may be common to two sentences that tell of different things.
_FEWEST = 4


def is_turned(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether a citation has the words of a sentence in a row, but more or fewer that negate among them."""
    said, turns = _affirmed(sentence.words)
    wanted = _joined(said)
    found = False
    for one in cited:
        given, given_turns = _affirmed(one.body.words)
        text = _joined(given)
        at = text.find(wanted) if len(said) >= _FEWEST else -1
        if at >= 0:
            first = text.count(" ", 0, at)
            stretch = given_turns[first + 1 : first + len(said)]
            if stretch == turns[1:-1]:
                return False
            found = True
    return found or _turns_limit(sentence, cited)


def _affirmed(words: Sequence[Word]) -> tuple[list[str], list[int]]:
    """The words without those that say "not", and how many of these stand before each of them and after the last."""
    kept: list[str] = []
    turns = [0]
    for word in words:
        lower = word.lower
        if lower in _CLIPPED or lower.endswith("n't"):
            kept.append(_CLIPPED.get(lower, lower.removesuffix("n't")))
            turns.append(1)
        elif lower in _NOT:
            turns[-1] += 1
        else:
            kept.append(lower)
            turns.append(0)
    return kept, turns


def _joined(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _turns_limit(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether "only 14" is told as "not only 14", or the other way round."""
    said = _limits(sentence)
    given = frozenset[tuple[str, bool]]().union(*(_limits(one.body) for one in cited))
    return any((limit, not denied) in given and (limit, denied) not in given for limit, denied in said)


def _limits(analysis: Analysis) -> frozenset[tuple[str, bool]]:
    """Each "only", "just" and the like of a text, and whether "not" stands before it."""
    words = analysis.words
    return frozenset(
        (word.lower, at > 0 and (words[at - 1].lower in _NOT or words[at - 1].lower.endswith("n't")))
        for at, word in enumerate(words)
        if word.lower in _LIMITS
    )
