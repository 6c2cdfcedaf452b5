"""A date in the place of a question's own, or added to it."""

from __future__ import annotations

import pytest

from service.language.conversation.antecedents import Exchange
from service.language.conversation.parallel_dates import added, is_moment, with_moment
from service.language.conversation.phrases import find_phrases


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("in 2019", True),
        ("back in March", True),
        ("the year before", True),
        ("in Spain", False),
        ("Spain in 2019", False),
    ],
)
def test_what_only_tells_a_time(fragment: str, expected: bool) -> None:
    assert is_moment(fragment, find_phrases(fragment)) == expected


@pytest.mark.parametrize(
    ("fragment", "question", "expected"),
    [
        ("2019", "Who won in 2021?", "Who won in 2019?"),
        ("in 2019", "Who won last year?", "Who won in 2019?"),
        ("last year", "Who is in charge?", "Who was in charge last year?"),
        ("2019", "Who won the 2021 cup?", "Who won the 2019 cup?"),
        ("Tuesday", "Who spoke?", "Who spoke on Tuesday?"),
    ],
)
def test_one_time_takes_the_place_of_another(fragment: str, question: str, expected: str) -> None:
    assert with_moment(fragment, Exchange(question)) == expected


def test_words_are_added_before_the_question_mark() -> None:
    assert added("Who won?", "in May") == "Who won in May?"
