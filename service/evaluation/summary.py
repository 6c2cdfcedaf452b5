"""All scores of a run as figures: means with intervals, by tag, failures by stage, curves, latency, tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from service.evaluation.metrics.calibration import area_under, calibration_bins, calibration_error, risk_coverage
from service.evaluation.metrics.spread import bootstrap_mean, percentiles
from service.evaluation.records import Scored
from service.evaluation.score import METRICS


def results(run: Mapping[str, Any], scored: Sequence[Scored]) -> dict[str, Any]:
    """The content of `results.json`: what the report shows, with every question."""
    tags = sorted({tag for one in scored for tag in one.gold.tags})
    answerers = Counter(one.given.answer["answerer"] for one in scored if one.given.error is None)
    judged = [one for one in scored if one.scores["right"] is not None]
    # A score says how sure the answerer was; of an abstention it says nothing that could be right or wrong.
    pairs = [
        (float(one.given.answer["score"]), one.scores["right"] == 1.0)
        for one in judged
        if one.given.answer["status"] != "abstained"
    ]
    sure, rights = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    curve, bins = risk_coverage(sure, rights), calibration_bins(sure, rights)
    by_tag = {tag: [one for one in scored if tag in one.gold.tags] for tag in tags}
    by_answerer = {
        name: [one for one in scored if one.given.answer.get("answerer") == name] for name in sorted(answerers)
    }
    return {
        "run": dict(run),
        "summary": means(scored),
        "by_tag": {tag: means(some) for tag, some in by_tag.items()},
        "by_answerer": {name: means(some) for name, some in by_answerer.items()},
        **spent(scored),
        "spent_by_tag": {tag: spent(some) for tag, some in by_tag.items()},
        "spent_by_answerer": {name: spent(some) for name, some in by_answerer.items()},
        "failed": dict(Counter(one.failed for one in scored if one.failed is not None)),
        "errors": sum(one.given.error is not None for one in scored),
        "risk_coverage": [list(point) for point in curve],
        "area_under_risk_coverage": area_under(curve),
        "calibration": {"error": calibration_error(bins), "count": len(pairs), "bins": [asdict(one) for one in bins]},
        "questions": [_question(one) for one in scored],
    }


def means(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """Each metric over the questions it says something about; one that says nothing about any is left out."""
    found: dict[str, dict[str, float]] = {}
    for metric in METRICS:
        values = [value for one in scored if (value := one.scores[metric]) is not None]
        mean = bootstrap_mean(values)
        if mean is not None:
            found[metric] = asdict(mean)
    return found


def spent(scored: Sequence[Scored]) -> dict[str, Any]:
    """What the questions took: `stages_ms` by stage, and `usage` in tokens and `cost` in all, None without a price."""
    costs = [cost for one in scored if (cost := one.given.answer.get("cost")) is not None]
    usage: Counter[str] = Counter()
    for one in scored:
        usage.update(one.given.answer.get("usage", {}))
    return {"stages_ms": _stages(scored), "usage": dict(usage), "cost": sum(costs) if costs else None}


def _stages(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    times: dict[str, list[float]] = {}
    for one in scored:
        if one.given.error is None:
            times.setdefault("client", []).append(one.given.seconds * 1000)
            for stage, spent in one.given.answer["timings_ms"].items():
                times.setdefault(stage, []).append(spent)
    return {stage: asdict(found) for stage, spent in times.items() if (found := percentiles(spent)) is not None}


def _question(one: Scored) -> dict[str, Any]:
    return {
        "id": one.gold.id,
        "question": one.gold.question,
        "expected": one.gold.expected,
        "answers": list(one.gold.answers),
        "tags": list(one.gold.tags),
        "gold_citations": [asdict(citation) for citation in one.gold.citations],
        "given": dict(one.given.answer),
        "seconds": one.given.seconds,
        "error": one.given.error,
        "scores": dict(one.scores),
        "failed": one.failed,
    }
