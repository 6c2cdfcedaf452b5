"""The noun that "what" and "which" ask for, and what its kind says of the answer."""

from __future__ import annotations

from service.language.lexemes import Lexemes
from service.language.nouns import STOPS, head_noun, singular
from service.language.sought import (
    AUXILIARIES,
    DETERMINERS,
    NAMED_RATHER,
    NUMBERED,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PREPOSITIONS,
    PRICING,
    SOUGHT,
    Ask,
    Kind,
)
from service.language.word_lists import word_set

_KNOWN_NOUNS = PERSON_NOUNS | PLACE_NOUNS
_DOING = word_set("did does do was were will would")
_NEAR_WORDS = 4
_THINKING = word_set("think believe say suspect reckon assume")
_OBJECTS = word_set("him her it them us me people the his their its this that these")
_BEING = word_set("is are was were be been")
_BLAMED = frozenset(("to blame", "blamed for"))
_CAUSING = word_set(
    "caused causes causing triggered triggers triggering sparked sparks sparking prompted prompts prompting explains "
    "explained delayed provoked"
)
_CAUSING_WITH = frozenset(
    ("led to", "leads to", "leading to", "brought about", "set off", "held up", "holding up", "brought on")
)


def focus_of(lexemes: Lexemes, at: int, *, one: bool = False) -> tuple[str | None, int]:
    """The noun that the words at a position ask for, as it is written in lower case, and where it ends."""
    if lexemes.word(at) == "us":
        at += 1
    noun, last = head_noun(lexemes, at, one=one)
    if not noun and not one:
        noun, last = head_noun(lexemes, at, one=True)
    return (lexemes.word(last - 1), last) if noun else (None, at)


def read_what(lexemes: Lexemes, at: int, kind: Kind, before: str) -> Ask:
    """What the "what" or "which" at a position asks for, with the preposition before it."""
    after = at + 1
    if lexemes.word(at) == "whats" or lexemes.surface(at).lower().endswith(("'s", "’s")):
        return _read_sought(lexemes, after, kind)
    if kind == "what" and _asks_cause(lexemes, after):
        return Ask("why")
    if lexemes.word(after) in AUXILIARIES or lexemes.word(after) == "s":
        if lexemes.word(after) in _DOING and any(_prices(lexemes, at) for at in range(after + 2, len(lexemes))):
            return Ask("how_much", None, SOUGHT["cost"][1])
        return _read_sought(lexemes, after + 1, kind) if _links(lexemes, after) else Ask(kind)
    if lexemes.word(after) == "of":
        focus, _ = focus_of(lexemes, after)
        return Ask(kind, focus)
    if lexemes.word(after) == "kind" or lexemes.word(after) in ("type", "sort", "species", "form"):
        return Ask(kind, focus_of(lexemes, after + 1, one=True)[0])
    focus, last = focus_of(lexemes, after, one=True)
    return by_noun(_deciding_noun(lexemes, after, last, focus), kind, before)


def _asks_cause(lexemes: Lexemes, at: int) -> bool:
    """Whether "what", before `at`, is the cause: "what caused", "what has held up", "what do they think set off"."""
    if lexemes.word(at) in _DOING:
        thought = next((place for place in range(at + 2, at + 7) if lexemes.word(place) in _THINKING), None)
        at = thought + 1 if thought else at
    first = at
    while lexemes.word(at) in AUXILIARIES or lexemes.word(at) == "been":
        at += 1
    word, following = lexemes.word(at), lexemes.word(at + 1)
    if at > first and lexemes.word(at - 1) in _BEING and not word.endswith("ing"):
        return f"{word} {following}" in _BLAMED or (word == "behind" and following != "")
    if word in ("made", "makes"):
        return following in _OBJECTS
    return word in _CAUSING or f"{word} {following}" in _CAUSING_WITH


