"""An answer's numbers agree with gold ones in value and unit, within the tolerance asked for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics.numbers import numeric_match


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Around 100,000 Russian troops are near the border.", ["100,000"]),
        ("100,000", ["about 100,000 troops"]),
        ("100,000 soldiers", ["100,000 troops"]),
        ("The fine was $4.6 million.", ["4,600,000 dollars"]),
        ("It will last 12 days.", ["12"]),
        ("twelve days", ["12 days"]),
        ("two weeks", ["14 days"]),
        ("10 miles", ["16 km"]),
        ("half", ["50%"]),
        ("67 per cent", ["67%"]),
        ("1,500 people", ["1500"]),
        ("1500", ["1,500 people"]),
        ("in 2021", ["2021"]),
        ("on 24 January 2022", ["January 24"]),
        ("1.1 million", ["1,100,000"]),
        ("1,200 people left for 12 days", ["1,200 people, 12 days"]),
        ("nine", ["a handful", "9"]),
        ("It won 3-1.", ["3-1"]),
        ("more than 50", ["50"]),
        ("April", ["April", "April 2023"]),
        ("A fortnight", ["a fortnight", "two weeks"]),
    ],
)
def test_the_same_quantity_matches_however_it_is_written(text: str, answers: list[str]) -> None:
    assert numeric_match(text, answers) == 1


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("about 98,000 troops", ["about 100,000 troops"]),
        ("12 weeks", ["12 days"]),
        ("12", ["12 days"]),
        ("$5 million", ["£5 million"]),
        ("5 million", ["$5 million"]),
        ("67", ["67%"]),
        ("70 tanks", ["70 websites"]),
        ("in 2022", ["2021"]),
        ("It won 1-3.", ["3-1"]),
        ("1,200 people", ["1,200 people, 12 days"]),
        ("no number at all", ["9"]),
        ("", ["9"]),
        ("the first", ["1"]),
        ("May", ["April", "April 2023"]),
    ],
)
def test_another_quantity_does_not_match(text: str, answers: list[str]) -> None:
    assert numeric_match(text, answers) == 0


@pytest.mark.parametrize("answers", [[], [""], ["a handful", "the governor"]])
def test_where_no_gold_answer_holds_a_quantity_nothing_is_said(answers: list[str]) -> None:
    assert numeric_match("100,000 troops", answers) is None


@given(st.integers(10_000, 900_000), st.integers(0, 20), st.integers(0, 20))
def test_a_value_matches_within_the_tolerance_and_not_beyond(gold: int, off: int, allowed: int) -> None:
    shifted = gold + gold * off // 100
    within = abs(shifted - gold) <= gold * allowed / 100
    assert numeric_match(f"{shifted:,} troops", [f"{gold:,} troops"], allowed / 100) == float(within)


@given(st.integers(1, 20), st.integers(1, 20), st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_tolerance_never_loses_a_match(value: int, gold: int, less: float, more: float) -> None:
    less, more = sorted((less, more))
    text, answers = f"{value} days", [f"{gold} days"]
    assert numeric_match(text, answers, less) <= numeric_match(text, answers, more)


@pytest.mark.parametrize(("text", "answer"), [("in 2022", "2021"), ("25 January", "24 January"), ("3-2", "3-1")])
def test_no_tolerance_is_given_to_dates_years_and_scores(text: str, answer: str) -> None:
    assert numeric_match(text, [answer], 0.5) == 0


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_is_judged_and_the_order_of_answers_does_not_matter(text: str, answers: list[str]) -> None:
    value = numeric_match(text, answers)
    assert value in (None, 0.0, 1.0)
    assert numeric_match(text, answers[::-1]) == value


def test_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(ValueError, match="tolerance"):
        numeric_match("1", ["1"], -0.1)


@pytest.mark.parametrize("piece", ["12 days ", "1", "1,", "a hundred and ", "- "])
def test_long_texts_take_little_time(piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    started = time.perf_counter()
    numeric_match(text, ["12 days", "9 weeks"])
    assert time.perf_counter() - started < 30
