"""The asking phrase of a question: which word asks, what noun it asks for, what quantities would answer."""

from __future__ import annotations

from service.language.lead_ins import skip_lead_ins
from service.language.lexemes import Lexemes
from service.language.nouns import STOPS, head_noun, singular
from service.language.sought import (
    AMOUNT,
    COUNTED,
    HOW,
    LASTING,
    LONG_THINGS,
    MISSPELT,
    MOMENT,
    MONEY_VERBS,
    NAMED_RATHER,
    NUMBERED,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PRICING,
    SHARE_VERBS,
    SOUGHT,
    Ask,
    Kind,
)
from service.language.units import read_currency, read_unit
from service.language.word_lists import word_set

AUXILIARIES = word_set(
    "is are was were be am do does did has have had can could will would shall should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't "
    "shouldn't"
)
_ASKING = {
    "who": "who", "whom": "who", "whose": "who", "who's": "who", "whos": "who", "where": "where", "wheres": "where",
    "when": "when", "whens": "when", "why": "why", "whys": "why", "what": "what", "whats": "what", "which": "which",
    "how": "how", "hows": "how", "whoever": "who", "whatever": "what",
}  # fmt: skip
_RELATIVES = word_set("which who whose where whom when")
_PREPOSITIONS = word_set("in on at by from to since until till for of with about under during into within after before")
_DOING = word_set("did does do was were will would")
_IMPERATIVES = word_set("name list give identify state provide find specify mention")
_NEAR_WORDS = 4


def read_ask(lexemes: Lexemes) -> Ask:
    """The asking phrase of one question, however it is put; kind "other" where nothing is asked."""
    at = skip_lead_ins(lexemes)
    found = _read_front(lexemes, at)
    if found is not None and not _is_subordinate(lexemes, at):
        return found
    later = _read_how_anywhere(lexemes, at) or _read_after_comma(lexemes, at)
    if later is not None or found is not None:
        in_place = _read_in_place(lexemes, at + 1) if later is None else None
        return later or in_place or found or Ask("other")
    if lexemes.word(at) in _IMPERATIVES:
        return _read_imperative(lexemes, at + 1)
    return _read_in_place(lexemes, at) or Ask("other")


def _read_front(lexemes: Lexemes, at: int) -> Ask | None:
    """An asking word or an auxiliary at the very beginning, a preposition before it or not."""
    if lexemes.word(at) in AUXILIARIES:
        return _read_how_sought(lexemes, at) or Ask("yes_no")
    placed = lexemes.word(at) in _PREPOSITIONS
    ask_at = at + 1 if placed else at
    ask_at += placed and lexemes.word(ask_at) in ("about", "around", "roughly", "approximately")
    if lexemes.word(ask_at) in ("approximately", "roughly", "about", "around"):
        ask_at += 1
    return _read_asking(lexemes, ask_at, lexemes.word(at) if placed else "")


def _read_how_sought(lexemes: Lexemes, at: int) -> Ask | None:
    """ "Did he say how many …": a yes-or-no form that asks for the number all the same."""
    for place in range(at + 2, min(at + 7, len(lexemes))):
        if (
            lexemes.word(place) in ("say", "know", "reveal", "specify", "mention", "tell")
            and lexemes.word(place + 1) in _ASKING
        ):
            return _read_asking(lexemes, place + 1, "")
    return None


def _is_subordinate(lexemes: Lexemes, at: int) -> bool:
    """Whether "when …," or "where …," only sets the scene of the question that follows a comma."""
    if lexemes.word(at) not in ("when", "where", "while") or lexemes.word(at + 1) in AUXILIARIES:
        return False
    if _read_how_anywhere(lexemes, at + 1) is not None or _read_after_comma(lexemes, at + 1) is not None:
        return True
    return _read_in_place(lexemes, at + 1) is not None


def _read_how_anywhere(lexemes: Lexemes, at: int) -> Ask | None:
    for place in range(at, len(lexemes) - 1):
        if lexemes.word(place) in ("how", "howmany", "howmuch") and (
            lexemes.word(place) != "how" or lexemes.word(place + 1) in HOW
        ):
            return _read_asking(lexemes, place, "")
    return None


def _read_after_comma(lexemes: Lexemes, at: int) -> Ask | None:
    last_comma = max((place for place, word in enumerate(lexemes.folded) if word == ","), default=-1)
    for place in range(at, len(lexemes) - 1):
        if lexemes.word(place) not in (",", ":", "-", "–", "—"):
            continue
        following = lexemes.word(place + 1)
        # Between two commas such a word tells more of the noun before it: ", which fell, …".
        relative = following in _RELATIVES and place < last_comma
        if (following in _ASKING and not relative) or following in AUXILIARIES:
            return _read_front(lexemes, place + 1)
        if (
            following in _PREPOSITIONS
            and lexemes.word(place + 2) in ("what", "which")
            and lexemes.word(place + 3) not in AUXILIARIES
        ):
            return _read_front(lexemes, place + 1)
    return None


