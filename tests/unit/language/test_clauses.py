from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from service.language.clauses import read_words


def clauses(text: str) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for word in read_words(text):
        found.setdefault(word.clause, []).append(word.surface)
    return list(found.values())


def test_marks_and_conjunctions_part_clauses() -> None:
    assert clauses("He left, although Mr. Lavrov stayed; it rained") == [
        ["He", "left"], ["although", "Mr", "Lavrov", "stayed"], ["it", "rained"],
    ]  # fmt: skip


def test_compounds_are_read_by_their_parts_unless_they_hold_digits() -> None:
    assert [word.surface for word in read_words("Moscow-backed F-16 jets")] == ["Moscow", "backed", "F-16", "jets"]


def test_function_words_and_negations_are_no_content() -> None:
    assert [word.surface for word in read_words("Nobody didn't see the troops") if word.content] == ["see", "troops"]


@given(st.text(max_size=200))
def test_words_stand_where_they_say_and_clauses_never_go_back(text: str) -> None:
    found = read_words(text)
    assert all(text[word.start : word.end] == word.surface and word.surface for word in found)
    assert all(a.end <= b.start and a.clause <= b.clause for a, b in itertools.pairwise(found))
