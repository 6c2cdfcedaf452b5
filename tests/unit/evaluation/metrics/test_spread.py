"""Percentiles are linear, and a bootstrap interval holds its mean and is the same for the same seed."""

from __future__ import annotations

from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics import spread
from service.evaluation.metrics.spread import bootstrap_mean, paired_bootstrap, percentiles

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30)
shares = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 1.0]), min_size=1, max_size=30)
paired = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30)
FEW = 200


@given(values)
def test_a_percentile_lies_between_its_neighbours_in_proportion(some: list[float]) -> None:
    found = percentiles(some)
    assert found.count == len(some)
    ordered = sorted(some)
    for share, value in ((0.50, found.p50), (0.95, found.p95), (0.99, found.p99)):
        at = share * (len(ordered) - 1)
        low, high = ordered[floor(at)], ordered[min(floor(at) + 1, len(ordered) - 1)]
        assert value == pytest.approx(low + (high - low) * (at - floor(at)), abs=1e-6)
    assert found.p50 <= found.p95 <= found.p99


def test_percentiles_worked_by_hand() -> None:
    found = percentiles(list(range(101)))
    assert (found.p50, found.p95, found.p99) == (50, 95, 99)
    assert percentiles([7.0]) == spread.Percentiles(7, 7, 7, 1)
    assert percentiles([]) is None


@given(values, st.integers(0, 5), st.sampled_from([0.5, 0.95]))
def test_an_interval_holds_the_mean_and_lies_among_the_values(some: list[float], seed: int, level: float) -> None:
    found = bootstrap_mean(some, seed, FEW, level)
    assert found.count == len(some)
    assert found.value == pytest.approx(sum(some) / len(some), abs=1e-6)
    assert found.low <= found.value <= found.high
    assert min(some) - 1e-6 <= found.low and found.high <= max(some) + 1e-6


@given(shares, st.integers(0, 5))
def test_the_same_seed_gives_the_same_interval(some: list[float], seed: int) -> None:
    assert bootstrap_mean(some, seed, FEW) == bootstrap_mean(list(some), seed, FEW)


@given(shares, st.integers(0, 5))
def test_a_higher_level_gives_an_interval_that_holds_the_lower_ones(some: list[float], seed: int) -> None:
    wide, narrow = bootstrap_mean(some, seed, FEW, 0.99), bootstrap_mean(some, seed, FEW, 0.8)
    assert wide.low <= narrow.low + 1e-12 and narrow.high <= wide.high + 1e-12


@given(st.floats(-1e6, 1e6), st.integers(1, 20))
def test_equal_values_leave_no_doubt(value: float, count: int) -> None:
    found = bootstrap_mean([value] * count, resamples=FEW)
    assert found.low == pytest.approx(value) and found.high == pytest.approx(value)


def test_one_value_is_its_own_interval_and_none_has_none() -> None:
    found = bootstrap_mean([0.3])
    assert (found.value, found.count, found.low, found.high) == (0.3, 1, 0.3, 0.3)
    assert bootstrap_mean([]) is None
    assert paired_bootstrap([], []) is None


def test_an_interval_is_as_wide_as_the_normal_one_where_that_is_known() -> None:
    found = bootstrap_mean([0.0, 1.0] * 200)
    half = 1.96 * 0.5 / 400**0.5
    assert found.low == pytest.approx(0.5 - half, abs=0.01)
    assert found.high == pytest.approx(0.5 + half, abs=0.01)


def test_nineteen_intervals_of_twenty_hold_the_true_mean() -> None:
    generator = np.random.default_rng(11)
    held = 0
    for trial in range(200):
        found = bootstrap_mean(generator.random(60).tolist(), trial, FEW)
        held += found.low <= 0.5 <= found.high
    # A binomial of 200 at 0.95 lies in here with more than 0.9999.
    assert 175 <= held <= 200


@given(paired, st.integers(0, 5))
def test_a_difference_turns_its_sign_when_the_runs_change_places(some: list[tuple[float, float]], seed: int) -> None:
    before, after = [one for one, _ in some], [other for _, other in some]
    there, back = paired_bootstrap(before, after, seed, FEW), paired_bootstrap(after, before, seed, FEW)
    assert there.value == pytest.approx(-back.value, abs=1e-12)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-9)
    assert there.low <= there.value <= there.high


@given(shares, st.floats(-1, 1))
def test_a_shift_of_every_question_is_sure_however_they_differ(some: list[float], shift: float) -> None:
    found = paired_bootstrap(some, [one + shift for one in some], resamples=FEW)
    assert (found.low, found.value, found.high) == pytest.approx((shift, shift, shift), abs=1e-9)


def test_unequal_runs_and_senseless_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        paired_bootstrap([1.0], [])
    for resamples, level in ((0, 0.95), (10, 0.0), (10, 1.0)):
        with pytest.raises(ValueError, match="resamples"):
            bootstrap_mean([1.0], 0, resamples, level)


def test_many_values_are_drawn_in_blocks_that_give_every_resample() -> None:
    many = np.linspace(0, 1, 300_000).tolist()
    found = bootstrap_mean(many, resamples=30)
    assert found.low < found.value < found.high
    assert found.high - found.low < 0.01
