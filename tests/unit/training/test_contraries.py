"""Questions turned into ones that their text does not answer."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reader.contraries import contrary, denied
from training.reader.negatives import Swapper
from training.reader.questions import Asked, Questions, Text

TEXT = (
    "The largest mill in Halden closed in 1904, and Anna Berg bought the river meadows from Oslo Timber before the "
    "northern railway opened in Narvik."
)
QUESTIONS = (
    "Who bought the river meadows from Oslo Timber before the northern railway opened?",
    "Which mill closed in 1904?",
    "What was the largest mill in Halden called?",
)


@pytest.fixture(scope="module")
def swapper() -> Swapper:
    texts = [
        Text(text, "", [], [], []) for text in (TEXT, "Then Bergen lost 17 of its boats in 1911, and Karl Dahl left.")
    ]
    others = (*QUESTIONS, "Which harvests failed in the southern valleys after winter?")
    return Swapper(Questions(texts, [Asked("", "", one, [], 0, [], []) for one in others]))


@given(st.sampled_from(QUESTIONS), st.integers(0, 500))
def test_a_turned_question_asks_of_something_else(swapper: Swapper, question: str, seed: int) -> None:
    turned = swapper.swapped(question, TEXT, random.Random(seed))
    if turned is None:
        return
    assert turned != question
    assert turned == swapper.swapped(question, TEXT, random.Random(seed))


def test_every_way_of_turning_is_taken(swapper: Swapper) -> None:
    turned = {swapper.swapped(QUESTIONS[0], TEXT, random.Random(seed)) for seed in range(200)}
    assert any("after the northern" in one for one in turned if one)
    assert any("sold" in one for one in turned if one)
    assert any("Oslo Timber" not in one for one in turned if one)
    last = {swapper.swapped(QUESTIONS[2], TEXT, random.Random(seed)) for seed in range(200)}
    assert any("wasn't the" in one for one in last if one)


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Who has sold the mill?", "Who has bought the mill?"),
        ("How many came?", None),
        ("Which was the oldest one?", "Which was the youngest one?"),
    ],
)
def test_a_word_becomes_its_contrary(question: str, made: str | None) -> None:
    assert contrary(question, random.Random(1)) == made


@pytest.mark.parametrize("question", ["Who sold the oldest mill?", "Which is larger?", "Did they win?"])
def test_the_contrary_of_the_contrary_is_the_question(question: str) -> None:
    chance = random.Random(1)
    turned = contrary(question, chance)
    assert turned is not None
    back = {contrary(turned, random.Random(seed)) for seed in range(20)}
    assert question in back


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Who was named there?", "Who was not named there?"),
        ("What did Anna buy?", "What didn't Anna buy?"),
        ("Who bought it?", None),
        ("Who did not come?", None),
        ("Who hasn't come?", None),
    ],
)
def test_a_question_is_denied_once(question: str, made: str | None) -> None:
    assert denied(question) == made
