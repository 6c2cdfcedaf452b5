from __future__ import annotations

import pytest

from service.language.negation import opposites
from service.language.synonyms import synonyms
from service.language.words import stem


@pytest.mark.parametrize(
    ("word", "other"), [("kill", "death"), ("shut", "closed"), ("talk", "speak"), ("troops", "soldiers")]
)
def test_synonyms_go_both_ways(word: str, other: str) -> None:
    assert stem(other) in synonyms(stem(word))
    assert stem(word) in synonyms(stem(other))


@pytest.mark.parametrize("word", ["kill", "xylophone", ""])
def test_a_word_is_a_synonym_of_itself(word: str) -> None:
    assert word in synonyms(word)


@pytest.mark.parametrize(
    ("word", "other"), [("rise", "fall"), ("win", "lose"), ("open", "close"), ("buy", "sell"), ("hire", "fire")]
)
def test_opposites_are_no_synonyms(word: str, other: str) -> None:
    assert stem(other) in opposites(stem(word))
    assert stem(other) not in synonyms(stem(word))