def _read_in_place(lexemes: Lexemes, at: int) -> Ask | None:
    """An asking word that stands where the answer would: "selling what?", "in which country?"."""
    for place in range(len(lexemes) - 1, at - 1, -1):
        word = lexemes.word(place)
        if word in ("what", "which") or (
            word in ("who", "where", "when", "why", "whom") and lexemes.word(place + 1) in ("", "?")
        ):
            before = lexemes.word(place - 1)
            return _read_asking(lexemes, place, before if before in _PREPOSITIONS else "")
    return None


def _read_asking(lexemes: Lexemes, at: int, before: str) -> Ask | None:
    word = lexemes.word(at)
    if word in ("howmany", "howmuch"):
        return _read_how(lexemes, at, word.removeprefix("how"))
    kind = _ASKING.get(word)
    if kind is None:
        return None
    if kind == "how":
        return _read_how(lexemes, at + 1, lexemes.word(at + 1))
    if kind in ("what", "which"):
        return _read_what(lexemes, at, "what" if kind == "what" else "which", before)
    if kind == "who":
        return Ask("who", _focus(lexemes, at + 1)[0] if word == "whose" else None)
    if kind == "when":
        return Ask("when", None, MOMENT)
    return Ask("where" if kind == "where" else "why")


def _focus(lexemes: Lexemes, at: int, *, one: bool = False) -> tuple[str | None, int]:
    """The noun that the words at a position ask for, as it is written in lower case, and where it ends."""
    if lexemes.word(at) == "us":
        at += 1
    noun, last = head_noun(lexemes, at, one=one)
    if not noun and not one:
        noun, last = head_noun(lexemes, at, one=True)
    return (lexemes.word(last - 1), last) if noun else (None, at)


def _read_how(lexemes: Lexemes, at: int, measure: str) -> Ask:
    """ "how many troops", "how much", "how long", "how tall"; `at` is where the word after "how" stands."""
    measure = MISSPELT.get(measure, measure)
    if measure not in HOW:
        return Ask("how")
    kind, expects = HOW[measure]
    if measure in ("many", "few"):
        return _read_how_many(lexemes, at + 1)
    if measure == "much":
        return _read_how_much(lexemes, at + 1)
    if measure == "long":
        thing = not LONG_THINGS.isdisjoint(lexemes.folded) and LASTING.isdisjoint(lexemes.folded)
        return Ask(kind, None, frozenset({"distance"}) if thing else expects)
    return Ask(kind, measure if kind == "how_much" else None, expects)


def _read_how_many(lexemes: Lexemes, at: int) -> Ask:
    focus, last = _focus(lexemes, at)
    if focus is None:
        return Ask("how_many", None, COUNTED)
    if lexemes.word(last) == "old" or lexemes.word(last + 1) == "old":
        return Ask("how_old", focus, frozenset({"age", "duration"}))
    if focus in ("percent", "%"):
        return Ask("how_many", focus, frozenset({"percent", "ratio"}))
    if focus in ("points", "goals"):
        return Ask("how_many", focus, COUNTED | {"score"})
    if focus in ("pounds", "pound"):
        return Ask("how_many", focus, COUNTED | {"money", "mass"})
    unit = read_currency(lexemes, last - 1, scaled=True) or read_unit(lexemes, last - 1)
    if unit is None:
        unit = read_unit(lexemes, last - 2) if last - 2 >= at else None
    return Ask("how_many", focus, COUNTED | {unit.kind} if unit else COUNTED)


def _read_how_much(lexemes: Lexemes, at: int) -> Ask:
    word = lexemes.word(at)
    words = set(lexemes.folded)
    if word == "time":
        return Ask("how_much", "time", frozenset({"duration"}))
    if word in ("money", "cash", "funding", "tax", "debt"):
        return Ask("how_much", word, frozenset({"money"}))
    if word in ("snow", "rain", "rainfall", "snowfall"):
        return Ask("how_much", word, frozenset({"distance"}))
    if word == "weight":
        return Ask("how_much", word, frozenset({"mass"}))
    if word == "of":
        return Ask("how_much", _focus(lexemes, at)[0], frozenset({"ratio", "percent", "money", "area", "count"}))
    focus = None if word in AUXILIARIES or word in STOPS else _focus(lexemes, at)[0]
    if words & MONEY_VERBS:
        return Ask("how_much", focus, frozenset({"money", "percent"}) if words & SHARE_VERBS else frozenset({"money"}))
    return Ask("how_much", focus, AMOUNT)


