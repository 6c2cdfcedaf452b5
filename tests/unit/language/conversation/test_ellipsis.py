"""Follow-ups that leave out what was asked before."""

from __future__ import annotations

import pytest

from service.language.conversation.antecedents import Exchange
from service.language.conversation.ellipsis import complete

SALE = Exchange("How many tickets did Leeds Rovers sell in April?", "They sold 9,000 tickets.")


@pytest.mark.parametrize(
    ("follow_up", "expected"),
    [
        ("Why?", "Why did Leeds Rovers sell tickets in April?"),
        ("and in may 2021?", "How many tickets did Leeds Rovers sell in may 2021?"),
        ("And York City?", "How many tickets did York City sell in April?"),
        ("how many shirts?", "How many shirts did Leeds Rovers sell in April?"),
        (
            "Was that fewer than in March?",
            "How many tickets did Leeds Rovers sell in April, and was that fewer than in March?",
        ),
        ("Where do they play?", None),
        ("What is inflation?", None),
        ("", None),
    ],
)
def test_what_is_left_out_comes_from_the_question_before(follow_up: str, expected: str | None) -> None:
    assert complete(follow_up, [SALE]) == expected
