"""Measures of a ranking are those of trec_eval, through ir_measures, and keep their laws."""

from __future__ import annotations

from collections.abc import Sequence

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import AP, RR, R, nDCG

from service.evaluation.metrics.ranking import average_precision, ndcg_at, recall_at, reciprocal_rank

IDS = [f"article-{number}" for number in range(12)]
rankings = st.lists(st.sampled_from(IDS), unique=True, max_size=len(IDS))
grades = st.dictionaries(st.sampled_from(IDS), st.integers(0, 4), max_size=len(IDS))
graded = grades.filter(lambda given: any(given.values()))
cuts = st.integers(1, 14)


def reference(measure: ir_measures.Measure, ranked: Sequence[str], qrels: dict[str, int]) -> float:
    judged = [ir_measures.Qrel("q", one, grade) for one, grade in qrels.items()]
    # trec_eval breaks ties by name, so that scores must fall with the rank.
    run = [ir_measures.ScoredDoc("q", one, float(-rank)) for rank, one in enumerate(ranked)]
    return float(ir_measures.calc_aggregate([measure], judged, run)[measure])


@given(rankings, graded, cuts)
def test_every_measure_is_that_of_ir_measures_to_nine_places(ranked: list[str], qrels: dict[str, int], k: int) -> None:
    pairs = [
        (recall_at(ranked, qrels, k), R @ k),
        (reciprocal_rank(ranked, qrels), RR),
        (reciprocal_rank(ranked, qrels, k), RR @ k),
        (average_precision(ranked, qrels), AP),
        (average_precision(ranked, qrels, k), AP @ k),
        (ndcg_at(ranked, qrels, k), nDCG @ k),
        (ndcg_at(ranked, qrels, len(IDS)), nDCG),
    ]
    for value, measure in pairs:
        assert value == pytest.approx(reference(measure, ranked, qrels), abs=1e-9), measure


@given(rankings, graded, cuts)
def test_recall_gain_and_precision_stay_in_range_and_only_recall_must_grow(
    ranked: list[str], qrels: dict[str, int], k: int
) -> None:
    for measure in (recall_at, reciprocal_rank, average_precision, ndcg_at):
        value = measure(ranked, qrels, k)
        assert value is not None and 0 <= value <= 1 + 1e-12
    for measure in (recall_at, reciprocal_rank, average_precision):
        assert measure(ranked, qrels, k) <= measure(ranked, qrels, k + 1)


@given(rankings, graded, cuts)
def test_ids_are_as_good_as_grades_where_grades_do_not_count(ranked: list[str], qrels: dict[str, int], k: int) -> None:
    relevant = {one for one, grade in qrels.items() if grade}
    for measure in (recall_at, reciprocal_rank, average_precision):
        assert measure(ranked, relevant, k) == measure(ranked, qrels, k)


@given(graded, cuts)
def test_the_best_order_gains_everything(qrels: dict[str, int], k: int) -> None:
    best = sorted(qrels, key=lambda one: -qrels[one])
    assert ndcg_at(best, qrels, k) == pytest.approx(1)
    assert average_precision(best, qrels) == pytest.approx(1)
    assert reciprocal_rank(best, qrels) == 1
    assert recall_at(best, qrels, len(best)) == 1


@given(rankings, cuts)
def test_where_nothing_is_relevant_nothing_is_said(ranked: list[str], k: int) -> None:
    for measure in (recall_at, reciprocal_rank, average_precision, ndcg_at):
        assert measure(ranked, {}, k) is None
        assert measure(ranked, dict.fromkeys(IDS, 0), k) is None


def test_what_was_not_found_is_worth_nothing() -> None:
    for measure in (recall_at, reciprocal_rank, average_precision, ndcg_at):
        assert measure([], {"a": 1}, 5) == 0
        assert measure(["b", "c"], {"a": 1}, 5) == 0


@pytest.mark.parametrize(("ranked", "k"), [(["a", "b", "a"], 5), (["a"], 0), (["a"], -1)])
def test_a_repeated_id_and_a_cut_before_the_first_are_refused(ranked: list[str], k: int) -> None:
    for measure in (recall_at, reciprocal_rank, average_precision, ndcg_at):
        with pytest.raises(ValueError, match=r"twice|cut at"):
            measure(ranked, {"a": 1}, k)
