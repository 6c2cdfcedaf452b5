"""Fusion ranks what the two searchers found, all of it and nothing else, the same in whatever order it came."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.indexing.derived import Hit
from service.retrieval.fusion import fuse

SCORES = st.floats(-1, 1, allow_nan=False, width=32) | st.sampled_from([0.0, 0.5, 1.0])
LISTS = st.dictionaries(st.integers(1, 40), SCORES, max_size=15).map(
    lambda scores: sorted((Hit(key, score) for key, score in scores.items()), key=lambda hit: (-hit.score, hit.key))
)
WEIGHTS = st.floats(0, 1)


@given(LISTS, LISTS, WEIGHTS)
def test_the_result_is_the_union_of_both_lists_each_once(dense: list[Hit], lexical: list[Hit], weight: float) -> None:
    fused = fuse(dense, lexical, weight)
    keys = [one.key for one in fused]
    assert len(keys) == len(set(keys))
    assert set(keys) == {hit.key for hit in dense} | {hit.key for hit in lexical}


@given(LISTS, LISTS, WEIGHTS)
def test_the_best_come_first_and_ties_go_by_key(dense: list[Hit], lexical: list[Hit], weight: float) -> None:
    fused = fuse(dense, lexical, weight)
    assert [(-one.score, one.key) for one in fused] == sorted((-one.score, one.key) for one in fused)
    assert all(math.isfinite(one.score) for one in fused)


@given(LISTS, LISTS, st.randoms())
def test_scores_and_order_do_not_depend_on_the_order_of_the_lists(
    dense: list[Hit], lexical: list[Hit], order: random.Random
) -> None:
    wanted = [(one.key, one.score) for one in fuse(dense, lexical)]
    order.shuffle(dense)
    order.shuffle(lexical)
    assert [(one.key, one.score) for one in fuse(dense, lexical)] == wanted


@given(LISTS, LISTS)
def test_each_keeps_its_place_and_raw_score_in_each_list(dense: list[Hit], lexical: list[Hit]) -> None:
    for one in fuse(dense, lexical):
        for hits, rank, score in (
            (dense, one.ranks.dense, one.ranks.dense_score),
            (lexical, one.ranks.lexical, one.ranks.lexical_score),
        ):
            place = next((number for number, hit in enumerate(hits, start=1) if hit.key == one.key), None)
            assert rank == place
            assert score == (hits[place - 1].score if place else None)
        assert one.ranks.reader is None


@given(LISTS, LISTS, st.integers(0, 3), WEIGHTS)
def test_what_both_rank_above_another_is_never_below_it(
    dense: list[Hit], lexical: list[Hit], seed: int, weight: float
) -> None:
    places = {one.key: number for number, one in enumerate(fuse(dense, lexical, weight))}
    of_dense = {hit.key: hit.score for hit in dense}
    of_lexical = {hit.key: hit.score for hit in lexical}
    for better in of_dense.keys() & of_lexical.keys():
        for worse in of_dense.keys() & of_lexical.keys():
            if of_dense[better] > of_dense[worse] + 1e-3 and of_lexical[better] > of_lexical[worse] + 1e-3:
                assert places[better] < places[worse]


@given(LISTS)
def test_one_list_alone_keeps_its_order(hits: list[Hit]) -> None:
    distinct = {hit.score for hit in hits}
    if any(abs(a - b) < 1e-6 for a in distinct for b in distinct if a != b):
        return
    if all(hit.score > 0 for hit in hits):
        assert [one.key for one in fuse([], hits)] == [hit.key for hit in hits]
    assert [one.key for one in fuse(hits, [])] == [hit.key for hit in hits]


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_a_weight_of_all_or_nothing_is_one_searcher(weight: float) -> None:
    dense, lexical = [Hit(1, 0.9), Hit(2, 0.5)], [Hit(2, 9.0), Hit(1, 3.0)]
    assert [one.key for one in fuse(dense, lexical, weight)] == ([1, 2] if weight else [2, 1])


def test_nothing_found_fuses_to_nothing() -> None:
    assert fuse([], []) == []
