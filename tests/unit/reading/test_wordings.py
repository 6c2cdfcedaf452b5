"""Wordings of one answer are taken together."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.reading.wordings import LONGEST_ANSWER, likeliest, silent

WORDS = ("The", "mayor", ",", "an", "ox", "said", "“", "a")
Logits = tuple[list[float], list[float]]


def pairs(texts: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """The words one after another, and their characters."""
    offsets, at = [], 0
    for one in texts:
        offsets.append((at, at + len(one)))
        at += len(one) + 1
    return " ".join(texts), offsets


def logits(values: list[float]) -> NDArray[np.float32]:
    return np.asarray(values, dtype=np.float32)


@st.composite
def readings(draw: st.DrawFn) -> tuple[list[str], Logits]:
    texts = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
    many = st.lists(st.floats(-4, 4, width=32), min_size=len(texts), max_size=len(texts))
    return texts, (draw(many), draw(many))


@given(readings())
def test_it_is_the_answer_whose_spans_are_likeliest_together(reading: tuple[list[str], Logits]) -> None:
    texts, (starts, ends) = reading
    is_silent = silent(*pairs(texts)).tolist()
    first, last, highest = likeliest(logits(starts), logits(ends), np.asarray(is_silent))
    sums = {
        (a, b): starts[a] + ends[b] for a in range(len(texts)) for b in range(a, min(len(texts), a + LONGEST_ANSWER))
    }
    assert math.isclose(highest, max(sums.values()), abs_tol=1e-5)
    said = {
        span: tuple(loud)[:: max(1, len(loud) - 1)]
        for span in sums
        if (loud := [at for at in range(span[0], span[1] + 1) if not is_silent[at]])
    }
    if not said:
        assert sums[first, last] == max(sums.values())
        return
    shares: dict[tuple[int, ...], float] = defaultdict(float)
    for span, answer in said.items():
        shares[answer] += math.exp(sums[span] - highest)
    chosen = said[first, last]
    # Spans too unlikely to matter are left out, at most a thousand of e to the minus ten each.
    assert shares[chosen] >= max(shares.values()) - 0.05
    best = max(sums[span] for span, answer in said.items() if answer == chosen)
    assert math.isclose(sums[first, last], best, abs_tol=1e-5)


@given(readings())
def test_where_every_token_says_something_it_is_the_span_of_highest_sum(reading: tuple[list[str], Logits]) -> None:
    _, (starts, ends) = reading
    first, last, highest = likeliest(logits(starts), logits(ends), np.zeros(len(starts), dtype=np.bool_))
    assert math.isclose(starts[first] + ends[last], highest, abs_tol=1e-5)


def test_three_wordings_of_one_answer_outweigh_another_that_is_likelier_than_each() -> None:
    text, offsets = pairs(["the", "mayor", ",", "and", "oxen"])
    starts, ends = logits([2.0, 2.0, -9, -9, 2.3]), logits([-9, 2.0, 2.0, -9, 2.3])
    first, last, highest = likeliest(starts, ends, silent(text, offsets))
    assert "mayor" in text[offsets[first][0] : offsets[last][1]]
    assert math.isclose(highest, 4.6, abs_tol=1e-5)
    assert likeliest(starts, ends, np.zeros(5, dtype=np.bool_))[:2] == (4, 4)


def test_articles_and_marks_are_silent_and_nothing_else_is() -> None:
    texts = ["The", "a", "An", ",", "“", "--", "he", "U.S.", "$", "5", "%", "Añ", "A"]
    said = [one for one, is_silent in zip(texts, silent(*pairs(texts)).tolist(), strict=True) if not is_silent]
    assert said == ["he", "U.S.", "5", "Añ", "A"]


def test_a_mark_is_no_answer_where_a_word_stands_however_likely() -> None:
    starts, ends = logits([30.0, 0.0]), logits([30.0, 0.0])
    _, last, highest = likeliest(starts, ends, silent(", ox", [(0, 1), (2, 4)]))
    assert (last, highest) == (1, 60.0)
    assert likeliest(starts, ends, silent(", “", [(0, 1), (2, 3)])) == (0, 0, 60.0)
