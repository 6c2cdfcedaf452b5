"""What sureness is told of how clearly a sentence leads."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.answering.extractive.candidates import find_candidates
from service.answering.extractive.scoring import FEATURES, ORDER, SURE, SURE_FEATURES, ReaderScorer, with_decided
from service.language.question import analyse
from service.library.sentences import sentence_spans
from service.records import Article, Evidence, Passage, Ranks
from tests.fakes.reader import WordReader

LOGITS = st.lists(st.floats(-20, 20), min_size=1, max_size=8)


def decided(logits: list[float]) -> NDArray[np.float64]:
    rows = with_decided(np.zeros((len(logits), len(FEATURES))), np.asarray(logits))
    assert rows.shape == (len(logits), len(SURE_FEATURES))
    return rows[:, -1]


@given(LOGITS, st.floats(-5, 5))
def test_it_is_the_logarithm_of_a_share_and_knows_no_level(logits: list[float], shift: float) -> None:
    assert np.isclose(np.exp(decided(logits)).sum(), 1)
    assert np.allclose(decided([one + shift for one in logits]), decided(logits), atol=1e-6)


@given(LOGITS, st.floats(0.1, 5))
def test_a_first_one_that_leads_further_is_surer_and_the_others_less(logits: list[float], further: float) -> None:
    first = int(np.argmax(logits))
    gained = decided([one + further * (at == first) for at, one in enumerate(logits)]) - decided(logits)
    assert gained[first] >= 0
    assert np.all(np.delete(gained, first) <= 1e-9)


def test_one_alone_is_decided_and_none_is_no_error() -> None:
    assert decided([3.0]).tolist() == [0]
    assert with_decided(np.zeros((0, len(FEATURES))), np.zeros(0)).shape == (0, len(SURE_FEATURES))


def test_there_is_a_weight_for_each_feature() -> None:
    assert len(ORDER) == len(FEATURES)
    assert len(SURE) == len(SURE_FEATURES)
    assert SURE[SURE_FEATURES.index("decided")] > 0


@given(st.lists(st.sampled_from(["Ann Lee", "opened", "the mill", "in May", "1904", "boats"]), min_size=1, max_size=8))
def test_a_sentence_is_surer_alone_than_behind_better_ones(parts: list[str]) -> None:
    text = " ".join(f"{part.capitalize()} came {at} times." for at, part in enumerate(parts, start=2))
    article = Article("a", "default", 1, "0" * 64, "", None, None, None, None, "2024-01-01", "en", text)
    passage = Passage(1, "a", 1, 0, 0, len(text), text, tuple(sentence_spans(text)))
    evidence = [Evidence(passage, article, 1.0, Ranks())]
    scored = ReaderScorer(WordReader()).score(analyse("Who opened the mill?"), find_candidates(evidence), evidence)
    assert np.isclose(scored[0].alone, scored[0].probability)
    assert all(one.alone >= one.probability - 1e-9 for one in scored)
