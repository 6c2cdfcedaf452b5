"""Plots as SVG elements to stand inside a page: labelled, described, and coloured by the page's CSS variables alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from service.evaluation.loose_json import finite

_WIDTH, _HEIGHT = 440, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 416, 16, 284
_LABELLED_POINTS = 4
_DOTS = 40
_SHOWN_STAGES = 16


def plain(value: Any) -> str:
    """A value's text, safe in HTML and XML, without the characters that XML cannot carry."""
    return escape("".join(one if _carried(one) else "\ufffd" for one in str(value)))


def milliseconds(value: float) -> str:
    """A duration as people read it: `0.4 ms`, `12 ms`, `3.1 s`."""
    if value < 0.1:
        return "<0.1 ms" if value > 0 else "0 ms"
    if value >= 1000:
        return f"{value / 1000:.3g} s" if value < 1e6 else f"{value / 1000:.0f} s"
    return f"{value:.2g} ms" if value < 10 else f"{value:.0f} ms"


def risk_coverage(points: Iterable[Sequence[Any]]) -> str:
    """How often answers are wrong against how many questions are answered, from `[coverage, risk, threshold]`."""
    known = sorted((point for point in (_point(one) for one in points) if point), key=lambda point: point[:2])
    title = "Risk and coverage"
    if not known:
        return _empty(title)
    top = _ceiling(max(risk for _, risk, _ in known))
    path = " ".join(
        f"{'L' if index else 'M'}{_across(coverage):.1f} {_up(risk / top):.1f}"
        for index, (coverage, risk, _) in enumerate(known)
    )
    first, last = known[0], known[-1]
    area = f"{path} L{_across(last[0]):.1f} {_BOTTOM} L{_across(first[0]):.1f} {_BOTTOM} Z"
    dots = "".join(
        f'<circle class="dot" cx="{_across(coverage):.1f}" cy="{_up(risk / top):.1f}" r="3">'
        f"<title>coverage {coverage:.2f}, risk {risk:.3f}{_at(threshold)}</title></circle>"
        for coverage, risk, threshold in _some(known, _DOTS)
    )
    labels = "".join(
        f'<text class="note" x="{_across(coverage):.1f}" y="{max(_up(risk / top) - 9, 11):.1f}" '
        f'text-anchor="{"end" if coverage > 0.12 else "start"}">≥ {threshold:.2f}</text>'
        for coverage, risk, threshold in _some(known, _LABELLED_POINTS)
        if threshold is not None
    )
    said = f"Of {last[0]:.0%} of the answers, {last[1]:.1%} are wrong; "
    said += f"of the surest {first[0]:.0%}, {first[1]:.1%}. Labels give the score from which answers are kept."
    body = _frame("coverage: share of the answered questions", "risk: share of answers wrong", top)
    body += f'<path class="area" d="{area}"/><path class="line" d="{path}"/>{dots}{labels}'
    return _svg(title, said, body, _HEIGHT)


def calibration(bins: Iterable[Mapping[str, Any]], error: Any) -> str:
    """How often answers are right against how sure they were, with the number of answers in each bin below."""
    title = "Calibration of the score"
    known = [one for one in (_bin(one) for one in bins) if one]
    if not known:
        return _empty(title)
    base, foot = 216, _BOTTOM
    most = max(count for *_, count in known)
    body = _frame("score: how sure the answerer was", "share right", 1.0, base, foot)
    for low, high, score, right, count in known:
        left, width = _across(low), max(_across(high) - _across(low), 1.0)
        tall = 44 * count / most
        about = f"score {low:.2f} to {high:.2f}: {count} answers, {right:.0%} right"
        body += f'<g><title>{about}</title><rect class="bar faint" x="{left + 1:.1f}" y="{_up(right, base):.1f}" '
        body += f'width="{max(width - 2, 1):.1f}" height="{(base - _TOP) * right:.1f}"/>'
        body += f'<rect class="bar" x="{left + 1:.1f}" y="{foot - tall:.1f}" width="{max(width - 2, 1):.1f}" '
        body += (
            f'height="{tall:.1f}"/><circle class="dot" cx="{_across(score):.1f}" cy="{_up(right, base):.1f}" r="4"/>'
        )
        body += f'<text class="note" x="{left + width / 2:.1f}" y="{foot - tall - 4:.1f}" text-anchor="middle">'
        body += f"{count}</text></g>"
    body += f'<path class="guide" d="M{_LEFT} {base} L{_RIGHT} {_TOP}"/>'
    measured = finite(error)
    said = "On the dashed line a score is worth what it says. "
    said += "The expected calibration error is unknown." if measured is None else f"Calibration error {measured:.3f}."
    return _svg(title, f"{said} Below: the number of answers in each bin.", body, _HEIGHT)


