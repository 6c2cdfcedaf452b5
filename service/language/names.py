"""Proper names in a question: capitalised runs, acronyms, quoted words, and places however they are typed."""

from __future__ import annotations

import re

from service.language.dates import MONTHS, WEEKDAYS
from service.language.lexemes import Lexemes, read_lexemes
from service.language.nouns import STOPS
from service.language.places import find_places
from service.language.word_lists import word_set
from service.language.words import STOP_WORDS

_QUOTED = re.compile(r'"([^"\n]{1,200})"|“([^”\n]{1,200})”|(?<!\w)[‘\']([^’\'\n]{2,200})[’\'](?!\w)')
_CONNECTORS = word_set("of de del bin ibn al von van la le el da dos du and the & for")
# Words that begin a question or a command and are capitalised for that alone.
_OPENERS = (
    STOP_WORDS
    | STOPS
    | word_set(
        "tell name list give describe explain please according considering identify state say show find did "
        "approximately roughly whats whos hows wheres please yes no ok hi hello also exactly define summarise "
        "summarize compare"
    )
)
# A lone first word with such an ending is hardly a name ("Scientists …", "Unprecedented …").
_COMMON_ENDINGS = ("ed", "ing", "ly", "ous", "ive", "ions", "ists", "ers", "ies", "ents", "ment")
_NEAR = 40
_MOST_CONNECTORS = 2
_CAPITALS_SHARE = 0.8


def find_names(text: str) -> tuple[str, ...]:
    """The names of `text` in order, each once, as they are written and without a possessive ending.

    Text all in capitals or all in lower case shows no names by its letters: there the places that
    `places.find_places` knows are found, and in lower case "us" before a noun is the country.
    """
    lexemes = read_lexemes(text)
    found: list[tuple[int, str]] = [
        (match.start(), next(group for group in match.groups() if group).strip(" ,.?!"))
        for match in _QUOTED.finditer(text)
    ]
    if shows_capitals(lexemes):
        found += _capitalised_runs(lexemes)
    else:
        found += [
            (start, text[start:end])
            for start, end, _ in find_places(text)
            if text[start:end] != "US" or _is_country(text, start)
        ]
        found += [(match.start(), match.group()) for match in _LOWER_US.finditer(text)]
    named = {start: name for start, name in sorted(found, key=lambda item: (item[0], -len(item[1]))) if name}
    covered = -1
    names: dict[str, None] = {}
    for start, name in sorted(named.items()):
        if start < covered or name in names:
            continue
        names[name] = None
        covered = start + len(name)
    return tuple(names)


# In lower case "us" is the country before a noun, or after "the": "how many us troops", "the us".
_LOWER_US = re.compile(
    r"(?:(?<=\bthe )|(?<=\bmany )|(?<=\bmore )|(?<=\bof )(?=us\s+[a-z]{4,}))us\b(?=\s+[a-z])|(?<=\bthe )us\b"
)


def _is_country(text: str, start: int) -> bool:
    """Whether "US" in a text all in capitals is the country: after "the", or before a noun."""
    before, after = text[max(0, start - _NEAR) : start].upper().split(), text[start + 2 : start + _NEAR].upper().split()
    if before and before[-1] in ("TOLD", "TELL", "LET", "GIVE", "ASK", "SHOW"):
        return False
    return bool(before and before[-1] == "THE") or bool(after and after[0].lower().strip("?.,!") not in STOPS)


def shows_capitals(lexemes: Lexemes) -> bool:
    """Whether capitals in the text tell names from other words."""
    places = [place for place in range(len(lexemes)) if lexemes.kinds[place] == "word"]
    upper = sum(lexemes.surface(place).isupper() for place in places)
    capital = sum(lexemes.capitalised(place) for place in places)
    return bool(capital) and upper < _CAPITALS_SHARE * len(places)


def _names_something(lexemes: Lexemes, at: int) -> bool:
    word, surface = lexemes.word(at), lexemes.surface(at)
    if lexemes.kind(at) == "code":
        return surface[:1].isupper()
    if not lexemes.capitalised(at):
        return False
    if (word in MONTHS and word not in ("may", "april", "june", "august")) or word in WEEKDAYS:
        return False
    if surface.isupper() and len(surface) > 1:
        return True
    if word in _OPENERS or word in MONTHS:
        return False
    following = lexemes.capitalised(at + 1) or lexemes.kind(at + 1) == "dash"
    return following or not (lexemes.opens_sentence(at) and word.endswith(_COMMON_ENDINGS))


def _capitalised_runs(lexemes: Lexemes) -> list[tuple[int, str]]:
    runs: list[tuple[int, str]] = []
    at = 0
    while at < len(lexemes):
        if not _names_something(lexemes, at):
            at += 1
            continue
        last = _run_end(lexemes, at)
        start, end = lexemes.starts[at], lexemes.ends[last - 1]
        name = lexemes.text[start:end]
        for ending in ("'s", "’s"):
            name = name.removesuffix(ending)
        runs.append((start, name))
        at = last
    return runs


def _run_end(lexemes: Lexemes, at: int) -> int:
    """Where a run of capitalised words ends; "of" and the like count between two of them."""
    last = at + 1
    while last < len(lexemes):
        if lexemes.surface(last - 1).endswith(("'s", "’s")):
            return last
        following = last
        if lexemes.hyphen(following):
            following += 1
        if lexemes.word(following) in ("&", "-"):
            following += 1
        steps = 0
        while (
            lexemes.word(following) in _CONNECTORS
            and lexemes.word(following) not in ("and", "for")
            and steps < _MOST_CONNECTORS
        ):
            if lexemes.capitalised(following):
                break
            following, steps = following + 1, steps + 1
        if not _names_something(lexemes, following) or lexemes.starts[following] - lexemes.ends[last - 1] > 12:
            return last
        last = following + 1
    return last
