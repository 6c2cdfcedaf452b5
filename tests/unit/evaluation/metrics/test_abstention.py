"""Abstaining is scored as the class that must be found and must not be overdone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics.abstention import Pair, false_answer_rate, over_refusal, precision, recall

MEASURES = (precision, recall, false_answer_rate, over_refusal)
expectations = st.sampled_from(["answered", "abstained", "conflicting", None])
statuses = st.sampled_from(["answered", "abstained", "conflicting", None])
all_pairs = st.lists(st.tuples(expectations, statuses), max_size=20)


def test_each_rate_is_over_its_own_questions() -> None:
    pairs: list[Pair] = [
        ("abstained", "abstained"), ("abstained", "abstained"), ("abstained", "answered"), ("abstained", None),
        ("answered", "abstained"), ("answered", "answered"), ("conflicting", "answered"), ("conflicting", "abstained"),
        ("answered", None), (None, "abstained"), (None, "answered"),
    ]  # fmt: skip
    assert precision(pairs) == 2 / 4
    assert recall(pairs) == 2 / 4
    assert false_answer_rate(pairs) == 1 / 4
    assert over_refusal(pairs) == 2 / 5


@given(all_pairs, st.randoms())
def test_rates_are_shares_whatever_the_order(pairs: list[Pair], random: object) -> None:
    shuffled = sorted(pairs, key=lambda _: random.random())  # type: ignore[attr-defined]
    for measure in MEASURES:
        value = measure(pairs)
        assert value is None or 0 <= value <= 1
        assert measure(shuffled) == value
        assert measure(iter(pairs)) == value


@given(st.lists(st.tuples(expectations, statuses.filter(bool)), max_size=20))
def test_where_nothing_fails_what_was_not_found_was_answered(pairs: list[Pair]) -> None:
    found, false = recall(pairs), false_answer_rate(pairs)
    assert (found is None) == (false is None)
    if found is not None and false is not None:
        assert found + false == pytest.approx(1)


@given(st.lists(expectations.filter(bool), min_size=1))
def test_the_right_behaviour_is_perfect_and_silence_finds_all(expected: list[str]) -> None:
    right = [(one, one) for one in expected]
    assert precision(right) in (None, 1) and recall(right) in (None, 1)
    assert false_answer_rate(right) in (None, 0) and over_refusal(right) in (None, 0)
    silent = [(one, "abstained") for one in expected]
    assert recall(silent) in (None, 1) and over_refusal(silent) in (None, 1)
    assert precision(silent) == expected.count("abstained") / len(expected)


@pytest.mark.parametrize(
    ("measure", "pairs"),
    [
        (precision, [("answered", "answered"), ("abstained", "answered")]),
        (recall, [("answered", "abstained")]),
        (false_answer_rate, [("conflicting", "abstained")]),
        (over_refusal, [("abstained", "abstained"), (None, "abstained")]),
    ],
)
def test_a_rate_over_no_question_is_none(measure: object, pairs: list[Pair]) -> None:
    assert measure(pairs) is None  # type: ignore[operator]
    assert measure([]) is None  # type: ignore[operator]
