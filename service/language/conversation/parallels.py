"""A phrase put in the place of its parallel in a question: a place for a place, a noun for a noun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.language.conversation.antecedents import Exchange
from service.language.conversation.parallel_dates import added, is_moment, with_moment
from service.language.conversation.phrases import LOCATIVE, PREPOSITIONS, Phrase, find_phrases, is_demonym
from service.language.conversation.verbs import is_past
from service.language.nouns import is_plural
from service.language.places import find_places, place_of
from service.language.word_lists import word_set
from service.language.words import normal, words

_INTRANSITIVE = word_set("died won went came fell rose began left happened lost")
_ONE = word_set("one ones")
_MOST_BARE = 4
_FORMS = {
    "is": "are",
    "was": "were",
    "has": "have",
    "does": "do",
    "are": "is",
    "were": "was",
    "have": "has",
    "do": "does",
}


def substitute(fragment: str, led: bool, previous: Exchange, asked_of: bool = False) -> str | None:
    """The question of `previous` with the fragment in the place of its parallel; None where it has none.

    `led` says that "and", "what about" or the like came before the fragment: then it may stand for any phrase
    or be added; alone it must be of a kind with what it replaces. `asked_of` that the same asking words came before.
    """
    fragment = fragment.strip(" ?.!,")
    if not fragment or len(fragment.split()) > 2 * _MOST_BARE:
        return None
    question = previous.question
    phrases = find_phrases(fragment)
    moment = is_moment(fragment, phrases)
    if moment:
        return with_moment(fragment, previous)
    if _state(fragment):
        return _with_state(fragment, question)
    if not phrases:
        return _with_adjective(fragment, previous)
    if not led and (len(phrases) > 1 or len(fragment.split()) > _MOST_BARE):
        return None
    return _with_phrase(fragment, phrases, led, previous, asked_of)


def _state(fragment: str) -> bool:
    return " " not in fragment and is_past(fragment.lower())


def _with_state(fragment: str, question: str) -> str | None:
    """ "killed" → "injured" in "How many people were killed?"."""
    for word, start, end in words(question):
        if start > 0 and is_past(word.lower()) and word.islower() and fragment.lower() not in _INTRANSITIVE:
            return question[:start] + fragment + question[end:]
    return None


def _with_adjective(fragment: str, previous: Exchange) -> str | None:
    """ "French" in the place of "Italian"."""
    adjective = fragment.split()[-1]
    if not is_demonym(adjective):
        return None
    return _replace_demonym(adjective, previous)


def _replace_demonym(adjective: str, previous: Exchange) -> str | None:
    question = previous.question
    for start, end, _ in find_places(question):
        if is_demonym(question[start:end]):
            return question[:start] + adjective + question[end:]
    return None


def _with_phrase(fragment: str, phrases: Sequence[Phrase], led: bool, previous: Exchange, asked_of: bool) -> str | None:
    phrase = phrases[0]
    preposition = fragment.split()[0].lower() if fragment.split()[0].lower() in PREPOSITIONS else ""
    people = is_demonym(phrase.bare) and phrase.determiner and not is_plural(phrase.bare.lower())
    if phrase.head in _ONE or people:
        replaced = _with_one(phrase, previous)
        if replaced or not people:
            return replaced
    if is_demonym(phrase.bare) and not phrase.determiner and not preposition and not is_plural(phrase.bare.lower()):
        replaced = _replace_demonym(phrase.bare, previous)
        if replaced:
            return replaced
    if preposition:
        return _with_preposition(fragment, preposition, phrase, led, previous)
    other = _parallel(phrase, previous, asked_of)
    if other is None:
        return _possessed(fragment, phrase, previous)
    if not led and not _alike(phrase, other):
        return None
    return _put(fragment, phrase, other, previous)


def _alike(phrase: Phrase, other: Phrase) -> bool:
    if phrase.name or phrase.kind == "place":
        return bool(other.name) or other.kind == "place"
    return bool(phrase.determiner) and normal(phrase.head) == normal(other.head)


def _put(fragment: str, phrase: Phrase, other: Phrase, previous: Exchange) -> str:
    question = previous.question
    start = other.start
    if other.asked and not phrase.determiner:
        start = other.end - len(other.bare)
    elif other.determiner and not phrase.determiner and phrase.plural and not other.name:
        start = other.start
    before = question[:start]
    several = (phrase.plural or is_plural(phrase.bare.lower())) and (phrase.kind != "place" or is_demonym(phrase.bare))
    if several != other.plural and not other.before and not other.asked:
        found = re.search(r"\b(is|was|has|does|are|were|have|do)\s+$", before, re.I)
        if found and several == (found.group(1).lower() in ("is", "was", "has", "does")):
            before = f"{before[: found.start()]}{_FORMS[found.group(1).lower()]} "
    return before + _fitting(fragment, before) + question[other.end :]


def _fitting(fragment: str, before: str) -> str:
    return fragment[:1].upper() + fragment[1:] if not before else fragment


def _parallel(phrase: Phrase, previous: Exchange, asked_of: bool) -> Phrase | None:
    """The phrase of the question that a phrase without a preposition takes the place of."""
    others = [other for other in previous.phrases if other.kind != "moment"]
    same = [other for other in others if normal(other.head) == normal(phrase.head) and not phrase.name]
    if same:
        return same[0]
    if phrase.kind == "place":
        places = [other for other in others if other.kind == "place" and other.name and not is_demonym(other.name)]
        places = places or [other for other in others if place_of(other.text)]
        return places[0] if places else _first([other for other in others if other.name and other.before in LOCATIVE])
    if phrase.name:
        if is_demonym(phrase.bare):
            return _first([other for other in others if other.kind == "place" and other.name])
        named = [other for other in others if other.name]
        alike = [
            other for other in named if len(other.name.split()) == len(phrase.name.split()) and other.kind != "place"
        ]
        kind = [other for other in named if other.kind == phrase.kind]
        free = [other for other in named if other.before not in LOCATIVE]
        return _first(alike) if alike and alike[0] in (free or alike) else _first(free or kind or named)
    if is_demonym(phrase.bare):
        return _first([other for other in others if other.kind == "place"])
    asked = [other for other in others if other.asked]
    if not phrase.determiner and asked and (phrase.plural or asked_of):
        return asked[0]
    if phrase.bare.lower().endswith(("'s", "’s")):
        return None
    if not phrase.determiner and phrase.plural:
        several = [other for other in others if other.plural and not other.determiner and not other.asked]
        if several:
            return several[-1]
    definite = [other for other in others if other.determiner and not other.name and not other.asked]
    definite = (
        [other for other in definite if not other.before]
        or [other for other in others if not other.before and not other.asked and not other.name]
        or definite
    )
    return _first(definite) or _first([other for other in others if other.name and other.before not in LOCATIVE])


def _first(phrases: Sequence[Phrase]) -> Phrase | None:
    return phrases[0] if phrases else None


def _possessed(fragment: str, phrase: Phrase, previous: Exchange) -> str | None:
    """ "and the men's?" in the place of "the women's"."""
    if not phrase.bare.lower().endswith(("'s", "’s")):
        return None
    found = re.search(r"\b(?:the\s+)?[^\W\d_]{2,30}['’]s\b", previous.question)
    if found is None:
        return None
    return previous.question[: found.start()] + fragment + previous.question[found.end() :]


def _with_one(phrase: Phrase, previous: Exchange) -> str | None:
    """ "the Canadian one" in the place of "the British embassy"."""
    described = phrase.bare.rsplit(" ", 1)[0] if " " in phrase.bare else phrase.bare if phrase.head not in _ONE else ""
    if not described:
        return None
    for other in previous.phrases:
        adjectives = [(start, end) for start, end, _ in find_places(other.text) if is_demonym(other.text[start:end])]
        if adjectives and is_demonym(described.split()[-1]):
            start, end = adjectives[0]
            question = previous.question
            return question[: other.start + start] + described + question[other.start + end :]
    others = [other for other in previous.phrases if other.determiner and not other.name and other.kind != "moment"]
    if not others or phrase.head not in _ONE:
        return None
    other = others[0]
    noun = other.bare.split()[-1]
    return (
        previous.question[: other.start]
        + f"{phrase.determiner or other.determiner} {described} {noun}"
        + previous.question[other.end :]
    )


def _with_preposition(fragment: str, preposition: str, phrase: Phrase, led: bool, previous: Exchange) -> str | None:
    question = previous.question
    others = [other for other in previous.phrases if other.before and other.kind != "moment"]
    located = preposition in LOCATIVE and (phrase.kind == "place" or phrase.name or preposition in ("in", "at", "near"))
    if located:
        places = [other for other in others if other.before in LOCATIVE and (other.name or other.kind == "place")]
        places += [other for other in others if other.kind == "place" and other.name and other not in places]
        if places:
            start, end = _chain(places[-1], previous, preposition)
            return question[:start] + fragment + question[end:]
    same = [other for other in others if other.before == preposition]
    if same and not located:
        start = previous.lexemes.starts[same[-1].first - 1]
        return question[:start] + fragment + question[same[-1].end :]
    if not located and preposition in ("from", "for", "of", "by", "with", "about"):
        other = _parallel(phrase, previous, asked_of=False)
        if other is not None and _alike(phrase, other) and other.before in ("", preposition):
            return _put(fragment[len(preposition) :].strip(), phrase, other, previous)
    return _placed(question, fragment, previous) if led or located else None


def _placed(question: str, fragment: str, previous: Exchange) -> str:
    """The fragment added at the end, before a date that stands there."""
    date = next((phrase for phrase in previous.phrases if phrase.kind == "moment"), None)
    if date is not None and date.end >= len(question.rstrip(" ?.!")) and not date.before:
        return f"{question[: date.start]}{fragment} {question[date.start :]}"
    return added(question, fragment)


def _chain(place: Phrase, previous: Exchange, preposition: str) -> tuple[int, int]:
    """From the preposition that leads to a place, and to what stands before it ("near the border with"), to its end."""
    first = place
    for other in reversed(previous.phrases):
        if (
            other.last == first.first - 1
            and other.before in LOCATIVE
            and other.kind != "moment"
            and first.before != preposition
        ):
            first = other
    start = previous.lexemes.starts[first.first - 1]
    return start, place.end
