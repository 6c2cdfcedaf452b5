"""Citations are scored by the characters they share with gold ones, and valid only where they are exact."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics.citations import f1, is_valid, precision, recall, sentence_match, validity

Span = tuple[str, int, int]
COPIES = {"copy": "wire", "wire": "wire", "reprint": "wire"}
articles = st.sampled_from(["one", "two", "wire", "copy", "reprint"])
spans = st.builds(
    lambda at, start, length: (at, start, start + length), articles, st.integers(0, 30), st.integers(0, 12)
)
some = st.lists(spans, max_size=5)
canonicals = st.sampled_from([None, COPIES])


def characters(some_spans: list[Span]) -> set[tuple[str, int]]:
    return {(article, at) for article, start, end in some_spans for at in range(start, end)}


@given(some, some)
def test_precision_and_recall_are_counts_of_characters(cited: list[Span], gold: list[Span]) -> None:
    given_set, gold_set = characters(cited), characters(gold)
    shared = len(given_set & gold_set)
    assert precision(cited, gold) == (shared / len(given_set) if given_set and gold_set else None)
    assert recall(cited, gold, every=True) == (shared / len(gold_set) if gold_set else None)
    each = [len(characters([one]) & given_set) / len(characters([one])) for one in gold if characters([one])]
    assert recall(cited, gold) == (max(each) if each else None)


@given(some, some, canonicals, st.booleans())
def test_every_score_is_in_range_and_says_nothing_without_gold(
    cited: list[Span], gold: list[Span], canonical: dict[str, str] | None, every: bool
) -> None:
    precise, recalled = precision(cited, gold, canonical), recall(cited, gold, canonical, every)
    both, sentence = f1(cited, gold, canonical, every), sentence_match(cited, gold, {}, canonical)
    told = bool(characters(gold))
    assert (recalled is not None, both is not None, sentence is not None) == (told, told, told)
    assert (precise is not None) == (told and bool(characters(cited)))
    for value in (precise, recalled, both, sentence):
        assert value is None or 0 <= value <= 1
    if told and recalled and precise:
        assert both == pytest.approx(2 / (1 / precise + 1 / recalled))
        assert sentence == 1


@given(some, some, canonicals, st.randoms())
def test_neither_order_nor_citing_twice_matters(
    cited: list[Span], gold: list[Span], canonical: dict[str, str] | None, random: Any
) -> None:
    shuffled = random.sample(cited, len(cited))
    assert precision(shuffled + cited, gold + gold, canonical) == precision(cited, gold, canonical)
    for every in (False, True):
        assert recall(shuffled + cited, gold + gold, canonical, every) == recall(cited, gold, canonical, every)


@given(some, some, spans, st.booleans())
def test_citing_more_never_lowers_recall(cited: list[Span], gold: list[Span], more: Span, every: bool) -> None:
    before = recall(cited, gold, every=every)
    after = recall([*cited, more], gold, every=every)
    assert before is None or (after is not None and after >= before)


@given(some.filter(characters))
def test_the_gold_itself_is_perfect(gold: list[Span]) -> None:
    assert precision(gold, gold, COPIES) == recall(gold, gold, COPIES) == f1(gold, gold, COPIES) == 1
    assert recall(gold, gold, COPIES, every=True) == sentence_match(gold, gold, {}, COPIES) == 1


def test_one_alternative_is_enough_unless_every_one_is_asked_for() -> None:
    gold = [("one", 0, 10), ("two", 5, 15)]
    assert recall([("two", 5, 15)], gold) == 1
    assert recall([("two", 5, 15)], gold, every=True) == 0.5
    assert recall([("one", 0, 5), ("two", 5, 10)], gold) == 0.5
    assert precision([("two", 5, 15), ("two", 15, 25)], gold) == 0.5


def test_a_copy_of_which_the_gold_holds_nothing_stands_for_the_one_of_which_it_does() -> None:
    gold = [("wire", 10, 20)]
    assert precision([("copy", 10, 20)], gold) == 0
    assert precision([("copy", 10, 20)], gold, COPIES) == recall([("copy", 10, 20)], gold, COPIES) == 1
    assert precision([("copy", 10, 20), ("reprint", 10, 20), ("wire", 20, 30)], gold, COPIES) == 0.5
    assert precision([("wire", 10, 20)], [("copy", 10, 20)], COPIES) == 1


def test_a_copy_of_which_the_gold_holds_its_own_characters_keeps_them() -> None:
    gold = [("wire", 10, 20), ("copy", 40, 50)]
    assert precision([("copy", 40, 50)], gold, COPIES) == recall([("copy", 40, 50)], gold, COPIES) == 1
    assert precision([("wire", 40, 50)], gold, COPIES) == 0


def test_a_citation_matches_a_sentence_that_gold_touches_too() -> None:
    sentences = {"one": [(0, 20), (21, 40)]}
    assert sentence_match([("one", 0, 5)], [("one", 15, 20)], sentences) == 1
    assert sentence_match([("one", 21, 25)], [("one", 15, 20)], sentences) == 0
    assert sentence_match([("one", 0, 5)], [("one", 15, 20)], {}) == 0
    assert sentence_match([], [("one", 15, 20)], sentences) == 0
    assert sentence_match([("one", 0, 5)], [], sentences) is None
    assert sentence_match([("two", 0, 5)], [("one", 0, 5)], {"two": [(0, 5)], **sentences}) == 0


def test_offsets_beyond_any_article_cost_nothing() -> None:
    assert precision([("one", 0, 10**15)], [("one", 0, 10**14)]) == 0.1


ARTICLE = "Around 100,000 troops are near the border. 🙂 They stay."


@given(st.integers(0, len(ARTICLE)), st.integers(0, len(ARTICLE)), st.integers(1, 3))
def test_a_citation_is_valid_exactly_where_its_text_stands_there_and_its_marker_in_the_answer(
    start: int, end: int, marker: int
) -> None:
    one = {"start_char": start, "end_char": end, "cited_text": ARTICLE[start:end], "marker": marker}
    assert is_valid(one, ARTICLE, "100,000 [1]. They stay [2].") == (start < end and marker < 3)


VALID = {"start_char": 7, "end_char": 14, "cited_text": "100,000", "marker": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"start_char": 6}, {"end_char": 15}, {"cited_text": "100.000"}, {"marker": 2}, {"marker": "1"},
        {"start_char": -49}, {"start_char": True}, {"start_char": None}, {"end_char": 7.0},
        {"start_char": 14, "end_char": 14, "cited_text": ""}, {"end_char": 10**6, "cited_text": ARTICLE[7:]},
        {"start_char": 7 - len(ARTICLE), "end_char": 14 - len(ARTICLE)},
    ],
)  # fmt: skip
def test_whatever_is_off_by_anything_is_not_valid(change: dict[str, Any]) -> None:
    assert is_valid(VALID, ARTICLE, "It is 100,000 [1].")
    assert not is_valid({**VALID, **change}, ARTICLE, "It is 100,000 [1].")
    assert not is_valid({name: value for name, value in VALID.items() if name not in change}, ARTICLE, "[1]")


def test_validity_is_a_share_and_a_missing_article_counts_against_it() -> None:
    assert validity([VALID, VALID], [ARTICLE, None], "[1]") == 0.5
    assert validity([], [], "[1]") is None
    with pytest.raises(ValueError, match="argument"):
        validity([VALID], [], "[1]")
