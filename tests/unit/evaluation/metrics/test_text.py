"""Exact match and token F1 behave as the official SQuAD 2.0 script, its quirks included."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics.text import exact_match, normalise, token_f1

WORDS = "the a an A The Paris paris, 1,000 U.S. “quoted” café CAFÉ theatre an-other — - ' \t naïve İ ß a_b the\u0301 ½".split(
    " "
)
phrases = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=20)
alternatives = st.lists(phrases, max_size=4)


def words_as_the_script_has_them(text: str) -> list[str]:
    """Written character by character, from what the script's regular expressions mean."""
    kept = [character for character in text.lower() if character not in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"]
    words, run = "", ""
    for character in [*kept, None]:
        if character is not None and (character.isalnum() or character == "_"):
            run += character
            continue
        words += " " if run in ("a", "an", "the") else run
        run = ""
        words += character or ""
    return words.split()


def script(given_text: str, answers: list[str]) -> tuple[float, float]:
    """(exact, F1) as `get_raw_scores` of the script computes them."""
    golds = [words for words in map(words_as_the_script_has_them, answers) if words] or [[]]
    words = words_as_the_script_has_them(given_text)
    return max(float(gold == words) for gold in golds), max(f1(gold, words) for gold in golds)


def f1(gold: list[str], words: list[str]) -> float:
    if not gold or not words:
        return float(gold == words)
    left, same = list(gold), 0
    for word in words:
        if word in left:
            left.remove(word)
            same += 1
    if not same:
        return 0.0
    precision, recall = same / len(words), same / len(gold)
    return 2 * precision * recall / (precision + recall)


@given(phrases, alternatives)
def test_both_measures_are_those_of_the_script(text: str, answers: list[str]) -> None:
    exact, overlap = script(text, answers)
    assert exact_match(text, answers) == exact
    assert token_f1(text, answers) == pytest.approx(overlap, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "answers", "exact", "overlap"),
    [
        ("The Paris", ["paris"], 1, 1),
        ("paris.", ["Paris", "Lyon"], 1, 1),
        ("", [], 1, 1),
        ("", [""], 1, 1),
        ("the", [], 1, 1),
        ("the", ["an", "."], 1, 1),
        ("Paris", [], 0, 0),
        ("", ["Paris"], 0, 0),
        ("", ["Paris", "the"], 0, 0),
        ("theatre", ["atre"], 0, 0),
        ("100,000 troops", ["100000"], 0, 2 / 3),
        ("U.S.", ["US"], 1, 1),
        ("well-known", ["wellknown"], 1, 1),
        ("well-known", ["well known"], 0, 0),
        ("“Paris”", ["Paris"], 0, 0),
        ('"Paris"', ["Paris"], 1, 1),
        ("Moscow’s", ["Moscows"], 0, 0),
        ("a-b", ["ab"], 1, 1),
        ("x\u00a0 y\n", ["x y"], 1, 1),
        ("to be to be", ["to be"], 0, 2 / 3),
        ("b a", ["a b"], 1, 1),
        ("c b", ["b c"], 0, 1),
    ],
)
def test_the_quirks_of_the_script_are_kept(text: str, answers: list[str], exact: float, overlap: float) -> None:
    assert exact_match(text, answers) == exact
    assert token_f1(text, answers) == pytest.approx(overlap)
    assert script(text, answers) == pytest.approx((exact, overlap))


@given(phrases, alternatives.filter(bool), st.randoms())
def test_the_order_of_the_answers_does_not_matter_and_one_more_never_hurts(
    text: str, answers: list[str], random: object
) -> None:
    shuffled = sorted(answers, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert token_f1(text, shuffled) == token_f1(text, answers)
    assert exact_match(text, shuffled) == exact_match(text, answers)
    assert 0 <= exact_match(text, answers) <= token_f1(text, answers) <= 1
    if any(map(normalise, answers)):
        assert token_f1(text, [*answers, "other words"]) >= token_f1(text, answers)
        assert exact_match(text, [*answers, text]) == (1 if normalise(text) else exact_match(text, answers))


@given(phrases)
def test_a_normal_text_has_no_upper_case_and_single_spaces(text: str) -> None:
    normal = normalise(text)
    assert normal == " ".join(normal.split())
    assert not set(normal) & set("ABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@pytest.mark.parametrize("piece", ["a ", "the", "a", " ", "a-", "word "])
def test_long_texts_take_little_time(piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    started = time.perf_counter()
    token_f1(text, [text])
    assert time.perf_counter() - started < 5
