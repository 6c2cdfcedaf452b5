"""Passages cover their article with no gap, of whole sentences, none longer than the embedder reads."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.indexing.embedder import OnnxEmbedder
from service.indexing.export import DEFAULT_MODEL, prepared
from service.library.passages import MAX_TOKENS, Cut, cut_passages
from service.library.sentences import sentence_spans
from tests.fakes.embedder import WordHashEmbedder

WORDS = st.sampled_from(
    [
        "The",
        "council",
        "voted.",
        "on",
        "Monday,",
        "after;",
        "Mr.",
        "3.5",
        "—",
        "said:",
        "“no”",
        "é",
        "👩\u200d👩\u200d👧",
        "שלום",
        "你好。",
        "x-y",
        "á",
    ]
)
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", "  ", ""])
TEXTS = st.lists(st.tuples(WORDS | st.text(st.characters(codec="utf-8"), max_size=5), GAPS), max_size=80).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)


@st.composite
def texts_with_starts(draw: st.DrawFn) -> tuple[str, list[int]]:
    text = draw(TEXTS)
    starts = draw(st.lists(st.integers(0, max(0, len(text) - 1)), max_size=120)) if text else []
    return text, sorted(starts)


def count(starts: list[int], start: int, end: int) -> int:
    return sum(start <= token < end for token in starts)


def check(text: str, starts: list[int], cuts: list[Cut], most: int) -> None:
    spans = [span for cut in cuts for span in cut.sentences]
    assert bool(cuts) == bool(text.strip())
    if not cuts:
        return
    assert cuts[0].start == 0
    assert cuts[-1].end == len(text)
    assert all(before.end == after.start for before, after in pairwise(cuts))
    assert all(cut.start <= start < end <= cut.end for cut in cuts for start, end in cut.sentences)
    assert all(cut.sentences for cut in cuts)
    assert spans == sorted(spans)
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert {i for i, character in enumerate(text) if not character.isspace()} <= covered
    assert len(covered) == sum(end - start for start, end in spans)
    for cut in cuts:
        first, last = cut.sentences[0][0], cut.sentences[-1][1]
        # Where several tokens begin at one character, no cut can part them.
        assert count(starts, first, last) <= most or last - first == 1


@given(texts_with_starts(), st.integers(1, 30))
@example(("a", [0, 0, 0, 0]), 2)
@example(("ab cd", [0, 0, 0, 0, 3]), 1)
@example(("\u3000 a\u2028 b", [0, 1, 2, 3, 4, 5]), 1)
def test_passages_cover_the_text_within_the_limit_wherever_tokens_begin(pair: tuple[str, list[int]], most: int) -> None:
    text, starts = pair
    check(text, starts, cut_passages(text, starts, max_tokens=most), most)


@given(TEXTS, st.integers(1, 40))
def test_sentences_within_the_limit_are_never_cut(text: str, most: int) -> None:
    starts = WordHashEmbedder().token_starts(text)
    kept = {span for cut in cut_passages(text, starts, max_tokens=most) for span in cut.sentences}
    for start, end in sentence_spans(text):
        if count(starts, start, end) <= most:
            assert (start, end) in kept


@pytest.fixture(scope="module")
def embedder(models: Path) -> OnnxEmbedder:
    return OnnxEmbedder(prepared(DEFAULT_MODEL, models), threads=1)


@given(text=TEXTS)
@example(text="word" * 2500)
@example(text="漢" * 3000)
@example(text="a.b," * 2000)
@example(text="é👩‍👩‍👧" * 1000)
def test_passages_stay_within_the_limit_of_the_real_tokenizer(embedder: OnnxEmbedder, text: str) -> None:
    starts = embedder.token_starts(text)
    check(text, starts, cut_passages(text, starts), MAX_TOKENS)


def test_what_the_embedder_reads_of_a_passage_is_the_whole_of_it(embedder: OnnxEmbedder) -> None:
    sentence = "The council of Asten approved, after much delay; a tram line to Velmere — the first since 1962, "
    text = sentence * 60 + "it said."
    for cut in cut_passages(text, embedder.token_starts(text)):
        # Two more for the marks that BERT sets at both ends.
        assert len(embedder.token_starts(text[cut.start : cut.end])) + 2 <= embedder._encoder.card["max_tokens"]


def test_a_sentence_over_the_limit_is_cut_after_a_clause() -> None:
    text = "one two three four five six, seven eight nine ten"
    cuts = cut_passages(text, WordHashEmbedder().token_starts(text), max_tokens=8)
    assert [text[cut.start : cut.end] for cut in cuts] == ["one two three four five six, ", "seven eight nine ten"]


def test_a_sentence_without_clauses_is_cut_between_words() -> None:
    text = " ".join(f"word{i}" for i in range(50))
    for cut in cut_passages(text, WordHashEmbedder().token_starts(text), max_tokens=7):
        assert all(
            text[start:end].split() == [w for w in text.split() if w in text[start:end].split()]
            for start, end in cut.sentences
        )


def test_a_word_over_the_limit_is_cut_between_two_of_its_tokens() -> None:
    text = "x" * 10_000
    cuts = cut_passages(text, list(range(0, 10_000, 10)), max_tokens=200)
    assert len(cuts) == 5
    assert "".join(text[cut.start : cut.end] for cut in cuts) == text
    assert all(cut.start % 10 == 0 for cut in cuts)


def test_text_in_which_the_tokenizer_sees_no_token_is_one_passage() -> None:
    text = "\u200b\u200b \u200b."
    assert [(cut.start, cut.end) for cut in cut_passages(text, [])] == [(0, len(text))]


def test_an_article_without_text_has_no_passage() -> None:
    assert cut_passages("", []) == []
    assert cut_passages(" \n ", []) == []


def test_passages_of_one_article_are_about_equally_long() -> None:
    text = "Ten words make up this sentence about the tram line. " * 23
    starts = WordHashEmbedder().token_starts(text)
    lengths = [count(starts, cut.start, cut.end) for cut in cut_passages(text, starts)]
    assert max(lengths) <= MAX_TOKENS
    assert min(lengths) > MAX_TOKENS / 2
