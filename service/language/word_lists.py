"""Lists of words written as one line of text, as the readers of this package keep them."""

from __future__ import annotations


def word_list(words: str) -> list[str]:
    """The words of a line that white space parts, in order."""
    return words.split()


def word_set(words: str) -> frozenset[str]:
    """The words of a line that white space parts, as a set."""
    return frozenset(words.split())
