from __future__ import annotations

import pytest

from service.language.clauses import read_words
from service.language.negation import cues, doubles, near_negation, negated, negative_clauses, opposites
from service.language.words import stem


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It does not plan it", ["not"]),
        ("It doesn't plan it", ["doesn't"]),
        ("It denied that it refused", ["denied", "refused"]),
        ("It ruled out an attack under the rule", ["ruled"]),
        ("It has yet to come, yet it may", ["yet"]),
        ("Pier No. 7, not only cheap, no more than 5, whether or not", []),
        ("Nobody came without a coat", ["Nobody", "without"]),
    ],
)
def test_words_that_negate_are_found(text: str, found: list[str]) -> None:
    words = read_words(text)
    assert [words[at].surface for at in cues(words)] == found


def test_what_is_negated_are_the_next_content_words_of_the_clause() -> None:
    words = read_words("It does not plan to invade Poland, said Moscow")
    (cue,) = cues(words)
    assert [words[at].surface for at in negated(words, cue)] == ["plan", "invade"]


def test_a_negation_after_a_word_counts_only_in_its_clause() -> None:
    words = read_words("It left, not you")
    assert not near_negation(words, 1)
    assert near_negation(words, 3)


def test_two_negations_of_one_clause_are_double() -> None:
    assert doubles(read_words("No deaths were not reported")) == 1
    assert doubles(read_words("It is not a member, and none came")) == 0


def test_negative_clauses_are_their_content_words() -> None:
    assert negative_clauses(read_words("It came, but was not seen")) == [frozenset({stem("seen")})]


@pytest.mark.parametrize(
    ("word", "other"), [("rise", "fall"), ("approve", "reject"), ("north", "south"), ("buy", "sell")]
)
def test_opposites_go_both_ways(word: str, other: str) -> None:
    assert stem(other) in opposites(stem(word))
    assert stem(word) in opposites(stem(other))


def test_a_word_is_not_its_own_opposite() -> None:
    for word in ("rise", "fall", "open", "close", "drop", "support"):
        assert stem(word) not in opposites(stem(word))
