"""Whether a sentence affirms what its citations deny, denies what they affirm, or says the opposite."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.checks.analysis import Analysis, Cited
from service.language.clauses import Word
from service.language.negation import (
    cues,
    doubles,
    is_plain,
    is_softened,
    is_turned_in_time,
    near_negation,
    negated,
    negative_clauses,
    opposites,
)
from service.language.synonyms import synonyms


def is_flipped(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether the words of a sentence show another polarity than those of every citation."""
    bodies = [one.body for one in cited]
    return (
        _denies_more(sentence, bodies)
        or any(_denies_less(sentence, body, bodies) for body in bodies)
        or _says_opposite(sentence, bodies)
        or _turns_time(sentence, bodies)
    )


def _denies_more(sentence: Analysis, bodies: Sequence[Analysis]) -> bool:
    """Whether a "not" of the sentence falls on what the citations affirm."""
    words = sentence.words
    found = cues(words)
    if not found:
        return False
    if doubles(words) > sum(doubles(body.words) for body in bodies):
        return True
    clauses = [clause for body in bodies for clause in negative_clauses(body.words)]
    return any(
        not _has_ground(words, cue, bodies, clauses)
        for cue in found
        if is_plain(words, cue) or not _stands(words[cue], bodies)
    )


def _has_ground(words: Sequence[Word], cue: int, bodies: Sequence[Analysis], clauses: Sequence[frozenset[str]]) -> bool:
    """Whether what a "not" falls on is cited as negated, or its clause shares a word with a cited negative one."""
    first = negated(words, cue)[:1]
    if first and _stands(words[first[0]], bodies):
        return _stands_near_negation(words[first[0]], bodies)
    said = [word for word in words if word.clause == words[cue].clause and word.content]
    return any(not synonyms(word.normal).isdisjoint(clause) for word in said for clause in clauses)


def _denies_less(sentence: Analysis, body: Analysis, bodies: Sequence[Analysis]) -> bool:
    """Whether the sentence affirms what a citation negates, and no citation affirms it."""
    for cue in cues(body.words):
        for at in negated(body.words, cue):
            word = body.words[at]
            said = _places_of(word, sentence)
            if not said or any(
                near_negation(sentence.words, place) or is_softened(sentence.words, place) for place in said
            ):
                continue
            if not _stands_affirmed(word, bodies) and _is_told(sentence, body, at):
                return True
    return False


def _is_told(sentence: Analysis, body: Analysis, at: int) -> bool:
    """Whether the sentence tells of more than one word of the clause that is negated, if that has more."""
    clause = {word.normal for word in body.words if word.clause == body.words[at].clause and word.content}
    clause.discard(body.words[at].normal)
    return not clause or not clause.isdisjoint(sentence.normals)


def _turns_time(sentence: Analysis, bodies: Sequence[Analysis]) -> bool:
    """Whether "before" something is told as "after" the same thing, or the other way round."""
    for word, following in _times(sentence):
        cited = {other for body in bodies for other, same in _times(body) if same == following}
        if any(is_turned_in_time(word, other) for other in cited) and word not in cited:
            return True
    return False


def _times(analysis: Analysis) -> list[tuple[str, str]]:
    """Each "before" and "after" with the content word that follows it."""
    words = analysis.words
    return [
        (word.lower, next((other.normal for other in words[at + 1 : at + 5] if other.content), ""))
        for at, word in enumerate(words)
        if word.lower in ("before", "after")
    ]


def _places_of(word: Word, body: Analysis) -> list[int]:
    alike = synonyms(word.normal)
    if alike.isdisjoint(body.normals):
        return []
    return [at for at, other in enumerate(body.words) if other.normal in alike]


def _stands(word: Word, bodies: Sequence[Analysis]) -> bool:
    return any(_places_of(word, body) for body in bodies)


def _stands_near_negation(word: Word, bodies: Sequence[Analysis]) -> bool:
    return any(near_negation(body.words, at) for body in bodies for at in _places_of(word, body))


def _stands_affirmed(word: Word, bodies: Sequence[Analysis]) -> bool:
    return any(
        other.normal == word.normal and not near_negation(body.words, at)
        for body in bodies
        for at, other in enumerate(body.words)
    )


def _says_opposite(sentence: Analysis, bodies: Sequence[Analysis]) -> bool:
    """Whether a word of the sentence is not cited and its opposite is, and the sentence does not say that too."""
    held = frozenset[str]().union(*(body.normals for body in bodies))
    for at, word in enumerate(sentence.words):
        if word.normal in held or not _is_free(word, sentence):
            continue
        opposite = opposites(word.normal) & held
        if not opposite or not opposite.isdisjoint(sentence.normals) or not synonyms(word.normal).isdisjoint(held):
            continue
        denied = near_negation(sentence.words, at)
        if any(
            other.normal in opposite and _is_free(other, body) and near_negation(body.words, place) == denied
            for body in bodies
            for place, other in enumerate(body.words)
        ):
            return True
    return False


def _is_free(word: Word, analysis: Analysis) -> bool:
    """Whether a word is part of no quantity: "more than 5" and "last week" are read by another check."""
    return all(word.end <= one.start or one.end <= word.start for one in analysis.quantities)
