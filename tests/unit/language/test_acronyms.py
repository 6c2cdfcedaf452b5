"""Acronyms and the words they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.acronyms import acronyms, is_spelled_out

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9)


@given(st.lists(WORD, min_size=2, max_size=5), st.sampled_from([" ", " of the ", "-"]))
def test_a_name_spells_out_its_initials(words: list[str], between: str) -> None:
    acronym = "".join(word[0] for word in words).upper()
    assert is_spelled_out(acronym, f"It was the {between.join(word.title() for word in words)} that said so.")


@given(st.lists(WORD, min_size=3, max_size=5))
def test_so_do_long_words_in_small_letters_but_not_two_of_them(words: list[str]) -> None:
    acronym = "".join(word[0] for word in words).upper()
    assert is_spelled_out(acronym, " ".join(words))
    assert not is_spelled_out(acronym[:2], " ".join(words))


@pytest.mark.parametrize(
    ("acronym", "text"),
    [("WHO", "He was hit once."), ("UN", "until now"), ("EU", "the union of Europe")],
)
def test_words_that_happen_to_begin_so_spell_nothing_out(acronym: str, text: str) -> None:
    assert not is_spelled_out(acronym, text)


def test_acronyms_of_a_question() -> None:
    assert acronyms("Who was the MVP of the EU-led cup in A?") == {"MVP", "EU"}
    assert acronyms("WHO WAS THE MVP?") == frozenset()
