"""Order by a reader beside search."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from service.records import Article, Evidence, Passage, Ranks
from service.retrieval.rerank import HIGHEST, LOWEST, Reranker
from tests.fakes.reader import WordReader

WORDS = ("tram", "flood", "mayor", "bridge", "comet", "vote")
QUESTION = "Which mayor saw the tram cross the bridge?"


def evidence(key: int, text: str, score: float) -> Evidence:
    article = Article(f"a{key}", "default", 1, "0" * 64, "", None, None, None, None, "2024-01-01", "en", text)
    passage = Passage(key, article.id, 1, 0, 0, len(text), text, ((0, len(text)),))
    return Evidence(passage, article, score, Ranks(dense=key + 1, dense_score=0.5))


TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
FOUND = st.lists(st.tuples(TEXTS, st.floats(-3, 3)), max_size=20).map(
    lambda some: [evidence(key, *one) for key, one in enumerate(sorted(some, key=lambda pair: -pair[1]))]
)


@given(FOUND, st.floats(0, 1), st.integers(1, 20))
def test_it_loses_and_adds_no_passage_and_keeps_what_search_said(
    found: list[Evidence], weight: float, always: int
) -> None:
    ranked = Reranker(WordReader(), weight, always).rerank(QUESTION, found)
    assert sorted(one.passage.key for one in ranked) == [one.passage.key for one in found]
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    before = {one.passage.key: one for one in found}
    for one in ranked:
        was = before[one.passage.key]
        assert replace(one, score=was.score, ranks=was.ranks) == was
        assert (one.ranks.dense, one.ranks.dense_score) == (was.ranks.dense, was.ranks.dense_score)


@given(FOUND, st.floats(0, 1), st.integers(1, 20))
def test_a_score_is_the_fused_one_and_weighted_relevance(found: list[Evidence], weight: float, always: int) -> None:
    before = {one.passage.key: one.score for one in found}
    for one in Reranker(WordReader(), weight, always).rerank(QUESTION, found):
        relevance = one.ranks.reader_score
        said = LOWEST if relevance is None else relevance
        assert one.score == before[one.passage.key] + weight * said
        assert (one.ranks.reader is None) == (relevance is None)


@given(FOUND, st.floats(0.01, 1), st.integers(1, 20))
def test_stopping_early_never_changes_what_comes_first(found: list[Evidence], weight: float, always: int) -> None:
    """For a reader whose relevance stays under HIGHEST, as WordReader's does."""
    reader = WordReader()
    early = Reranker(reader, weight, always).rerank(QUESTION, found)
    whole = Reranker(WordReader(), weight, len(found) + 1).rerank(QUESTION, found)
    assert [one.score for one in early[:1]] == [one.score for one in whole[:1]]
    assert reader.read_passages >= min(always, len(found))
    assert all((one.ranks.reader_score or 0) <= HIGHEST for one in whole)


@given(FOUND)
def test_the_readers_ranks_number_those_it_read_by_relevance(found: list[Evidence]) -> None:
    ranked = Reranker(WordReader(), 0.3, 4).rerank(QUESTION, found)
    read = sorted((one for one in ranked if one.ranks.reader), key=lambda one: one.ranks.reader or 0)
    assert [one.ranks.reader for one in read] == list(range(1, len(read) + 1))
    scores = [one.ranks.reader_score or 0.0 for one in read]
    assert scores == sorted(scores, reverse=True)


def test_a_clear_first_passage_spares_the_reader_the_rest() -> None:
    texts = ["mayor tram bridge", *["comet"] * 19]
    reader = WordReader()
    Reranker(reader, 0.3, 4).rerank(QUESTION, [evidence(at, text, 3.0 - at) for at, text in enumerate(texts)])
    assert reader.read_passages == 4
