"""What a number counts: the head noun after it, and nouns in the singular."""

from __future__ import annotations

from service.language.lexemes import Lexemes
from service.language.word_lists import word_set

_IRREGULAR = {
    "people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child", "police": "police",
    "personnel": "personnel", "staff": "staff", "aircraft": "aircraft", "spacecraft": "spacecraft",
    "series": "series", "species": "species", "sheep": "sheep", "fish": "fish", "cattle": "cattle", "teeth": "tooth",
    "feet": "foot", "mice": "mouse", "geese": "goose", "lives": "life", "wives": "wife", "knives": "knife",
    "leaves": "leaf", "wolves": "wolf", "halves": "half", "thieves": "thief", "buses": "bus", "gases": "gas",
    "shoes": "shoe", "movies": "movie", "zombies": "zombie", "cookies": "cookie", "calories": "calorie",
    "selfies": "selfie", "ties": "tie", "crises": "crisis", "analyses": "analysis", "data": "data",
    "media": "media", "criteria": "criterion", "phenomena": "phenomenon", "viruses": "virus", "bonuses": "bonus",
    "campuses": "campus", "statuses": "status", "infantry": "infantry", "youth": "youth", "clergy": "clergy",
    "dead": "dead", "killed": "killed", "injured": "injured", "wounded": "wounded", "missing": "missing",
    "homeless": "homeless", "arrested": "arrested", "hurt": "injured", "hostage": "hostage", "dice": "die",
    "headquarters": "headquarters", "means": "means", "news": "news", "others": "other", "us": "us",
}  # fmt: skip
# Standing alone after a number they name who is counted ("left 12 dead"), before a noun they describe it.
_STATES = word_set("dead killed injured wounded missing homeless arrested hurt")
_PLURAL_MEN = ("men", "women", "people", "children", "folk")
_NOT_PLURAL_ENDINGS = ("ss", "us", "is", "ous")
_VERBS_IN_S = word_set(
    "has is was does says remains includes needs wants comes makes goes takes gets gives shows means "
    "tells knows thinks believes plans becomes seems appears keeps helps adds always perhaps besides "
    "towards"
)
_PASSED_OVER = word_set("more other additional new extra further different separate")
STOPS = word_set(
    "a an the this that these those his her its their our my your of in on at by for from to into onto "
    "near with without within and or but nor as if than then when where while who whom whose which what "
    "that because since until till before after during over under above below between among amid against "
    "across along around about up down out off back away apart per via is are was were be been being am "
    "has have had do does did will would shall should can could may might must not no yes he she it they "
    "we you i him them us me there here now today yesterday tomorrow tonight ago later earlier last next "
    "said told says left lost won saw came went took made got gave died fled died fell rose each every "
    "all both either neither also only just even still already too very so such whether however although "
    "though despite including according monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december behind beyond inside "
    "outside beside beneath towards toward through throughout worldwide overall alone bought sold built "
    "brought sent held kept met paid ran led spoke wrote chose drew fought flew grew hit shot struck sank "
    "stood thought broke threw wore felt began became spent beat put caught taught stole"
)
_DETERMINERS = word_set("the its his her their our these those all them my your")
_MOST_WORDS = 3
_SHORTEST_PLURAL = 4


def singular(noun: str) -> str:
    """The singular of a lower-case noun; a noun that is not plural is returned as it is."""
    irregular = _IRREGULAR.get(noun)
    if irregular is not None:
        return irregular
    if noun.endswith(("men", "women")) and len(noun) > _SHORTEST_PLURAL:
        return noun[:-2] + "an"
    if noun.endswith("people"):
        return noun.removesuffix("people") + "person"
    if not noun.endswith("s") or noun.endswith(_NOT_PLURAL_ENDINGS) or len(noun) < _SHORTEST_PLURAL:
        return noun
    if noun.endswith("ies") and len(noun) > _SHORTEST_PLURAL:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses", "zzes", "oes")):
        return noun[:-2]
    return noun[:-1]


def is_plural(noun: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    if noun in _IRREGULAR:
        return noun not in ("foot", "us", "data", "hostage")
    if noun.endswith(_PLURAL_MEN):
        return True
    return (
        len(noun) >= _SHORTEST_PLURAL
        and noun.endswith("s")
        and not noun.endswith(_NOT_PLURAL_ENDINGS)
        and noun not in STOPS
        and noun not in _VERBS_IN_S
    )


def head_noun(lexemes: Lexemes, at: int, *, one: bool = False) -> tuple[str, int]:
    """The singular of the noun that a number before `at` counts, and where the noun ends.

    The noun is the first plural within three words, or the one after it ("police officers"); for
    `one`, the last word before the sentence goes on. ("", at) where there is none.
    """
    start = at
    if lexemes.word(at) == "of":
        at += 1
        while lexemes.word(at) in _DETERMINERS:
            at += 1
    words = _following_words(lexemes, at)
    if one:
        return _singular_head(words) or ("", start)
    for place, (word, last) in enumerate(words):
        if not is_plural(word) or (word in _STATES and place > 0):
            continue
        while place + 1 < len(words) and is_plural(words[place + 1][0]) and words[place + 1][0] not in _STATES:
            place += 1
            word, last = words[place]
        if word in _STATES and place + 1 < len(words):
            continue
        return singular(word), last
    states = [(singular(word), last) for word, last in words[:1] if word in _STATES]
    return states[0] if states else ("", start)


def _following_words(lexemes: Lexemes, at: int) -> list[tuple[str, int]]:
    """Up to three words from a position, compounds by their last part, up to a stop or a mark."""
    words: list[tuple[str, int]] = []
    while len(words) < _MOST_WORDS and lexemes.kind(at) in ("word", "code") and not (words and lexemes.joined(at)):
        parts = 0
        while lexemes.hyphen(at + 1) and lexemes.kind(at + 2) == "word" and parts < _MOST_WORDS:
            at, parts = at + 2, parts + 1
        word = lexemes.word(at)
        if word in STOPS and not (word == "us" and lexemes.surface(at) == "US") and word not in _PASSED_OVER:
            break
        at += 1
        if word not in _PASSED_OVER:
            words.append((word, at))
        elif lexemes.word(at) in STOPS:
            break
    return words


def _singular_head(words: list[tuple[str, int]]) -> tuple[str, int] | None:
    head: tuple[str, int] | None = None
    for word, last in words:
        if word in _VERBS_IN_S or (head and (word.endswith(("ed", "ing", "ly")) or is_plural(word))):
            break
        head = (singular(word), last)
    return head
