"""Phrases put in the place of their parallels."""

from __future__ import annotations

import pytest

from service.language.conversation.antecedents import Exchange
from service.language.conversation.parallels import substitute


@pytest.mark.parametrize(
    ("fragment", "led", "question", "expected"),
    [
        ("in Chile", True, "How many mines are there near the border with Peru?", "How many mines are there in Chile?"),
        ("Chile", False, "How many mines closed in Peru?", "How many mines closed in Chile?"),
        ("next week", True, "Will it rain in Oslo on Monday?", "Will it rain in Oslo next week?"),
        ("Friday", True, "Will it rain in Oslo?", "Will it rain in Oslo on Friday?"),
        ("2018", False, "Who won the 2022 marathon?", "Who won the 2018 marathon?"),
        ("the Swedish one", True, "Who runs the Finnish railway?", "Who runs the Swedish railway?"),
        ("wounded", True, "How many people were killed in Oslo?", "How many people were wounded in Oslo?"),
        ("for pensioners", True, "What is the fare for children?", "What is the fare for pensioners?"),
        ("a very long fragment of many words that nobody would take for one", True, "Who won?", None),
        ("bread", False, "Who won the marathon?", None),
    ],
)
def test_a_fragment_takes_the_place_of_its_like(fragment: str, led: bool, question: str, expected: str | None) -> None:
    assert substitute(fragment, led, Exchange(question)) == expected
