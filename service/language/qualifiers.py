"""The words that say how a quantity is meant: "around", "up to", "more than", "or so"."""

from __future__ import annotations

from dataclasses import replace

from service.language.lexemes import Lexemes
from service.language.readings import Qualifier, Reading

_BEFORE: dict[Qualifier, str] = {
    "about": "about|around|roughly|approximately|approx|approx .|circa|c .|ca .|some|nearly|almost|close to|near to|"
    "nearer to|approaching|an estimated|estimated|in the region of|in the order of|~|≈|just shy of|just short of|"
    "somewhere around",
    "at_least": "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|≥|"
    "at the very least",
    "at_most": "up to|as many as|as much as|at most|at the most|no more than|not more than|a maximum of|maximum of|≤|"
    "as high as|not exceeding|anything up to",
    "more_than": "more than|over|above|greater than|upwards of|upward of|in excess of|exceeding|topping|"
    "well over|just over|well above|just above|slightly more than|slightly over|little more than|a little over|"
    "a little more than|>|well in excess of|north of|far more than|surpassing",
    "less_than": "fewer than|less than|under|below|just under|just below|well under|well below|slightly less than|"
    "slightly under|a little under|little less than|<",
    "exact": "exactly|precisely",
}
_QUALIFIERS: dict[tuple[str, ...], Qualifier] = {
    tuple(words.split()): qualifier for qualifier, all_words in _BEFORE.items() for words in all_words.split("|")
}
_LAST_WORDS = frozenset(words[-1] for words in _QUALIFIERS)
_LONGEST = max(map(len, _QUALIFIERS))
_AFTER: dict[tuple[str, ...], Qualifier] = {
    ("or", "more"): "at_least", ("or", "so"): "about", ("or", "fewer"): "at_most", ("or", "less"): "at_most",
    ("+",): "at_least", ("-", "plus"): "at_least", ("-", "ish"): "about",
    ("at", "least"): "at_least", ("at", "most"): "at_most",
}  # fmt: skip
_MOMENTS = frozenset({"date", "time", "year"})
_NEVER = frozenset({"ordinal", "score"})


def qualify(lexemes: Lexemes, reading: Reading, floor: int) -> Reading:
    """The reading with the qualifier that stands before it, from `floor` on, or right after it."""
    if reading.kind in _NEVER:
        return reading
    reading = _qualify_before(lexemes, reading, floor)
    if reading.kind not in _MOMENTS and reading.qualifier in ("exact", "about"):
        reading = qualify_after(lexemes, reading)
    return reading


def qualify_after(lexemes: Lexemes, reading: Reading) -> Reading:
    """The reading with the qualifier that follows it ("100 or so", "5,000+")."""
    at = reading.last
    if lexemes.word(at) not in ("or", "+", "-", "at"):
        return reading
    for length in (2, 1):
        qualifier = _AFTER.get(tuple(lexemes.folded[at : at + length])) if at + length <= len(lexemes) else None
        if qualifier is None or (lexemes.word(at) in ("+", "-") and not lexemes.joined(at)):
            continue
        if lexemes.word(at) == "at" and lexemes.word(at + length) not in ("", ".", ",", ";"):
            continue
        return replace(reading, qualifier=qualifier, last=at + length)
    return reading


def _qualify_before(lexemes: Lexemes, reading: Reading, floor: int) -> Reading:
    first = reading.first
    last_word = lexemes.word(first - 1)
    if first <= floor or last_word not in _LAST_WORDS:
        return reading
    for length in range(min(_LONGEST, first - floor), 0, -1):
        qualifier = _QUALIFIERS.get(tuple(lexemes.folded[first - length : first]))
        if qualifier is None:
            continue
        if not _may_qualify(lexemes, reading, qualifier, first - length, length):
            return reading
        if reading.qualifier == "about" and qualifier == "exact":
            qualifier = "about"
        return replace(reading, first=first - length, qualifier=qualifier)
    return reading


def _may_qualify(lexemes: Lexemes, reading: Reading, qualifier: Qualifier, at: int, length: int) -> bool:
    word = lexemes.word(at + length - 1)
    if reading.kind in _MOMENTS:
        # "over 2021", "some Monday" and "under March" are no bounds.
        return qualifier == "about" and word in ("around", "about", "circa", "approximately", "roughly", ".", "~")
    if word == "over" and length == 1 and reading.kind == "duration":
        # "over two days" is mostly the time in which something happened.
        return lexemes.word(at - 1) in (
            "for",
            "lasted",
            "lasting",
            "took",
            "take",
            "takes",
            "taken",
            "of",
            "after",
            "spent",
            "is",
            "was",
        )
    if word == "some" and (reading.kind == "ratio" or reading.low <= 1):
        return False
    return not (word == "around" and lexemes.word(at - 1) in ("turn", "turned", "turning"))
