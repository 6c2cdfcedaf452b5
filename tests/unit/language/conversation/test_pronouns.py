"""Pronouns put into the words that they stand for."""

from __future__ import annotations

import pytest

from service.language.conversation.antecedents import Exchange
from service.language.conversation.pronouns import resolve

RUIZ = Exchange("Who runs the Bank of Tarn?", "Ana Ruiz has run it since 2019.")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where does she live?", "Where does Ana Ruiz live?"),
        ("Where's her office?", "Where's Ana Ruiz's office?"),
        ("Who appointed her in May?", "Who appointed Ana Ruiz in May?"),
        ("Is it in debt?", "Is the Bank of Tarn in debt?"),
        ("Did Tom Hale say he would leave?", "Did Tom Hale say he would leave?"),
        ("Is it raining in Oslo?", "Is it raining in Oslo?"),
        ("Are there banks in Oslo?", "Are there banks in Oslo?"),
    ],
)
def test_a_pronoun_is_replaced_where_it_needs_to_be(question: str, expected: str) -> None:
    assert resolve(question, [RUIZ]).text == expected


def test_a_pronoun_that_nothing_suits_is_left_and_told() -> None:
    resolved = resolve("How long did they stay?", [Exchange("Did it rain?", "No.")])
    assert (resolved.text, resolved.open) == ("How long did they stay?", True)
