"""The edges of a span that a reader found: never half a word, a number, a quantity or a name."""

from __future__ import annotations

import re

from service.language.names import find_names
from service.language.quantities import find_quantities

_LEADING = " \t\n,;:)]}”’»"
_TRAILING = " \t\n,;:.([{“‘«"
# A stop that belongs to the letters before it: "U.S.", "J.", "a.m.".
_ABBREVIATED = re.compile(r"(?:\b[^\W\d_]\.)+\Z")
# A title belongs to the name behind it: "Ms. Kiprono" is never "Ms".
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Rev|Hon)\.\s[A-Z][\w’'-]+")
_PAIRS = (("“", "”"), ("(", ")"), ('"', '"'))


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Characters `[start, end)` of `text` widened to whole words, quantities and names, without loose punctuation.

    An empty span stays empty.
    """
    start, end = max(0, start), min(len(text), end)
    if not text[start:end].strip():
        return start, start
    units = _units(text)
    while True:
        wider = _widened(text, start, end, units)
        if wider == (start, end):
            break
        start, end = wider
    while start < end and text[start] in _LEADING:
        start += 1
    while start < end and text[end - 1] in _TRAILING and not _ABBREVIATED.search(text, start, end):
        end -= 1
    return _unpaired(text, start, end) if start < end else (start, start)


def _widened(text: str, start: int, end: int, units: list[tuple[int, int]]) -> tuple[int, int]:
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    over = [(first, last) for first, last in units if first < end and start < last]
    return min([start, *(first for first, _ in over)]), max([end, *(last for _, last in over)])


def _joined(text: str, at: int) -> bool:
    """Whether the characters before and after `at` belong to one word or number."""
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return True
    if before.isdigit() and after in ",.":
        return at + 1 < len(text) and text[at + 1].isdigit()
    if before in ",." and after.isdigit():
        return at > 1 and text[at - 2].isdigit()
    if before in "-’'" and after.isalnum():
        return at > 1 and text[at - 2].isalnum()
    if before.isalnum() and after == "-":
        return at + 1 < len(text) and text[at + 1].isalnum()
    return (before in "$£€" and after.isdigit()) or (before.isdigit() and after == "%")


def _units(text: str) -> list[tuple[int, int]]:
    """Where the names of a text stand, and its quantities without what they count but with their "about" or "up to"."""
    titled = (one.span() for one in _TITLED.finditer(text))
    return [*((one.start, one.number_end) for one in find_quantities(text)), *name_spans(text), *titled]


def name_spans(text: str) -> list[tuple[int, int]]:
    """Where the names of a text stand, every time it says one, in order."""
    return sorted(
        {one.span() for name in find_names(text) for one in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)}
    )


def _unpaired(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a quotation mark or bracket at an edge whose other half is outside."""
    for opening, closing in _PAIRS:
        inside = text[start:end]
        if len(inside) < 2:
            break
        if inside.startswith(opening) and closing not in inside[1:]:
            start += 1
        elif inside.endswith(closing) and opening not in inside[:-1]:
            end -= 1
    return start, end
