"""Pronouns and pointing words of a follow-up, put into the words that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.language.conversation.antecedents import Exchange, Standing, antecedent, whole
from service.language.conversation.phrases import GROUPS, PREPOSITIONS, Phrase, find_phrases
from service.language.conversation.verbs import known_verb
from service.language.lexemes import Lexemes, read_lexemes
from service.language.nouns import STOPS, singular
from service.language.quantities import find_quantities
from service.language.sought import AUXILIARIES, PLACE_NOUNS
from service.language.word_lists import word_set
from service.language.words import STOP_WORDS, normal, words

_STANDINGS: dict[str, Standing] = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she",
    "it": "it_doing", "its": "it_doing", "they": "they", "them": "they", "their": "they", "there": "there",
    "those": "members", "these": "members", "it's": "it_doing", "he's": "he", "she's": "she", "they're": "they",
}  # fmt: skip
_POSSESSIVE = word_set("his its their")
_OBJECTIVE = word_set("him them")
# What opens a clause in which a pronoun may stand for something the question itself named.
_OPENS_CLAUSE = word_set(
    "that when because if after before while since as and but which who whether although until , than"
)
_SAYING = word_set("say says said claim claimed announce announced admit admitted argue argued tell told warn warned")
_IMPERSONAL = word_set(
    "rain snow rained snowed true possible likely legal raining snowing safe important necessary clear that "
    "known fair normal common time cold hot thought believed expected easy hard worth okay ok"
)
_NOT_POINTING = word_set(
    "is are was were be been will would can could has have had isn't aren't wasn't weren't should may"
)
_SOME_OF = word_set("of")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question with its pronouns replaced; `open` says that one stands for something not found."""

    text: str
    open: bool


def resolve(question: str, exchanges: Sequence[Exchange]) -> Resolved:
    """The question with each pronoun and each noun that only points replaced, where its meaning is found."""
    lexemes = read_lexemes(question)
    phrases = find_phrases(question)
    pieces: list[str] = []
    done, unresolved = 0, False
    changes = sorted(
        [*_pronouns(lexemes, phrases, exchanges), *_pointing_phrases(lexemes, phrases, exchanges)],
        key=lambda change: (change[0], -change[1]),
    )
    for start, end, text in changes:
        if start < done:
            continue
        if text is None:
            unresolved = True
            continue
        pieces += [question[done:start], text]
        done = end
    return Resolved("".join(pieces) + question[done:], unresolved)


Change = tuple[int, int, str | None]


def _pronouns(lexemes: Lexemes, phrases: Sequence[Phrase], exchanges: Sequence[Exchange]) -> Iterator[Change]:
    for at in range(len(lexemes)):
        surface = lexemes.surface(at).lower().replace("’", "'")
        word = surface if surface in _STANDINGS else lexemes.word(at)
        start, end = lexemes.starts[at], lexemes.ends[at]
        if word == "that" and (said := _said(lexemes, at, exchanges)):
            yield start, end, said
        elif word in ("that", "this") and _points(lexemes, at):
            yield start, end, None
        elif word == "then" and at == len(lexemes) - 1 - (lexemes.kind(len(lexemes) - 1) == "mark") and at > 2:
            if when := _moment(exchanges):
                yield start, end, when
        elif word in _STANDINGS and not _stays(lexemes, at, word, phrases):
            standing = _standing(lexemes, at, word)
            if lexemes.word(at - 1) == "of" and word in ("them", "those", "these"):
                standing = "members"
            found = antecedent(standing, exchanges, lexemes.text)
            if found is None:
                yield start, end, None
            elif surface != lexemes.word(at) and surface.endswith(("'s", "'re")):
                yield start, end - len(surface) + surface.index("'"), f"{_opening(found, at)} {_full(surface)}"
                yield end - len(surface) + surface.index("'"), end, ""
            else:
                yield start, end, _opening(_owned(found) if _owns(lexemes, at, word) else found, at)


def _full(surface: str) -> str:
    return "are" if surface.endswith("'re") else "is"


def _opening(text: str, at: int) -> str:
    return text[:1].upper() + text[1:] if at == 0 else text


