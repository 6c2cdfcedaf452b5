"""The words of a text one by one, compounds by their parts, each with the clause that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.language.word_lists import word_set
from service.language.words import STOP_WORDS, normal, words

_BREAK = re.compile(r"[,;:.!?()\[\]\"“”«»…]|\s[-–—]+\s|—")
_JOINTS = word_set(
    "but although so though while whereas because since unless and or which who whose when where if after before"
)
_NEGATING = word_set("nobody nothing none never neither cannot without")
# Their full stop ends no clause.
_SHORTENED = word_set("mr mrs ms dr prof gen col capt lt sgt maj adm sen rep gov st rev hon pres no vs jr sr")
_PARTS = re.compile(r"[^-‐‑–]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written, in lower case with straight apostrophes, and normal; code points `[start, end)`.

    Words of one clause have the same `clause`: marks and the conjunctions that open a clause part
    them. `content` is False for function words.
    """

    surface: str
    lower: str
    normal: str
    start: int
    end: int
    clause: int
    content: bool


def read_words(text: str) -> tuple[Word, ...]:
    """Every word of `text` in order; time is linear in its length."""
    found: list[Word] = []
    clause = last = 0
    for whole, start, end in words(text):
        if _BREAK.search(text, last, start) and not (found and found[-1].lower in _SHORTENED):
            clause += 1
        last = end
        digits = any(character.isdigit() for character in whole)
        parts = [(whole, start)] if digits else [(m.group(), start + m.start()) for m in _PARTS.finditer(whole)]
        for surface, begin in parts:
            lower = surface.lower().replace("’", "'")
            if lower in _JOINTS:
                clause += 1
            shape = normal(surface)
            content = (
                lower not in STOP_WORDS
                and lower not in _NEGATING
                and shape not in STOP_WORDS
                and not lower.endswith("n't")
            )
            found.append(Word(surface, lower, shape, begin, begin + len(surface), clause, content))
    return tuple(found)