def latency(stages: Mapping[str, Mapping[str, Any]]) -> str:
    """The median, 95th and 99th percentile of every stage's milliseconds as bars, the slowest first."""
    title = "Latency by stage"
    known = [(name, quantiles) for name, one in stages.items() if (quantiles := _quantiles(one))]
    if not known:
        return _empty(title)
    known = sorted(known, key=lambda one: (one[0] != "total", -one[1][2], one[0]))[:_SHOWN_STAGES]
    longest = _ceiling(max(quantiles[2] for _, quantiles in known))
    left, right, step, top = 108, 244, 26, 40
    bottom = top + step * len(known)
    columns = (314, 375, 436)
    body = "".join(
        f'<text class="label" x="{at}" y="22" text-anchor="end">{head}</text>'
        for at, head in zip(columns, ("p50", "p95", "p99"), strict=True)
    )
    for row, (name, quantiles) in enumerate(known):
        y = top + step * row
        body += f'<g><text class="label" x="{left - 8}" y="{y + 14}" text-anchor="end">{plain(_short(name))}</text>'
        for value, shade in zip(reversed(quantiles), ("bar faintest", "bar faint", "bar"), strict=True):
            width = (right - left) * value / longest
            body += f'<rect class="{shade}" x="{left}" y="{y + 2}" width="{max(width, 0.5):.1f}" height="16"/>'
        for at, value in zip(columns, quantiles, strict=True):
            body += f'<text class="number" x="{at}" y="{y + 14}" text-anchor="end">{plain(milliseconds(value))}</text>'
        body += "</g>"
    body += f'<path class="axis" d="M{left} {top - 4} V{bottom} H{right}"/>'
    for share in (0.0, 0.5, 1.0):
        x = left + (right - left) * share
        body += f'<text class="tick" x="{x:.0f}" y="{bottom + 16}" text-anchor="middle">'
        body += f"{plain(milliseconds(longest * share)) if share else '0'}</text>"
    body += f'<text class="label" x="{(left + right) / 2:.0f}" y="{bottom + 36}" text-anchor="middle">time</text>'
    said = "; ".join(f"{name}: half within {milliseconds(q[0])}, 99 % within {milliseconds(q[2])}" for name, q in known)
    return _svg(title, f"Dark to light: p50, p95, p99. {said}.", body, bottom + 44)


def interval(mean: float, low: float, high: float) -> str:
    """A mean and its interval on a line from 0 to 1, small enough for a table's cell."""
    at, start, end = (4 + 112 * min(max(value, 0.0), 1.0) for value in (mean, low, high))
    return (
        '<svg class="interval" viewBox="0 0 120 16" aria-hidden="true"><path class="track" d="M4 8 H116"/>'
        f'<path class="reach" d="M{start:.1f} 8 H{max(end, start):.1f}"/>'
        f'<circle class="dot" cx="{at:.1f}" cy="8" r="4"/></svg>'
    )


def share(part: float, whole: float) -> str:
    """A bar as long as `part` is of `whole`."""
    width = 100 * min(max(part / whole, 0.0), 1.0) if whole > 0 else 0.0
    return (
        '<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="bar" x="0" y="0" width="{width:.1f}" height="10"/></svg>'
    )