def _standing(lexemes: Lexemes, at: int, word: str) -> Standing:
    standing = _STANDINGS[word]
    if word == "it" and lexemes.word(at - 1) not in AUXILIARIES and lexemes.word(at + 1) not in AUXILIARIES:
        return "it_done"
    return standing


def _owns(lexemes: Lexemes, at: int, word: str) -> bool:
    if word in _POSSESSIVE:
        return True
    following = lexemes.word(at + 1)
    return (
        word == "her" and lexemes.kind(at + 1) in ("word", "code") and following not in STOPS | STOP_WORDS | AUXILIARIES
    )


def _owned(name: str) -> str:
    if name.endswith(("'s", "’s")):
        return name
    mark = "’" if "’" in name else "'"
    return name + (mark if name.endswith("s") and name[:1].islower() else f"{mark}s")


def _stays(lexemes: Lexemes, at: int, word: str, phrases: Sequence[Phrase]) -> bool:
    """Whether the pronoun needs nothing from before: it is impersonal, or the question itself says what it means."""
    following, before = lexemes.word(at + 1), lexemes.word(at - 1)
    if word in ("it", "it's"):
        rest = lexemes.folded[at + 1 : at + 4]
        if rest and (rest[0] in _IMPERSONAL or (len(rest) > 1 and rest[1] in _IMPERSONAL and before == "")):
            return True
        if rest[:1] == ["take"] and ("to" in lexemes.folded[at + 1 :] or "for" in lexemes.folded[at + 1 :]):
            return True
        if before in ("make", "made") and rest[:1] == ["back"]:
            return True
        if "that" in rest[:3] and before in ("is", "was") and rest[0] != "that":
            return True
    if word == "there":
        following_known = following in AUXILIARIES or before in AUXILIARIES or before == ""
        return following_known and not (before in AUXILIARIES and following in ("", "?"))
    if word in ("those", "these"):
        return before not in _SOME_OF or (lexemes.kind(at + 1) == "word" and following not in STOPS | AUXILIARIES)
    return _within(lexemes, at, word, phrases)


def _within(lexemes: Lexemes, at: int, word: str, phrases: Sequence[Phrase]) -> bool:
    """Whether a phrase of the question before the pronoun is what it stands for."""
    standing = _STANDINGS[word]
    earlier = [phrase for phrase in phrases if phrase.last <= at and _agrees(standing, phrase)]
    if not earlier:
        return False
    last = earlier[-1]
    between = lexemes.folded[last.last : at]
    if lexemes.word(at - 1) in AUXILIARIES and last.asked and len(between) <= 2:
        return False
    if word in _POSSESSIVE or (word == "her" and _owns(lexemes, at, word)):
        return True
    return any(other in _OPENS_CLAUSE or other in _SAYING or other == "think" for other in between)


def _agrees(standing: Standing, phrase: Phrase) -> bool:
    if phrase.kind == "moment":
        return False
    if standing in ("he", "she"):
        return phrase.kind == "person" or (phrase.kind == "name" and phrase.before == "")
    if standing in ("they", "members"):
        return phrase.plural or phrase.kind in ("group", "name")
    return not phrase.plural and phrase.kind != "person" and (phrase.name != "" or phrase.determiner != "")


def _points(lexemes: Lexemes, at: int) -> bool:
    """Whether "that" or "this" is a pronoun: nothing follows that it could belong to."""
    following, before = lexemes.word(at + 1), lexemes.word(at - 1)
    if following in ("", "?", ".", "!", ","):
        return before in PREPOSITIONS or before in AUXILIARIES or at > 1
    return (at == 0 and following in _NOT_POINTING) or (before in AUXILIARIES and following in _NOT_POINTING)


def _said(lexemes: Lexemes, at: int, exchanges: Sequence[Exchange]) -> str | None:
    """What "say that" refers to: the clause that the last answer, or else the question, reports."""
    if lexemes.word(at - 1) not in _SAYING or lexemes.word(at + 1) not in ("", "?", ".", "!") or not exchanges:
        return None
    found = _REPORTED.search(exchanges[-1].answer)
    if found:
        return f"that {found.group(1).strip()}"
    about = re.search(r"\babout\s+[^?.!]{1,200}", exchanges[-1].question)
    return about.group().strip() if about else None


