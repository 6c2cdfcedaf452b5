"""Ordinal numbers, in digits and in words."""

from __future__ import annotations

from service.language.lexemes import Lexemes
from service.language.number_words import ORDINALS, TENS


def read_ordinal(lexemes: Lexemes, at: int) -> tuple[int, int] | None:
    """The ordinal at a position and where it ends: "21st", "third", "twenty-first"; None where none is."""
    word = lexemes.word(at)
    if lexemes.kind(at) == "ordinal":
        return int("".join(character for character in word if character.isdecimal())), at + 1
    if lexemes.kind(at) != "word":
        return None
    if word in TENS:
        last = at + 1 + lexemes.hyphen(at + 1)
        unit = ORDINALS.get(lexemes.word(last), 0)
        return (TENS[word] + unit, last + 1) if 0 < unit < 10 and last > at + 1 else None
    value = ORDINALS.get(word)
    return (value, at + 1) if value is not None else None
