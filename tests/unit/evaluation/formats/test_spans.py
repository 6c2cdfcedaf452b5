"""Answers keep their place when a text is brought into its kept form, and the sentences that hold them are found."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.formats.spans import citations, kept_span, occurrences
from service.evaluation.records import GoldCitation
from service.library.text import normalise

PIECES = st.lists(
    st.sampled_from(["a", "e\u0301", "\u00e9", " ", "\n", "\r\n", "\n\n\n", "\ufeff", "b", "\u212b", "."]), max_size=30
)


@given(PIECES, PIECES, PIECES)
def test_a_span_of_whole_letters_holds_the_same_letters_after_normalising(
    before: list, inside: list, after: list
) -> None:
    parts = ["".join(piece) for piece in (before, inside, after)]
    raw = "".join(parts)
    text = normalise(raw)
    span = kept_span(raw, len(parts[0]), len(parts[0] + parts[1]), text)
    letters = ["".join(unicodedata.normalize("NFC", part).split()).replace("\ufeff", "") for part in parts]
    if span is None:
        assert not letters[1]
    else:
        found = (text[: span[0]], text[slice(*span)], text[span[1] :])
        assert ["".join(part.split()).replace("\ufeff", "") for part in found] == letters


def test_a_span_that_cuts_a_letter_from_its_accent_is_found_by_its_words() -> None:
    raw = "The cafe\u0301 cafe shut."
    assert kept_span(raw, 4, 8, normalise(raw)) == (9, 13)


@pytest.mark.parametrize(
    ("answer", "text", "spans"),
    [
        ("2", "In 2022 there were 2.", [(19, 20)]),
        ("ann lee", "Ann\nLee met ANN LEE.", [(0, 7), (12, 19)]),
        ("$5", "It cost $5, not $50.", [(8, 10)]),
        ("cafe\u0301", "A caf\u00e9.", [(2, 6)]),
        ("no", "There is no ferry.", []),
        ("Yes.", "Yes.", []),
        (" ", "a b", []),
    ],
)
def test_an_answer_is_found_as_whole_words(answer: str, text: str, spans: list[tuple[int, int]]) -> None:
    assert occurrences(answer, text) == spans


def test_each_sentence_is_cited_once_and_one_quote_holds_an_answer_across_two() -> None:
    text = "One ran. Two ran. Three ran."
    sentences = [(0, 8), (9, 17), (18, 28)]
    assert citations("a", text, sentences, [(0, 3), (4, 7), (18, 23)]) == (
        GoldCitation("a", "One ran.", 0, 8),
        GoldCitation("a", "Three ran.", 18, 28),
    )
    assert citations("a", text, sentences, [(13, 20)]) == (GoldCitation("a", "Two ran. Three ran.", 9, 28),)


@pytest.mark.parametrize("text", ["a " * 100_000, "\n" * 200_000, "a" * 200_000, "e\u0301" * 100_000])
def test_long_texts_take_linear_time(text: str) -> None:
    began = time.perf_counter()
    occurrences("a a b", text)
    kept_span(f"x{text}y", 0, 1, normalise(f"x{text}y"))
    assert time.perf_counter() - began < 3
