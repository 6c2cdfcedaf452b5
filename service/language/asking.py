"""The asking phrase of a question: which word asks, what noun it asks for, what quantities would answer."""

from __future__ import annotations

from service.language.asked_nouns import by_noun, focus_of, read_what, sought_of
from service.language.lead_ins import skip_lead_ins
from service.language.lexemes import Lexemes
from service.language.nouns import STOPS
from service.language.sought import (
    AMOUNT,
    AUXILIARIES,
    COUNTED,
    DETERMINERS,
    HOW,
    LASTING,
    LONG_THINGS,
    MISSPELT,
    MOMENT,
    MONEY_VERBS,
    PREPOSITIONS,
    SHARE_VERBS,
    SOUGHT,
    Ask,
)
from service.language.units import read_currency, read_unit
from service.language.word_lists import word_set

_ASKING = {
    "who": "who", "whom": "who", "whose": "who", "who's": "who", "whos": "who", "where": "where", "wheres": "where",
    "when": "when", "whens": "when", "why": "why", "whys": "why", "what": "what", "whats": "what", "which": "which",
    "how": "how", "hows": "how", "whoever": "who", "whatever": "what",
}  # fmt: skip
# What is carried or spilt is no sum of money.
_PHYSICAL = word_set(
    "carry carries carried pump pumps pumped spill spills spilled spilt leak leaks leaked emit emits emitted weigh "
    "weighs weighed eat eats ate drink drinks drank"
)
_RELATIVES = word_set("which who whose where whom when")
_IMPERATIVES = word_set("name list give identify state provide find specify mention")


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
    placed = lexemes.word(at) in PREPOSITIONS
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
            following in PREPOSITIONS
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
            return _read_asking(lexemes, place, before if before in PREPOSITIONS else "")
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
        return read_what(lexemes, at, "what" if kind == "what" else "which", before)
    if kind == "who":
        return Ask("who", focus_of(lexemes, at + 1)[0] if word == "whose" else None)
    if kind == "when":
        return Ask("when", None, MOMENT)
    return Ask("where" if kind == "where" else "why")


def _read_how(lexemes: Lexemes, at: int, measure: str) -> Ask:
    """ "how many troops", "how much", "how long", "how tall"; `at` is where the word after "how" stands."""
    measure = MISSPELT.get(measure, measure)
    if measure == "come":
        return Ask("why")
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
    focus, last = focus_of(lexemes, at)
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
        return Ask("how_much", focus_of(lexemes, at)[0], frozenset({"ratio", "percent", "money", "area", "count"}))
    focus = None if word in AUXILIARIES or word in STOPS else focus_of(lexemes, at)[0]
    if words & MONEY_VERBS:
        return Ask("how_much", focus, frozenset({"money", "percent"}) if words & SHARE_VERBS else frozenset({"money"}))
    return Ask("how_much", focus, AMOUNT - {"money"} if words & _PHYSICAL else AMOUNT)


def _read_imperative(lexemes: Lexemes, at: int) -> Ask:
    """ "name the president who …", "list three countries"."""
    while _opens_command(lexemes, at):
        at += 1
    if lexemes.word(at) in _ASKING:
        return _read_front(lexemes, at) or Ask("other")
    if lexemes.word(at) in SOUGHT:
        return sought_of(lexemes, at, lexemes.word(at))
    focus, _ = focus_of(lexemes, at)
    return by_noun(focus, "what", "") if focus else Ask("other")


def _opens_command(lexemes: Lexemes, at: int) -> bool:
    """Whether a word only leads from a command to its noun: "name [the name of three] countries"."""
    word = lexemes.word(at)
    if word == "name":
        return lexemes.word(at + 1) == "of"
    return word in DETERMINERS or word in ("me", "us", "of") or lexemes.kind(at) == "number"
