"""Which of a text's spans a reader's logits answer with: one that is worded several ways is counted as one answer.

"The mayor", "mayor" and "mayor," share what is likely of one answer, and each by itself may fall behind another.
"""

from __future__ import annotations

import string
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

# An answer is a few words.
LONGEST_ANSWER = 30
# Spans so many logits below the likeliest that says something, e to the minus ten of its share, change nothing.
_FAR = 10.0
# "Vitamin A" ends in no article.
_ARTICLES = frozenset({"a", "an", "An", "the", "The"})
_MARKS = frozenset(string.punctuation + "“”‘’–—…")


def silent(text: str, offsets: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """Whether each token, characters `[start, end)` of `text`, is an article or a mark: an answer is the same without.

    Shape (n,).
    """
    tokens = (text[start:end].strip() for start, end in offsets)
    return np.asarray([token in _ARTICLES or _MARKS.issuperset(token) for token in tokens], dtype=np.bool_)


def likeliest(
    starts: NDArray[np.float32], ends: NDArray[np.float32], is_silent: NDArray[np.bool_]
) -> tuple[int, int, float]:
    """The first and last token of the likeliest answer, and the sum of logits of the likeliest span of all.

    Arrays of shape (n,), n at least 1. Spans that are the same but for silent tokens at their edges are one answer, as
    likely as all of them together (softmax of the sums); of these the likeliest is given. A text of silent tokens
    alone answers with its likeliest span.
    """
    count = len(starts)
    places = np.arange(count)
    length = places[None, :] - places[:, None]
    sums = np.where((length >= 0) & (length < LONGEST_ANSWER), starts[:, None] + ends[None, :], -np.inf)
    best = int(sums.argmax())
    highest = float(sums.flat[best])
    # The token at which what an edge says begins, and ends: the next, and the last, that says something.
    first = np.minimum.accumulate(np.where(is_silent, count, places)[::-1])[::-1]
    last = np.maximum.accumulate(np.where(is_silent, -1, places))
    said = np.where(first[:, None] <= last[None, :], sums, -np.inf)
    near = np.flatnonzero(said > said.max() - _FAR)
    if not near.size:
        return best // count, best % count, highest
    answers = first[near // count] * count + last[near % count]
    shares = np.bincount(answers, np.exp(said.flat[near] - said.max()))
    wordings = near[answers == shares.argmax()]
    chosen = int(wordings[said.flat[wordings].argmax()])
    return chosen // count, chosen % count, highest