def _read_what(lexemes: Lexemes, at: int, kind: Kind, before: str) -> Ask:
    after = at + 1
    if lexemes.word(at) == "whats" or lexemes.surface(at).lower().endswith(("'s", "’s")):
        return _read_sought(lexemes, after, kind)
    if lexemes.word(after) in AUXILIARIES or lexemes.word(after) == "s":
        if lexemes.word(after) in _DOING and any(_prices(lexemes, at) for at in range(after + 2, len(lexemes))):
            return Ask("how_much", None, SOUGHT["cost"][1])
        return _read_sought(lexemes, after + 1, kind) if _links(lexemes, after) else Ask(kind)
    if lexemes.word(after) == "of":
        focus, _ = _focus(lexemes, after)
        return Ask(kind, focus)
    if lexemes.word(after) == "kind" or lexemes.word(after) in ("type", "sort", "species", "form"):
        return Ask(kind, _focus(lexemes, after + 1, one=True)[0])
    focus, last = _focus(lexemes, after, one=True)
    return _by_noun(_deciding_noun(lexemes, after, last, focus), kind, before)


def _prices(lexemes: Lexemes, at: int) -> bool:
    """Whether a verb stands here whose object is a sum: "what did it cost in May", not "the cost of", "fined for?"."""
    following = lexemes.word(at + 1)
    if following == "for" and lexemes.word(at + 2) in ("?", ""):
        return False
    ends = following in ("?", "", "per", "them", "him", "her", "us") or (
        following in _PREPOSITIONS and following != "of"
    )
    return lexemes.word(at) in PRICING and ends and lexemes.word(at - 1) not in _DETERMINERS


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


def _by_noun(noun: str | None, kind: Kind, before: str) -> Ask:
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


_KNOWN_NOUNS = PERSON_NOUNS | PLACE_NOUNS
_DETERMINERS = word_set(
    "the a an his her its their this that total overall exact current latest average estimated final"
)


def _read_sought(lexemes: Lexemes, at: int, kind: Kind) -> Ask:
    """ "what was the price of …", "what is the name of the man who …", "what was Russia's death toll"."""
    while lexemes.word(at) in _DETERMINERS:
        at += 1
    for place in range(at, min(at + _NEAR_WORDS + 1, len(lexemes))):
        word = lexemes.word(place)
        if (word in STOPS and place > at) or lexemes.kind(place) not in ("word", "code"):
            break
        follows = lexemes.word(place + 1)
        if word in SOUGHT and (follows in STOPS or follows in ("?", "") or lexemes.kind(place + 1) != "word"):
            return _sought_of(lexemes, place, word)
        if word == "name" and follows == "of":
            focus, _ = _focus(lexemes, place + 2 + (lexemes.word(place + 2) in _DETERMINERS), one=True)
            return Ask("who" if focus in PERSON_NOUNS else kind, focus)
    focus, _ = _focus(lexemes, at, one=True)
    return Ask(kind, focus)


def _sought_of(lexemes: Lexemes, at: int, noun: str) -> Ask:
    kind, expects = SOUGHT[noun]
    if noun in ("number", "total", "toll", "quantity", "count") and lexemes.word(at + 1) == "of":
        focus, _ = _focus(lexemes, at + 2 + (lexemes.word(at + 2) in _DETERMINERS))
        return Ask(kind, focus or noun, expects)
    if noun == "toll" and lexemes.word(at - 1) == "death":
        return Ask(kind, "deaths", expects)
    return Ask(kind, noun, expects)


def _read_imperative(lexemes: Lexemes, at: int) -> Ask:
    """ "name the president who …", "list three countries"."""
    while _opens_command(lexemes, at):
        at += 1
    if lexemes.word(at) in _ASKING:
        return _read_front(lexemes, at) or Ask("other")
    if lexemes.word(at) in SOUGHT:
        return _sought_of(lexemes, at, lexemes.word(at))
    focus, _ = _focus(lexemes, at)
    return _by_noun(focus, "what", "") if focus else Ask("other")


def _opens_command(lexemes: Lexemes, at: int) -> bool:
    """Whether a word only leads from a command to its noun: "name [the name of three] countries"."""
    word = lexemes.word(at)
    if word == "name":
        return lexemes.word(at + 1) == "of"
    return word in _DETERMINERS or word in ("me", "us", "of") or lexemes.kind(at) == "number"
