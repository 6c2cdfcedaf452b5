from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.plots import calibration, interval, latency, milliseconds, risk_coverage, share

ODD = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
BINS = st.fixed_dictionaries(dict.fromkeys(("low", "high", "count", "score", "right"), ODD))
STAGES = st.dictionaries(st.text(max_size=30), st.fixed_dictionaries(dict.fromkeys(("p50", "p95", "p99"), ODD)))


def parsed(svg: str) -> ElementTree.Element:
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not re.search(r"\b(nan|inf)\b", value), (name, value)
    return root


def told(root: ElementTree.Element) -> str:
    return " ".join(text for element in root.iter("text") for text in element.itertext())


@given(st.lists(st.lists(ODD, max_size=4), max_size=20))
def test_a_curve_of_odd_values_is_well_formed_and_holds_no_nan(points: list[list[object]]) -> None:
    parsed(risk_coverage(points))


@given(st.lists(BINS, max_size=12), ODD)
def test_a_calibration_of_odd_values_is_well_formed_and_holds_no_nan(bins: list[dict], error: object) -> None:
    parsed(calibration(bins, error))


@given(STAGES)
def test_latencies_of_odd_stages_are_well_formed_and_hold_no_nan(stages: dict) -> None:
    parsed(latency(stages))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_an_interval_stays_within_its_drawing(mean: float, low: float, high: float) -> None:
    root = parsed(interval(mean, low, high))
    assert 4 <= float(root.find("circle").attrib["cx"]) <= 116  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("part", "whole", "width"), [(1, 4, 25.0), (4, 4, 100.0), (0, 4, 0.0), (1, 0, 0.0), (9, 4, 100.0)]
)
def test_a_share_is_as_wide_as_its_part_of_the_whole(part: int, whole: int, width: float) -> None:
    assert float(parsed(share(part, whole)).find("rect").attrib["width"]) == width  # type: ignore[union-attr]


@pytest.mark.parametrize("svg", [risk_coverage([]), calibration([], None), latency({})])
def test_a_plot_of_nothing_says_so(svg: str) -> None:
    assert told(parsed(svg)) == "Nothing was measured."


@pytest.mark.parametrize(
    ("svg", "axes"),
    [
        (risk_coverage([[0.5, 0.1, 0.7], [1.0, 0.2, 0.1]]), ["coverage", "risk"]),
        (
            calibration([{"low": 0.5, "high": 0.6, "count": 37, "score": 0.55, "right": 0.6}], 0.05),
            ["score", "right", "37"],
        ),
        (
            latency({"search": {"p50": 12, "p95": 48, "p99": 1900, "count": 3}}),
            ["search", "time", "12 ms", "48 ms", "1.9 s"],
        ),
    ],
)
def test_a_plot_has_a_title_a_description_and_labelled_axes(svg: str, axes: list[str]) -> None:
    root = parsed(svg)
    assert root.attrib["role"] == "img"
    names = root.attrib["aria-labelledby"].split()
    assert [root.find(f"*[@id='{name}']").tag for name in names] == ["title", "desc"]  # type: ignore[union-attr]
    assert all(axis in told(root) for axis in axes)


def test_the_curve_rises_where_the_risk_rises_and_runs_to_the_right() -> None:
    path = parsed(risk_coverage([[1.0, 0.4, 0.0], [0.5, 0.1, 0.8]])).find("path[@class='line']")
    assert path is not None
    (x, y), (right, top) = [
        tuple(map(float, point.split())) for point in re.findall(r"[ML]([\d.]+ [\d.]+)", path.attrib["d"])
    ]
    assert right > x
    assert top < y


def test_the_slowest_quantile_is_drawn_first_so_that_none_hides_another() -> None:
    bars = parsed(latency({"total": {"p50": 1, "p95": 2, "p99": 4}})).findall(".//rect")
    widths = [float(bar.attrib["width"]) for bar in bars]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] == pytest.approx(4 * widths[2], rel=0.01)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 ms"), (0.02, "<0.1 ms"), (0.44, "0.44 ms"), (12.4, "12 ms"), (999, "999 ms"), (3140, "3.14 s")],
)
def test_durations_read_well(value: float, text: str) -> None:
    assert milliseconds(value) == text


def test_a_hostile_stage_name_is_text() -> None:
    root = parsed(latency({"</svg><script>\x00": {"p50": 1, "p95": 2, "p99": 3}}))
    assert root.find(".//script") is None
    assert "</svg><script>" in told(root)