_REPORTED = re.compile(r"\b(?:said|says|claimed|announced|admitted|argued|warned)\s+(?:that\s+)?([^.?!;\"“”]{3,240})")


def _moment(exchanges: Sequence[Exchange]) -> str | None:
    for exchange in reversed(exchanges):
        for text in (exchange.question, exchange.answer):
            for one in find_quantities(text):
                if one.kind in ("date", "year"):
                    before = re.search(
                        r"\b(?:in|on|during|since|by|at|back in)\s+(?:the\s+)?$",
                        text[max(0, one.start - 24) : one.start],
                    )
                    return f"{before.group() if before else ''}{one.text}"
    return None


_GENERIC = word_set(
    "plan deal law bill proposal attack crash storm trial case strike vote election report study accident ban "
    "tax merger project scheme agreement match game final race film album book festival programme program "
    "rule policy move decision protest explosion blast earthquake flood fire virus outbreak vaccine drug "
    "product device rocket mission"
)


def _pointing_phrases(lexemes: Lexemes, phrases: Sequence[Phrase], exchanges: Sequence[Exchange]) -> Iterator[Change]:
    """ "the company", "that country", "that parking charge", "the ban": phrases that only point at what was named."""
    named = any(phrase.name for phrase in phrases)
    for phrase in phrases:
        determiner = phrase.determiner.lower()
        if phrase.name or determiner not in ("the", "that", "this", "those", "these"):
            continue
        if determiner in ("that", "this") and (phrase.plural or known_verb(lexemes.word(phrase.first - 1))):
            continue
        head, one_word = singular(phrase.head), " " not in phrase.bare
        pointing = determiner != "the"
        modified = lexemes.word(phrase.last) in (
            "of",
            "that",
            "who",
            "which",
            "where",
            "between",
            "on",
            "in",
            "for",
            "against",
            "with",
        )
        if one_word and head in GROUPS and not (modified and not pointing) and not named:
            found = antecedent("group", exchanges, lexemes.text)
            if found:
                yield phrase.start, phrase.end, found
                continue
        if one_word and head in PLACE_NOUNS and (pointing or not modified) and not phrase.plural and not named:
            place = antecedent("there", exchanges, lexemes.text)
            if place:
                yield phrase.start, phrase.end, place.split(" ", 1)[1]
                continue
        if pointing or (one_word and not modified and head in _GENERIC):
            fuller = _fuller(phrase, exchanges)
            if fuller == "":
                continue
            if fuller:
                yield phrase.start, phrase.end, fuller
            elif one_word and not named and (pointing or head in _GENERIC):
                yield phrase.start, phrase.end, None


def _fuller(phrase: Phrase, exchanges: Sequence[Exchange]) -> str | None:
    """The phrase of the last exchanges that says all the words of this one and more; "" where it says no more."""
    wanted = {normal(word) for word, _, _ in words(phrase.bare)}
    for exchange in reversed(exchanges):
        for text, found in ((exchange.question, exchange.phrases), (exchange.answer, exchange.answered)):
            for number, other in enumerate(found):
                if other.kind == "moment" or not wanted & {normal(other.head)}:
                    continue
                candidate = _with_next(other, found[number + 1 :], text, wanted) if text is exchange.answer else ""
                candidate = candidate or (whole(other, exchange) if text is exchange.question else other.text)
                bare = candidate[len(other.determiner) :].strip() if other.determiner else candidate
                if candidate.lower().startswith("the "):
                    bare = candidate[len("the ") :]
                told = {normal(word) for word, _, _ in words(bare)}
                if wanted <= told and (told - wanted or text is exchange.question):
                    return f"the {bare}" if told - wanted else ""
    return None


def _with_next(phrase: Phrase, following: Sequence[Phrase], text: str, wanted: set[str]) -> str:
    """The phrase with the one that a preposition ties to it, where only both hold the wanted words."""
    other = following[0] if following else None
    if other is None or other.before not in PREPOSITIONS or other.first != phrase.last + 1 or other.kind == "moment":
        return ""
    both = text[phrase.start : other.end]
    return both if wanted <= {normal(word) for word, _, _ in words(both)} else ""
