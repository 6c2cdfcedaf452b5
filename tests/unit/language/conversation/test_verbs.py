"""Verbs told from nouns by the words around them."""

from __future__ import annotations

import pytest

from service.language.conversation.verbs import is_past, known_verb, reads_as_verb
from service.language.lexemes import read_lexemes


@pytest.mark.parametrize(
    ("word", "expected"),
    [("visited", True), ("won", True), ("red", False), ("hundred", False), ("win", False), ("plans", False)],
)
def test_past_forms(word: str, expected: bool) -> None:
    assert is_past(word) == expected


@pytest.mark.parametrize(("word", "expected"), [("closing", True), ("sends", True), ("bridge", False)])
def test_forms_of_listed_verbs(word: str, expected: bool) -> None:
    assert known_verb(word) == expected


@pytest.mark.parametrize(
    ("text", "at", "first", "base_due", "expected"),
    [
        ("the strike ends", 1, 1, False, False),
        ("did nurses strike in Wales", 2, 2, True, True),
        ("who visited Paris", 1, 1, False, True),
        ("the new building", 2, 1, False, False),
        ("is Denmark sending ships", 2, 1, False, True),
    ],
)
def test_a_word_reads_as_a_verb_where_one_belongs(
    text: str, at: int, first: int, base_due: bool, expected: bool
) -> None:
    assert reads_as_verb(read_lexemes(text), at, first, base_due) == expected
