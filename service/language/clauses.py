"""The words of a text one by one, compounds by their parts, each with the clause that it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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
        for surface, offset in _parts(whole):
            lower, shape, content = _shape(surface)
            if lower in _JOINTS:
                clause += 1
            begin = start + offset
            found.append(Word(surface, lower, shape, begin, begin + len(surface), clause, content))
    return tuple(found)


def _parts(whole: str) -> list[tuple[str, int]]:
    """The parts of a compound with their offsets in it; what holds a digit is one."""
    if whole.isalpha() or any(character.isdigit() for character in whole):
        return [(whole, 0)]
    return [(match.group(), match.start()) for match in _PARTS.finditer(whole)]


@lru_cache(maxsize=16_384)
def _shape(surface: str) -> tuple[str, str, bool]:
    """A word in lower case, its normal form, and whether it has content: remembered, since most words recur."""
    lower = surface.lower().replace("’", "'")
    shape = normal(surface)
    is_function = lower in STOP_WORDS or lower in _NEGATING or shape in STOP_WORDS or lower.endswith("n't")
    return lower, shape, not is_function
