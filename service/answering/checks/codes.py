"""Digits that belong to no quantity, as in "F-16" or a name: they stand as they are or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.answering.checks.analysis import Analysis, Cited
from service.language.lexemes import read_lexemes
from service.language.quantities import Quantity


def are_cited(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether digits that are part of no quantity ("F-16", "9" in a name) are cited."""
    bare = list(_codes(sentence.text, sentence.quantities))
    if not bare:
        return True
    given = {code for one in cited for text in (one.body.text, one.heading.text) for code in _codes(text, ())}
    return all(code in given for code in bare)


def _codes(text: str, quantities: Sequence[Quantity]) -> Iterator[str]:
    if not any(character.isdigit() for character in text):
        return
    spans = iter([*((one.start, one.end) for one in quantities), (len(text) + 1, len(text) + 1)])
    start, end = next(spans)
    lexemes = read_lexemes(text)
    for place in range(len(lexemes)):
        while lexemes.starts[place] >= end:
            start, end = next(spans)
        if lexemes.starts[place] >= start:
            continue
        if any(character.isdigit() for character in lexemes.surface(place)):
            yield "".join(character for character in lexemes.word(place) if character.isalnum() or character == ".")