def _prices(lexemes: Lexemes, at: int) -> bool:
    """Whether a verb stands here whose object is a sum: "what did it cost in May", not "the cost of", "fined for?"."""
    following = lexemes.word(at + 1)
    if following == "for" and lexemes.word(at + 2) in ("?", ""):
        return False
    ends = following in ("?", "", "per", "them", "him", "her", "us") or (
        following in PREPOSITIONS and following != "of"
    )
    return lexemes.word(at) in PRICING and ends and lexemes.word(at - 1) not in DETERMINERS


def _links(lexemes: Lexemes, at: int) -> bool:
    """Whether the auxiliary after "what" is a form of "be" before a noun phrase."""
    return lexemes.word(at) in ("is", "are", "was", "were", "s", "will", "would", "has", "had", "have")


def _deciding_noun(lexemes: Lexemes, first: int, last: int, focus: str | None) -> str | None:
    """The noun that decides: a known one in the phrase ("what time did", "which company makes"), else its head."""
    for place in range(first, min(last, first + _NEAR_WORDS)):
        if lexemes.word(place) in SOUGHT and (place == first or place == last - 1):
            return lexemes.word(place)
    known = [lexemes.word(place) for place in range(first, last) if singular(lexemes.word(place)) in _KNOWN_NOUNS]
    return known[-1] if known else focus


def by_noun(noun: str | None, kind: Kind, before: str) -> Ask:
    """What "what NOUN" or "which NOUN" asks, with the preposition before it."""
    if noun is None or noun in ("one", "ones"):
        return Ask(kind)
    if singular(noun) in NUMBERED:
        return Ask(kind, noun, frozenset({"ordinal"}))
    if noun in SOUGHT and noun not in NAMED_RATHER:
        return Ask(SOUGHT[noun][0], noun, SOUGHT[noun][1])
    name = singular(noun)
    if name in SOUGHT and name not in NAMED_RATHER:
        return Ask(SOUGHT[name][0], noun, SOUGHT[name][1])
    if name in PERSON_NOUNS or noun in PERSON_NOUNS:
        return Ask("who", noun)
    if name in PLACE_NOUNS and before in ("in", "at", "from", "to", "on", "near", "into"):
        return Ask("where", noun)
    return Ask(kind, noun)


def _read_sought(lexemes: Lexemes, at: int, kind: Kind) -> Ask:
    """ "what was the price of …", "what is the name of the man who …", "what was Russia's death toll"."""
    while lexemes.word(at) in DETERMINERS:
        at += 1
    for place in range(at, min(at + _NEAR_WORDS + 1, len(lexemes))):
        word = lexemes.word(place)
        if (word in STOPS and place > at) or lexemes.kind(place) not in ("word", "code"):
            break
        follows = lexemes.word(place + 1)
        if word in SOUGHT and (follows in STOPS or follows in ("?", "") or lexemes.kind(place + 1) != "word"):
            return sought_of(lexemes, place, word)
        if word == "name" and follows == "of":
            focus, _ = focus_of(lexemes, place + 2 + (lexemes.word(place + 2) in DETERMINERS), one=True)
            return Ask("who" if focus in PERSON_NOUNS else kind, focus)
    focus, _ = focus_of(lexemes, at, one=True)
    return Ask(kind, focus)


def sought_of(lexemes: Lexemes, at: int, noun: str) -> Ask:
    """What is asked for with a noun of SOUGHT at a position: "the number of soldiers" asks for soldiers."""
    kind, expects = SOUGHT[noun]
    if noun in ("number", "total", "toll", "quantity", "count") and lexemes.word(at + 1) == "of":
        focus, _ = focus_of(lexemes, at + 2 + (lexemes.word(at + 2) in DETERMINERS))
        return Ask(kind, focus or noun, expects)
    if noun == "toll" and lexemes.word(at - 1) == "death":
        return Ask(kind, "deaths", expects)
    return Ask(kind, noun, expects)
