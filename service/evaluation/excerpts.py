"""What a reader needs to see of a long text: marked characters, what stands around them, and where text is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Run = str | list[str | int] | None
"""Unmarked text; or `[text, 1 where it is gold, markers of the citations …]`; or None where text is left out."""

# A mark longer than this many times what stands beside it is no sentence, and is cut.
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) that a citation proves something by, or, without a marker, that are gold."""

    start: int
    end: int
    marker: int | None = None


def excerpt(text: str, marks: Iterable[Mark], beside: int) -> list[Run]:
    """The marked characters with up to `beside` more on either side, whole paragraphs where those are short enough.

    Where nothing is marked, the beginning of the text.
    """
    kept = [mark for mark in (_within(mark, len(text), beside) for mark in marks) if mark.start < mark.end]
    windows = _merged(text, sorted((_start(text, mark.start, beside), _end(text, mark.end, beside)) for mark in kept))
    if not windows:
        windows = [(0, _end(text, 0, 2 * beside))]
    runs: list[Run] = []
    reached = 0
    for start, end in windows:
        if text[reached:start].strip():
            runs.append(None)
        runs.extend(_runs(text, start, end, kept))
        reached = end
    if text[reached:].strip():
        runs.append(None)
    return runs


def _within(mark: Mark, length: int, beside: int) -> Mark:
    start = min(max(mark.start, 0), length)
    return Mark(start, min(max(mark.end, start), length, start + _LONGEST * beside), mark.marker)


def _start(text: str, at: int, beside: int) -> int:
    """Where a window begins: at the first paragraph, else the first word, that is not too far before `at`."""
    earliest = at - beside
    if earliest <= 0:
        return 0
    for gap in ("\n", " "):
        found = text.find(gap, earliest - 1, at)
        if found >= 0:
            return found + 1
    return earliest


def _end(text: str, at: int, beside: int) -> int:
    latest = at + beside
    if latest >= len(text):
        return len(text)
    for gap in ("\n", " "):
        found = text.rfind(gap, at, latest + 1)
        if found >= 0:
            return found
    return latest


def _merged(text: str, windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in windows:
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _runs(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Run]:
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = sorted({start, end, *(edge for mark in inside for edge in (mark.start, mark.end) if start < edge < end)})
    runs: list[Run] = []
    for left, right in pairwise(edges):
        over = [mark for mark in inside if mark.start <= left and right <= mark.end]
        piece = text[left:right]
        if over:
            gold = int(any(mark.marker is None for mark in over))
            runs.append([piece, gold, *sorted({mark.marker for mark in over if mark.marker is not None})])
        else:
            runs.append(piece)
    return runs
