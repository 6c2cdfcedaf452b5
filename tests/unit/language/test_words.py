"""Words have exact offsets, and forms of one word share a normal form."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.words import STOP_WORDS, normal, stem, words

letters = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)
endings = st.sampled_from(["", "s", "es", "ed", "ing", "ies", "eed", "sses", "ings", "e", "ee", "ied"])


@given(st.text(max_size=100))
def test_a_word_is_the_characters_at_its_offsets(text: str) -> None:
    found = words(text)
    assert all(text[start:end] == word and word for word, start, end in found)
    assert all(left[2] <= right[1] for left, right in itertools.pairwise(found))


@given(st.text(max_size=100))
def test_every_letter_and_digit_is_in_a_word(text: str) -> None:
    covered = {place for _, start, end in words(text) for place in range(start, end)}
    assert all(place in covered for place, character in enumerate(text) if character.isalpha() or character.isdecimal())


@given(st.builds(str.__add__, letters, endings))
def test_the_stem_of_a_stem_is_itself(word: str) -> None:
    assert stem(stem(word)) == stem(word)


@given(st.text(max_size=20))
def test_case_never_changes_a_stem_word(word: str) -> None:
    assert stem(normal(word)) == normal(word) or " " in normal(word)


@pytest.mark.parametrize(
    "family",
    [
        "troop troops Troops Troop's troops'",
        "make makes making made",
        "stop stops stopped stopping",
        "country countries",
        "plan plans planned planning",
        "hope hopes hoped hoping",
        "die dies died dying",
        "agree agrees agreed agreeing",
        "send sends sending sent",
        "woman women",
        "US U.S. American Americans USA",
        "Ukraine Ukrainian Ukrainians Ukraine's",
        "cafe café Café's",
        "evacuation evacuations",
        "bus buses",
        "raise raised raising",
    ],
)
def test_forms_of_one_word_share_their_normal_form(family: str) -> None:
    assert len({normal(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("plane", "plan"), ("us", "US"), ("Polish", "polish"), ("Iran", "Iraq"), ("need", "ned")]
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_inner_marks_belong_to_the_word() -> None:
    found = [word for word, _, _ in words("Johnson's U.S. short-range 100,000 don’t 3.5% 'quoted' F-16s.")]
    assert found == ["Johnson's", "U.S.", "short-range", "100,000", "don’t", "3.5", "quoted", "F-16s"]


def test_stop_words_are_lower_case_single_words() -> None:
    assert all(word == word.lower() and " " not in word for word in STOP_WORDS)
