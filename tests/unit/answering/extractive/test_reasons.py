"""All of a reason and nothing besides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.extractive.reasons import LONGEST_REASON, reason_in, whole_reason
from service.language.question import analyse

TEXTS = st.text(st.sampled_from("ab so because said, Ann Bo. LONDON — ”;“"), max_size=80)
SHUT = "Why was the pool shut?"


def reason(question: str, sentence: str, read: str) -> str:
    at = sentence.index(read)
    start, end = whole_reason(analyse(question), sentence, at, at + len(read))
    return sentence[start:end]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("The roof had leaked, so the pool was shut.", "The roof had leaked"),
        ("The roof had leaked, and so the pool was shut.", "The roof had leaked"),
        ("On Tuesday, the mayor said the roof had leaked, so the pool was shut.", "the roof had leaked"),
        ("In March, officials said the roof was unsafe, so the pool was shut.", "the roof was unsafe"),
        ("The board said in March that the roof leaked, so the pool was shut.", "the roof leaked"),
        ("It was cold; pipes had burst, so the pool was shut.", "pipes had burst"),
        ("The “old” roof leaked, so the pool was shut.", "The “old” roof leaked"),
        ("The well ran dry, she said, so the pool was shut.", "The well ran dry"),
        ("“The well ran dry,” she said, so the pool was shut.", "The well ran dry"),
        ("LONDON (AP) — The roof had leaked, so the pool was shut.", "The roof had leaked"),
        (
            "The mayor, who said she was sorry, had no money for it, so the pool was shut.",
            "The mayor, who said she was sorry, had no money for it",
        ),
    ],
)
def test_why_is_told_by_what_stands_before_so(sentence: str, wanted: str) -> None:
    assert reason(SHUT, sentence, "the pool was shut") == wanted


@pytest.mark.parametrize(
    ("question", "sentence", "read"),
    [
        (
            "Why did the school close early?",
            "The school closed early, so staff could get home.",
            "staff could get home",
        ),
        ("Why was it moved?", "The council moved the statue, so visitors can see it.", "visitors can see it"),
        ("Why did the club cut its prices?", "The club cut its prices, so more families come.", "more families come"),
    ],
)
def test_what_something_is_done_for_is_the_reason_and_not_what_is_done(question: str, sentence: str, read: str) -> None:
    assert reason(question, sentence, read) == read


def test_a_reason_in_so_many_words_is_taken_before_what_stands_before_so() -> None:
    sentence = "The well ran dry, so the family left because they needed water."
    assert reason("Why did the family leave?", sentence, "they needed water") == "they needed water"
    assert "dry" not in reason("Why did the family leave?", sentence, "the family left because they needed water")


def test_what_is_too_long_before_so_is_no_short_answer() -> None:
    long = "The roof " + "really " * (LONGEST_REASON // 7) + "leaked"
    assert reason(SHUT, f"{long}, so the pool was shut.", "the pool was shut") == "the pool was shut"


@pytest.mark.parametrize(
    ("sentence", "read", "wanted"),
    [
        ("It failed because the roof leaked, so lorries may cross.", "the roof", "the roof leaked"),
        ("It failed because the roof leaked, so it was shut.", "the roof", "the roof leaked"),
        ("It failed because the roof leaked, so that it could dry.", "roof", "the roof leaked, so that it could dry"),
        (
            "It failed because the union, so often ignored, walked out.",
            "the union",
            "the union, so often ignored, walked out",
        ),
        ("He retired because he was so, so tired.", "he was", "he was so, so tired"),
    ],
)
def test_a_reason_ends_where_what_follows_from_it_begins(sentence: str, read: str, wanted: str) -> None:
    assert reason("Why did it fail?", sentence, read) == wanted


@given(TEXTS, st.data())
def test_a_reason_stands_inside_its_sentence(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for first, last in (whole_reason(analyse(SHUT), text, start, end), reason_in(text)):
        assert 0 <= first <= last <= len(text)