def _svg(title: str, said: str, body: str, height: float) -> str:
    name = title.lower().replace(" ", "-")
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{plain(title)}</title><desc id="{name}-desc">{plain(said)}</desc>{body}</svg>'
    )


def _empty(title: str) -> str:
    text = f'<text class="label" x="{_WIDTH // 2}" y="60" text-anchor="middle">Nothing was measured.</text>'
    return _svg(title, "Nothing was measured.", text, 120)


def _frame(across: str, up: str, top: float, base: int = _BOTTOM, foot: int = _BOTTOM) -> str:
    """The axes, with `top` where the upward axis ends; `foot` is where the axis across stands."""
    lines = ""
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _across(part), _up(part, base)
        lines += f'<path class="grid" d="M{_LEFT} {y:.1f} H{_RIGHT}"/>'
        lines += f'<text class="tick" x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{_tick(part * top)}</text>'
        lines += f'<text class="tick" x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{_tick(part)}</text>'
    middle = (_TOP + base) / 2
    lines += f'<path class="axis" d="M{_LEFT} {_TOP} V{base} H{_RIGHT}"/>'
    if foot != base:
        lines += f'<path class="axis" d="M{_LEFT} {foot} H{_RIGHT}"/>'
    lines += f'<text class="label" x="{(_LEFT + _RIGHT) / 2:.0f}" y="{foot + 42}" text-anchor="middle">{across}</text>'
    turned = f"translate(13 {middle:.0f}) rotate(-90)"
    return f'{lines}<text class="label" transform="{turned}" text-anchor="middle">{up}</text>'


def _across(part: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * part


def _up(part: float, base: int = _BOTTOM) -> float:
    return base - (base - _TOP) * part


def _tick(value: float) -> str:
    return f"{value * 100:.3g} %"


def _at(threshold: float | None) -> str:
    return "" if threshold is None else f", from score {threshold:.2f}"


def _ceiling(value: float) -> float:
    """The next value that an axis may well end at: 1, 2, 3, 4, 6 or 8 times a power of ten."""
    if value < 1e-9:
        return 1e-9
    power = 10.0 ** math.floor(math.log10(value))
    return next((power * step for step in (1, 2, 3, 4, 6, 8) if value <= power * step * (1 + 1e-9)), power * 10)


def _some(points: Sequence[tuple[float, float, float | None]], many: int) -> list[tuple[float, float, float | None]]:
    """At most `many` of the points, evenly spread, the last among them."""
    if len(points) <= many:
        return list(points)
    return [points[round(index * (len(points) - 1) / (many - 1))] for index in range(many)]


def _point(values: Sequence[Any]) -> tuple[float, float, float | None] | None:
    coverage, risk, threshold = (*(finite(value) for value in values[:3]), None, None, None)[:3]
    if coverage is None or risk is None or not (0 <= coverage <= 1 and 0 <= risk <= 1):
        return None
    return coverage, risk, threshold


def _bin(one: Mapping[str, Any]) -> tuple[float, float, float, float, int] | None:
    low, high, score, right, count = (finite(one.get(name)) for name in ("low", "high", "score", "right", "count"))
    if low is None or high is None or score is None or right is None or not count or count < 1:
        return None
    if not all(0 <= value <= 1 for value in (low, high, score, right)):
        return None
    return low, high, score, right, int(count)


def _quantiles(one: Mapping[str, Any]) -> tuple[float, float, float] | None:
    median, high, highest = (finite(one.get(name)) for name in ("p50", "p95", "p99"))
    if (
        median is None
        or high is None
        or highest is None
        or min(median, high, highest) < 0
        or max(median, high, highest) > 1e12
    ):
        return None
    return median, high, highest


def _short(name: str) -> str:
    spaced = name.replace("_", " ")
    return spaced if len(spaced) <= 16 else spaced[:15] + "…"


def _carried(one: str) -> bool:
    return one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one >= "\U00010000"
