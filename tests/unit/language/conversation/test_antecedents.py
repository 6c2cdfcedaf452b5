"""What pronouns stand for, by the exchanges before them."""

from __future__ import annotations

import pytest

from service.language.conversation.antecedents import Exchange, Standing, antecedent

BANK = Exchange(
    "Why did the Bank of Tarn fire its chief executive Ana Ruiz?", "Ana Ruiz had lost $4 million in Lisbon."
)
HOMES = Exchange("How many homes did the storm destroy in Norfolk?", "It destroyed 40 homes.")


@pytest.mark.parametrize(
    ("standing", "exchange", "expected"),
    [
        ("she", BANK, "Ana Ruiz"),
        ("it_doing", BANK, "the Bank of Tarn"),
        ("group", BANK, "the Bank of Tarn"),
        ("there", BANK, "in Lisbon"),
        ("it_doing", HOMES, "the storm"),
        ("members", HOMES, "the homes that the storm did destroy in Norfolk"),
        ("there", HOMES, "in Norfolk"),
        ("he", HOMES, None),
    ],
)
def test_the_phrase_that_suits_best(standing: Standing, exchange: Exchange, expected: str | None) -> None:
    assert antecedent(standing, [exchange], "") == expected


def test_the_latest_exchange_that_has_one_counts() -> None:
    assert antecedent("she", [BANK, HOMES], "") == "Ana Ruiz"
    assert antecedent("it_doing", [BANK, HOMES], "") == "the storm"


def test_what_the_follow_up_names_itself_is_no_candidate() -> None:
    assert antecedent("she", [BANK], "Did Ana Ruiz meet her?") is None
