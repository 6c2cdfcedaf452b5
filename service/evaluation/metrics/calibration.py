"""Whether scores tell right answers from wrong ones, and whether they mean what they say.

`scores` and `rights` stand side by side, one a question; their order does not matter. ValueError where their
lengths differ or a score is no number in [0, 1].
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum
from typing import Literal

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose scores lie in (low, high], the first bin holding 0 too: the mean score and the share right."""

    low: float
    high: float
    count: int
    score: float
    right: float


def risk_coverage(scores: Sequence[float], rights: Sequence[bool]) -> list[Point]:
    """(coverage, risk, threshold) for each distinct score, highest first; [] where there is none.

    Coverage is the share of questions whose score is at or above the threshold, risk the share of those
    that is wrong (El-Yaniv and Wiener 2010). The last point is at coverage 1, with the overall risk.
    """
    points: list[Point] = []
    covered = wrong = 0
    for threshold, group in groupby(reversed(_ordered(scores, rights)), key=lambda pair: pair[0]):
        judged = [right for _, right in group]
        covered += len(judged)
        wrong += judged.count(False)
        points.append((covered / len(scores), wrong / covered, threshold))
    return points


def area_under(curve: Sequence[Point]) -> float | None:
    """The area under a risk–coverage curve (AURC), in [0, 1], less being better; None for an empty curve.

    The mean over questions of the risk at each one's own score (Geifman, Uziel and El-Yaniv 2019), which is the risk
    of each point times the coverage that it adds.
    """
    before = [0.0, *(coverage for coverage, _, _ in curve)]
    steps = ((coverage - last) * risk for last, (coverage, risk, _) in zip(before, curve, strict=False))
    return fsum(steps) if curve else None


def calibration_bins(
    scores: Sequence[float], rights: Sequence[bool], bins: int = 10, equal: Literal["width", "mass"] = "width"
) -> list[Bin]:
    """The bins of a reliability diagram that hold anything, lowest first; [] where there is no score.

    Equal width, the default, is that of Guo et al. (2017): its edges do not move, so two runs are comparable.
    Equal mass (Nguyen and O'Connor 2015) puts about as many in each; equal scores stay together,
    a bin begins where the one before ends, and the last ends at its highest score. ValueError
    where `bins` is below 1.
    """
    if bins < 1:
        raise ValueError(f"{bins} bins hold nothing; ask for 1 or more")
    pairs = _ordered(scores, rights)
    edges = [number / bins for number in range(1, bins + 1)] if equal == "width" else _mass_edges(pairs, bins)
    filled = []
    for number, group in groupby(pairs, key=lambda pair: bisect_left(edges, pair[0])):
        members = list(group)
        filled.append(
            Bin(
                low=edges[number - 1] if number else 0.0,
                high=edges[number],
                count=len(members),
                score=fsum(score for score, _ in members) / len(members),
                right=sum(right for _, right in members) / len(members),
            )
        )
    return filled


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """How far the share right is from the mean score, over the bins by their count, in [0, 1]; None without bins.

    The expected calibration error of Guo et al. (2017).
    """
    count = sum(one.count for one in bins)
    return fsum(one.count * abs(one.right - one.score) for one in bins) / count if count else None


def _mass_edges(pairs: Sequence[tuple[float, bool]], bins: int) -> list[float]:
    """The highest score of each part; ties make some of them equal, and their parts one."""
    return sorted({pairs[-(-len(pairs) * number // bins) - 1][0] for number in range(1, bins + 1)}) if pairs else []


def _ordered(scores: Sequence[float], rights: Sequence[bool]) -> list[tuple[float, bool]]:
    pairs = sorted((float(score), bool(right)) for score, right in zip(scores, rights, strict=True))
    for score in scores:
        if not 0 <= score <= 1:
            raise ValueError(f"a score is {score}; scores lie in [0, 1]")
    return pairs
