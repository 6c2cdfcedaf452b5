"""Risk falls along with coverage only where scores are good, and calibration is told by bins."""

from __future__ import annotations

from itertools import pairwise
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics.calibration import area_under, calibration_bins, calibration_error, risk_coverage

scores = st.floats(0, 1) | st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0])
judged = st.lists(st.tuples(scores, st.booleans()), max_size=30)
counts = st.integers(1, 12)
kinds = st.sampled_from(["width", "mass"])
Judged = list[tuple[float, bool]]


def split(pairs: Judged) -> tuple[list[float], list[bool]]:
    return [score for score, _ in pairs], [right for _, right in pairs]


@given(judged.filter(bool))
def test_each_point_is_what_answering_at_its_threshold_would_give(pairs: Judged) -> None:
    curve = risk_coverage(*split(pairs))
    assert [threshold for _, _, threshold in curve] == sorted({score for score, _ in pairs}, reverse=True)
    for coverage, risk, threshold in curve:
        answered = [right for score, right in pairs if score >= threshold]
        assert coverage == len(answered) / len(pairs)
        assert risk == answered.count(False) / len(answered)


@given(judged.filter(bool))
def test_the_curve_ends_at_full_coverage_with_the_overall_risk(pairs: Judged) -> None:
    curve = risk_coverage(*split(pairs))
    assert curve[-1][:2] == (1, split(pairs)[1].count(False) / len(pairs))
    assert [point[0] for point in curve] == sorted({point[0] for point in curve})


@given(judged.filter(bool))
def test_the_area_is_the_mean_over_questions_of_the_risk_at_their_own_score(pairs: Judged) -> None:
    def risk_at(threshold: float) -> float:
        answered = [right for score, right in pairs if score >= threshold]
        return answered.count(False) / len(answered)

    area = area_under(risk_coverage(*split(pairs)))
    assert area == pytest.approx(sum(risk_at(score) for score, _ in pairs) / len(pairs), abs=1e-9)
    assert -1e-12 <= area <= 1 + 1e-12


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_no_order_has_less_area_than_right_answers_first_and_none_more_than_last(rights: list[bool]) -> None:
    falling = [1 - at / len(rights) for at in range(len(rights))]
    best, given_area, worst = (
        area_under(risk_coverage(falling, order)) for order in (sorted(rights, reverse=True), rights, sorted(rights))
    )
    assert best - 1e-12 <= given_area <= worst + 1e-12


def test_an_area_worked_by_hand() -> None:
    # Risks 0, 1/2, 1/3, 2/4 at coverages 1/4, 1/2, 3/4, 1.
    assert area_under(risk_coverage([0.9, 0.8, 0.7, 0.6], [True, False, True, False])) == pytest.approx(
        (0 + 1 / 2 + 1 / 3 + 1 / 2) / 4
    )


@given(judged, counts, kinds, st.randoms())
def test_order_does_not_matter(pairs: Judged, bins: int, equal: str, random: object) -> None:
    shuffled = sorted(pairs, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert risk_coverage(*split(shuffled)) == risk_coverage(*split(pairs))
    assert calibration_bins(*split(shuffled), bins, equal) == calibration_bins(*split(pairs), bins, equal)


@given(judged, counts, kinds)
def test_every_answer_is_in_one_bin_and_within_its_edges(pairs: Judged, bins: int, equal: str) -> None:
    filled = calibration_bins(*split(pairs), bins, equal)
    assert len(filled) <= bins
    for one in filled:
        members = [(s, r) for s, r in pairs if one.low < s <= one.high or (s == one.low == 0 and one is filled[0])]
        assert one.count == len(members) > 0
        assert one.score == pytest.approx(sum(s for s, _ in members) / len(members))
        assert one.right == sum(r for _, r in members) / len(members)
    assert sum(one.count for one in filled) == len(pairs)
    assert all(first.high <= second.low for first, second in pairwise(filled))


@given(judged.filter(bool), counts)
def test_the_error_is_that_of_guo_and_others(pairs: Judged, bins: int) -> None:
    total = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        members = [(s, r) for s, r in pairs if low < s <= high or (number == 0 and s == 0)]
        if members:
            gap = sum(r for _, r in members) / len(members) - sum(s for s, _ in members) / len(members)
            total += len(members) / len(pairs) * abs(gap)
    assert calibration_error(calibration_bins(*split(pairs), bins)) == pytest.approx(total, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=1, max_size=5), counts, kinds)
def test_scores_that_are_the_share_right_have_no_error(groups: list[tuple[int, int]], bins: int, equal: str) -> None:
    pairs = [(min(right, count) / count, number < right) for right, count in groups for number in range(count)]
    error = calibration_error(calibration_bins(*split(pairs), bins, equal))
    assert error == pytest.approx(0, abs=1e-9)


@given(judged.filter(bool), counts, kinds)
def test_the_error_is_at_least_the_gap_of_all_and_at_most_one(pairs: Judged, bins: int, equal: str) -> None:
    error = calibration_error(calibration_bins(*split(pairs), bins, equal))
    gap = abs(sum(r for _, r in pairs) - sum(s for s, _ in pairs)) / len(pairs)
    assert gap - 1e-9 <= error <= 1 + 1e-9


@given(st.integers(1, 40), counts)
def test_bins_of_equal_mass_differ_by_one_at_most_where_scores_differ(count: int, bins: int) -> None:
    distinct = [(at + 1) / count for at in range(count)]
    sizes = [one.count for one in calibration_bins(distinct, [True] * count, bins, "mass")]
    assert len(sizes) == min(bins, count) and max(sizes) - min(sizes) <= 1


def test_without_scores_nothing_is_said() -> None:
    assert risk_coverage([], []) == []
    assert area_under([]) is None
    assert calibration_bins([], []) == calibration_bins([], [], 5, "mass") == []
    assert calibration_error([]) is None


@pytest.mark.parametrize("bad", [([1.5], [True]), ([-0.1], [True]), ([nan], [True]), ([0.5], []), ([], [True])])
def test_what_is_no_score_is_refused(bad: tuple[list[float], list[bool]]) -> None:
    with pytest.raises(ValueError, match=r"score|argument"):
        risk_coverage(*bad)
    with pytest.raises(ValueError, match=r"score|argument"):
        calibration_bins(*bad)


def test_no_bins_are_refused() -> None:
    with pytest.raises(ValueError, match="bins"):
        calibration_bins([0.5], [True], 0)
