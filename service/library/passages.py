"""Articles cut into passages of whole sentences, none longer than the embedder reads."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from service.library.sentences import Span, sentence_spans

MAX_TOKENS = 200

_CLAUSE = re.compile(r"[,;:–—)\]”\"]\s+|\s[–—-]\s")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cut:
    """One passage to be: `text[start:end]`, with the spans of the sentences in it."""

    start: int
    end: int
    sentences: tuple[Span, ...]


def cut_passages(
    text: str, token_starts: Sequence[int], language: str = "en", max_tokens: int = MAX_TOKENS
) -> list[Cut]:
    """Cuts `text` into contiguous passages of whole sentences of at most `max_tokens` tokens each.

    `token_starts` holds the offset of each token of the embedder's tokenizer, ascending. The first
    passage starts at 0, each next one where the last ended, and the last ends at `len(text)`. A
    sentence over the limit is cut at a clause, else at a word, else between two tokens. Passages of
    one article are about equally long, so that none is a scrap.
    """
    counter = _Counter(token_starts)
    pieces = [
        piece for sentence in sentence_spans(text, language) for piece in _pieces(text, sentence, counter, max_tokens)
    ]
    groups = _groups(pieces, counter, max_tokens)
    cuts = []
    for i, group in enumerate(groups):
        start = 0 if i == 0 else group[0][0]
        end = groups[i + 1][0][0] if i + 1 < len(groups) else len(text)
        cuts.append(Cut(start, end, tuple(group)))
    return cuts


class _Counter:
    """Counts tokens between two offsets."""

    def __init__(self, token_starts: Sequence[int]) -> None:
        self.starts = token_starts

    def count(self, start: int, end: int) -> int:
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)

    def offset_after(self, start: int, tokens: int) -> int:
        """The offset at which the token that is `tokens` after `start` begins."""
        return self.starts[bisect_left(self.starts, start) + tokens]


def _groups(pieces: list[Span], counter: _Counter, max_tokens: int) -> list[list[Span]]:
    if not pieces:
        return []
    total = counter.count(pieces[0][0], pieces[-1][1])
    target = math.ceil(total / max(1, math.ceil(total / max_tokens)))
    groups: list[list[Span]] = [[pieces[0]]]
    for piece in pieces[1:]:
        start = groups[-1][0][0]
        with_it = counter.count(start, piece[1])
        without = counter.count(start, piece[0])
        # Past the target a sentence still joins if that leaves the group nearer to it than stopping does.
        if with_it <= max_tokens and with_it - target <= target - without:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _pieces(text: str, span: Span, counter: _Counter, max_tokens: int) -> list[Span]:
    pieces = []
    start, end = span
    while counter.count(start, end) > max_tokens:
        # Several tokens may begin at one character, as where the tokenizer takes it apart.
        limit = max(start + 1, counter.offset_after(start, max_tokens))
        cut = _last_break(text, start, limit)
        pieces.append((start, _before_space(text, start, cut)))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        pieces.append((start, end))
    return pieces


def _last_break(text: str, start: int, limit: int) -> int:
    """The best offset in (start, limit] to cut at: after a clause in the later half, else at a word."""
    if limit < len(text) and text[limit - 1].isspace() and _CLAUSE.search(text, max(start, limit - 3), limit):
        return limit
    half = start + (limit - start) // 2
    clause = max((found.end() for found in _CLAUSE.finditer(text, half, limit)), default=0)
    if clause > start:
        return clause
    word = max((found.end() for found in _SPACE.finditer(text, start + 1, limit)), default=0)
    return word if word > start else limit


def _before_space(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end
