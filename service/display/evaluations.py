"""Evaluations, as the command line shows them."""

from __future__ import annotations

import json as json_text
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.display.lines import print_json

if TYPE_CHECKING:
    from service.evaluation.compare import Comparison


def evaluated(found: Mapping[str, Any], folder: Path, json: bool) -> None:
    """The figures of a run: each metric with its interval and over how many questions it was taken."""
    if json:
        print_json({name: value for name, value in found.items() if name != "questions"})
        return
    print(f"{found['run']['questions']} questions of {found['run']['gold']}, {found['run']['target']}")
    for note in found.get("notes", []):
        print(f"note: {note}")
    for metric, mean in found["summary"].items():
        print(f"  {metric:20} {mean['value']:.3f}  ({mean['low']:.3f} to {mean['high']:.3f})  n={mean['count']}")
    if found["failed"]:
        print("went wrong: " + ", ".join(f"{stage} {count}" for stage, count in sorted(found["failed"].items())))
    total = found["stages_ms"].get("total")
    if total:
        times = ", ".join(f"{name} {total[name]:.1f} ms" for name in ("p50", "p95", "p99"))
        print(f"answer time: {times}  n={total['count']}")
    calibration, area = found["calibration"], found["area_under_risk_coverage"]
    if calibration["count"]:
        print(
            f"score: calibration error {calibration['error']:.3f}, under risk–coverage {area:.3f}  "
            f"n={calibration['count']}"
        )
    if found["usage"]:
        spent = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in found["usage"].items())
        print(f"spent: {spent}" + ("" if found["cost"] is None else f", cost {found['cost']:.4g}"))
    errors = Counter(one["error"] for one in found["questions"] if one["error"])
    for error, count in errors.most_common(3):
        print(f"error, {count} times: {error}")
    if found["run"].get("judge_failures"):
        print(f"the judge gave no verdict {found['run']['judge_failures']} times")
    print(f"{folder}/report.html shows every question")


def comparison(found: Comparison, json: bool) -> None:
    """What two runs differ in; a star marks a difference whose interval leaves zero out."""
    if json:
        print_json(asdict(found))
        return
    for change in found.changes:
        star = "*" if change.is_sure else " "
        print(
            f"{star} {change.metric:20} {change.before:.3f} → {change.after:.3f}  {change.difference:+.3f} "
            f"({change.low:+.3f} to {change.high:+.3f})  n={change.count}"
        )
    for what, names in (("fixed", found.fixed), ("broken", found.broken)):
        print(f"{what}: {len(names)}{': ' + ', '.join(names[:50]) if names else ''}")
    if found.only_before or found.only_after:
        print(f"left out: {found.only_before} questions of the first run only, {found.only_after} of the second only")


def candidates(lines: Sequence[Mapping[str, Any]], left_out: int, path: Path | None) -> None:
    """Candidates for gold questions, one JSON line each."""
    _write(lines, path)
    print(f"{len(lines)} candidates to review; {left_out} verdicts say too little", file=sys.stderr)


def samples(lines: Sequence[Mapping[str, Any]], path: Path | None) -> None:
    """Samples for another program, one JSON line each."""
    _write(lines, path)
    print(f"{len(lines)} samples", file=sys.stderr)


def ragas(scores: Mapping[str, Mapping[str, float | int | None]]) -> None:
    """RAGAS's means, each over how many samples it was taken."""
    for measure, mean in scores.items():
        value = mean["value"]
        print(f"  {measure:28} {'–' if value is None else f'{value:.3f}'}  n={mean['count']}")


def _write(lines: Sequence[Mapping[str, Any]], path: Path | None) -> None:
    text = "".join(json_text.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if path is None:
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
