"""Whether a sentence is over, decided from what stands before and after its full stop.

Two sentences taken for one are checked together and do no harm; half a sentence may say what the
whole does not. So a doubt means: not over.
"""

from __future__ import annotations

import re
import unicodedata

from service.language.word_lists import word_set

# These need no white space after them.
FULL_WIDTH = frozenset("。！？｡")
TERMINALS = FULL_WIDTH | frozenset(".!?…؟۔।")
CLOSING = frozenset("\"'”’»›)]}）］】」』")
# What closes a quotation, by what opened it.
QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』"}
OPENING_BRACKETS = frozenset("([{（［【<")
# How much of a sentence's end is looked at.
TAIL = 32

_OPENING_QUOTES = frozenset("'‘‹").union(QUOTES)
_BEFORE_QUOTE = frozenset("*_([{—\0")
_OPENING_SIGNS = frozenset("¿¡#@")
_LAST_WORD = re.compile(r"(?:^|[\s(\[{“‘\"'«„—–/])([^\s(\[{“‘\"'«„—–/]{1,24})$")
# No sentence ends on these.
_TITLES = word_set(
    "mr mrs ms dr prof gen lt col sgt cpl capt maj adm cmdr sen rep gov rev hon pres st messrs mme mlle vs"
)
# A sentence hardly ends on these.
_ABBREVIATIONS = word_set(
    "no nos nr jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "art fig vol pp p ch sec ca approx est etc inc corp ltd llc co bros jr sr dept div ed eds al ft mt bzw "
    "ave blvd rd mph km cf bn mio mrd usw evtl max min tel"
)


def ends_sentence(tail: str, following: str, marked: bool) -> bool:
    """Whether a sentence that stops with `tail` is over, given the first character of what follows.

    `tail` is the last `TAIL` characters up to the full stop and what closes after it; white space
    stood in between, or `marked`: a citation marker.
    """
    if following in OPENING_BRACKETS or following == "`":
        return marked
    if not _can_begin(following):
        return False
    stripped = tail.rstrip("".join(CLOSING) + "*_\0 ")
    if not stripped.endswith("."):
        return marked or not stripped.endswith("…")
    if stripped.endswith(".."):
        return marked
    word = _LAST_WORD.search(stripped[:-1])
    if word is None:
        return True
    folded = word.group(1).casefold().strip("*_\0")
    if folded in _TITLES:
        return False
    return marked or not _is_abbreviation(folded)


def quote_after(character: str, before: str, closers: str | None) -> str | None:
    """What closes the quotation that is open once `character` has come after `before`, None where none is.

    `closers` is what closed it until then. Single quotation marks do not count: most are apostrophes.
    """
    if closers:
        return None if character in closers else closers
    # A straight mark after a letter or a figure is no opening one: it closes, or stands for inches.
    if character in '"»' and not (before.isspace() or before in _BEFORE_QUOTE):
        return None
    return QUOTES.get(character)


def _is_abbreviation(word: str) -> bool:
    """Whether `word` with a point is an abbreviation, an initial or an ordinal number ("5. Mai")."""
    short_number = word.isdecimal() and len(word) <= 2
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or short_number or _has_points(word)


def _has_points(word: str) -> bool:
    return "." in word and all(len(part) <= 2 and part.isalpha() for part in word.split("."))


def _can_begin(character: str) -> bool:
    if character.isalpha():
        return not character.islower()
    return (
        character.isdecimal()
        or character in _OPENING_QUOTES
        or character in _OPENING_SIGNS
        or unicodedata.category(character) == "Sc"
    )
