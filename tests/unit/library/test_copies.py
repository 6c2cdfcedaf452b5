"""Near-identical copies are found, and nothing else is taken for one."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.library.copies import BANDS, PERMUTATIONS, SIMILARITY, bands, collapse, signature, similarity

STORY = (
    "Around 100,000 troops are stationed near the border, the defence ministry said on Monday. Satellite pictures "
    "showed rows of tents and field hospitals at three bases, and trains carried tanks west through the night. The "
    "president of the neighbouring country called a meeting of the security council, and schools in two districts "
    "were closed. Talks between the foreign ministers are to go on in Geneva on Friday, officials said, though "
    "neither side expects a quick result. Fuel prices rose by a tenth in a week."
)
OTHER = (
    "The council of Asten approved a new tram line on Tuesday after a debate that lasted until midnight. Residents "
    "of Quarry Street had asked for a vote of their own. Building begins in March and takes four years. The line "
    "costs 310 million, of which the state pays half. A bus serves the valley until the first tram runs, and the "
    "old depot becomes a market hall. Shopkeepers fear that they will lose a summer's trade."
)


def test_a_signature_is_of_a_fixed_shape_and_the_same_each_time() -> None:
    first = signature(STORY)
    assert first.shape == (PERMUTATIONS,)
    assert first.dtype == np.uint32
    assert np.array_equal(first, signature(STORY))
    assert len(set(bands(first, "default"))) == BANDS


def test_a_wire_story_with_another_first_line_and_other_quotes_is_a_copy() -> None:
    reprint = "ASTEN (Wire) - " + STORY.replace("on Monday", "Monday").upper().replace(",", "")
    assert similarity(signature(STORY), signature(reprint)) >= SIMILARITY
    assert set(bands(signature(STORY), "one")) & set(bands(signature(reprint), "one"))
    assert not set(bands(signature(STORY), "one")) & set(bands(signature(STORY), "two"))


def test_two_stories_are_no_copies() -> None:
    assert similarity(signature(STORY), signature(OTHER)) < SIMILARITY / 4


def test_the_same_words_in_another_order_are_no_copy() -> None:
    words = STORY.split()
    random.Random(1).shuffle(words)
    assert similarity(signature(STORY), signature(" ".join(words))) < SIMILARITY / 4


def test_texts_without_words_are_copies_only_where_they_are_equal() -> None:
    assert similarity(signature("👩‍🚀 🚀"), signature("👩‍🚀 🚀")) == 1.0
    assert similarity(signature("👩‍🚀 🚀"), signature("!!! ??? …")) < SIMILARITY


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.text(st.characters(codec="utf-8"), max_size=80))
def test_similarity_is_a_symmetric_share_and_1_for_the_same_text(first: str, second: str) -> None:
    of_first, of_second = signature(first), signature(second)
    assert similarity(of_first, of_first) == 1.0
    assert similarity(of_first, of_second) == similarity(of_second, of_first)
    assert 0.0 <= similarity(of_first, of_second) <= 1.0


@given(
    st.lists(st.integers(0, 9), unique=True), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.randoms()
)
def test_groups_do_not_depend_on_the_order_of_the_pairs(
    items: list[int], pairs: list[tuple[int, int]], order: random.Random
) -> None:
    named = [(str(a), str(b)) for a, b in pairs]
    groups = collapse(items, str, named)
    shuffled = [(b, a) for a, b in named]
    order.shuffle(shuffled)
    assert collapse(items, str, shuffled) == groups
    # Every item is in exactly one group, and both groups and items keep the order they came in.
    assert sorted(item for group in groups for item in group) == sorted(items)
    assert [group[0] for group in groups] == [item for item in items if item in {group[0] for group in groups}]
    assert all(group == [item for item in items if item in group] for group in groups)
    together = {(a, b) for group in groups for a in group for b in group}
    assert all((a, b) in together for a, b in pairs if a in items and b in items)


def test_items_that_no_pair_names_stay_alone() -> None:
    assert collapse([3, 1, 2], str, []) == [[3], [1], [2]]


def test_copies_of_a_copy_are_one_group() -> None:
    assert collapse(["a", "b", "c", "d"], str, [("a", "c"), ("d", "c")]) == [["a", "c", "d"], ["b"]]
