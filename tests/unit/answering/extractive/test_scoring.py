"""What sureness is told of how clearly a sentence leads."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.answering.extractive.scoring import FEATURES, ORDER, SURE, SURE_FEATURES, with_decided

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
