"""A sentence as a model wrote it, made plain: without Markdown emphasis and without the holes of its markers."""

from __future__ import annotations

import re

from service.answering.chat.markers import strip_markers

# Stands in raw text where a marker stood.
HOLE = "\0"

# A backslash that keeps Markdown from reading a bracket, superscript, a dagger: what a marker was dressed in.
_DRESSED_HOLE = re.compile(r"[\\^†]?\0\^?")
_LABEL_HOLE = re.compile(r"^\0 ?[:–—-] ?")
_EMPHASISED_HOLE = re.compile(r"(\*{1,3}|_{1,3})\0\1")
_HOLES = re.compile(r"\0(?:[ ,;&]{0,4}\0)+")
_JOINED_HOLES = re.compile(r"\0 ?(?:and|or|und|et) ?\0(?=[.!?…。！？,;:)]|$)")
_BRACKETED_HOLE = re.compile(r"[(\[（] ?(?:(?:see|cf|sources?|per|vgl)\b[.:]? ?)?\0[ .,;]?[)\]）]", re.IGNORECASE)
_HOLE = re.compile(" ?\0 ?")
_NO_SPACE_BEFORE = frozenset(".,;:!?…)]}”’»。！？，；：、）」』%\"'")
_NO_SPACE_AFTER = frozenset("([{“‘«（「『")
# From here on characters are of scripts that put no space between words.
_IDEOGRAPHS = "\u2e80"


def plain(raw: str) -> str:
    """One line of plain text; `HOLE` stands in `raw` for each marker that was taken out. Linear time."""
    text = raw
    if HOLE in text:
        text = _LABEL_HOLE.sub(HOLE, _DRESSED_HOLE.sub(HOLE, text))
        text = _EMPHASISED_HOLE.sub(HOLE, _HOLES.sub(HOLE, text))
        text = _BRACKETED_HOLE.sub(HOLE, _JOINED_HOLES.sub(HOLE, text))
        text = _HOLE.sub(_closed, text)
    for mark in "*_":
        if mark in text:
            text = _without_emphasis(text, mark)
    return " ".join(strip_markers(text).split())


def _closed(hole: re.Match[str]) -> str:
    """What fills the hole: nothing before punctuation, else a space, so that no two numbers run together."""
    before = hole.string[hole.start() - 1 : hole.start()]
    after = hole.string[hole.end() : hole.end() + 1]
    if not before or not after or after in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER:
        return ""
    spaced = len(hole.group()) > 1
    return " " if spaced or (before < _IDEOGRAPHS and after < _IDEOGRAPHS) else ""


def _without_emphasis(text: str, mark: str) -> str:
    """`text` without runs of `mark` that open and close emphasis, or that lost their partner to another sentence."""
    runs = [found.span() for found in re.finditer(re.escape(mark) + "+", text)]
    dropped: set[int] = set()
    opened: list[int] = []
    for number, (start, end) in enumerate(runs):
        before, after = text[start - 1 : start], text[end : end + 1]
        inside = before.isalnum() and after.isalnum()
        length = end - start
        closes = bool(before) and not before.isspace() and not inside
        opens = bool(after) and not after.isspace() and not before.isalnum()
        if closes and opened and runs[opened[-1]][1] - runs[opened[-1]][0] == length:
            dropped.update((opened.pop(), number))
        elif opens:
            opened.append(number)
        halved = mark == "*" and length == 2 and not inside and (before + after).strip() != ""
        if halved or start == 0 or end == len(text):
            dropped.add(number)
    kept, at = [], 0
    for number, (start, end) in enumerate(runs):
        kept.append(text[at:start])
        at = end if number in dropped else start
    return "".join(kept) + text[at:]
