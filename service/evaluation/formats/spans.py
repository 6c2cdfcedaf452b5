"""Where answers stand in an article as the library keeps it, and the sentences that hold them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from service.evaluation.records import GoldCitation
from service.library.text import normalise

Span = tuple[int, int]

# Two characters for private use mark a span while the text around it is brought into its kept form.
_MARKS = [chr(code) for code in range(0xE000, 0xE010)]
_SAYS_NO_WORDS = frozenset({"yes", "no"})


def kept_span(raw: str, start: int, end: int, text: str) -> Span | None:
    """Where the characters [start, end) of `raw` stand in `text`, which is `raw` normalised.

    None where they are nothing but white space, or cannot be told apart in the normalised text.
    """
    while start < end and (raw[start].isspace() or raw[start] == "\ufeff"):
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    if raw == text:
        return start, end
    opening, closing = [mark for mark in _MARKS if mark not in raw][:2] or ("\ue000", "\ue001")
    marked = normalise(f"{raw[:start]}{opening}{raw[start:end]}{closing}{raw[end:]}")
    begin, finish = marked.index(opening), marked.index(closing) - 1
    if marked.replace(opening, "").replace(closing, "") == text:
        return begin, finish
    # A mark stood within a letter and its accent: the span is found by its words, from about where it was.
    found = text.find(unicodedata.normalize("NFC", raw[start:end]), max(0, begin - 2))
    return (found, found + len(unicodedata.normalize("NFC", raw[start:end]))) if found >= 0 else None


def occurrences(answer: str, text: str) -> list[Span]:
    """Every place where the answer stands in the text as whole words, in any case; none for a bare yes or no."""
    words = unicodedata.normalize("NFC", answer).split()
    if not words or (len(words) == 1 and words[0].strip(".").lower() in _SAYS_NO_WORDS):
        return []
    pattern = r"(?<!\w)" + r"\s".join(map(re.escape, words)) + r"(?!\w)"
    return [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]


def citations(
    article_id: str, text: str, sentences: Sequence[Span], answers: Iterable[Span]
) -> tuple[GoldCitation, ...]:
    """The sentences of the article that hold the answers, each once; one quote where an answer spans several."""
    starts = [start for start, _ in sentences]
    held: set[Span] = set()
    for start, end in answers:
        first = max(0, bisect_right(starts, start) - 1)
        last = max(first, bisect_right(starts, end - 1) - 1)
        held.add((sentences[first][0], sentences[last][1]))
    return tuple(GoldCitation(article_id, text[start:end], start, end) for start, end in sorted(held))
