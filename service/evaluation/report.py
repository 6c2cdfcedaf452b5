"""A run's results as one HTML page for people, which needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from service.evaluation import plots, report_summary, report_tables
from service.evaluation.loose_json import finite, mapping, sequence
from service.evaluation.report_questions import ArticleText, Details, row

# What stands beside a highlighted sentence, in characters: the most that keeps the page below what browsers open well.
_BESIDE = (420, 240, 120, 60)
_LARGEST = 34_000_000
# A row's details are parsed when it is opened, with those of its neighbours.
_BLOCK = 40


def write_report(results: Mapping[str, Any], article_text: ArticleText, path: Path) -> None:
    """Writes the page of a run's `results.json` to `path`.

    `article_text` gives the text of one version of an article, None where there is none; only what is
    shown of it is put into the page. All that came from articles, questions and models is inert there.
    """
    # Half a surrogate pair has no UTF-8; in JSON its escape means the same, and in prose it is legible.
    path.write_text(page(results, article_text), encoding="utf-8", errors="backslashreplace")


def page(results: Mapping[str, Any], article_text: ArticleText) -> str:
    """The page of a run's `results.json`."""
    questions = [one for one in sequence(results.get("questions")) if isinstance(one, Mapping)]
    run = mapping(results.get("run"))
    metrics = _metric_names(results, questions)
    folder = Path(__file__).parent
    style = (folder / "report_page.css").read_text(encoding="utf-8")
    script = (folder / "report_page.js").read_text(encoding="utf-8")
    failed = mapping(results.get("failed"))
    index = {
        "metrics": metrics,
        "stages": report_summary.labels(sorted(str(name) for name in failed)),
        "block": _BLOCK,
        "rows": [row(one, metrics) for one in questions],
    }
    return Template((folder / "report_page.html").read_text(encoding="utf-8")).substitute(
        policy=_policy(style, script),
        style=style,
        script=script,
        title=plots.plain(_title(run)),
        facts=report_summary.facts(run, results),
        headline=report_summary.headline(results),
        metrics=report_summary.metrics(mapping(results.get("summary"))),
        tags=report_tables.tags({**results, "questions": questions})
        + report_tables.answerers({**results, "questions": questions}),
        stages=report_summary.stages(failed, len(questions)),
        risk_coverage=plots.risk_coverage([sequence(one) for one in sequence(results.get("risk_coverage"))]),
        calibration=_calibration(mapping(results.get("calibration"))),
        judged=report_summary.counted(mapping(results.get("calibration")), "answer"),
        timed=report_summary.counted(mapping(mapping(results.get("stages_ms")).get("total")), "question"),
        notes=report_summary.notes(results),
        latency=plots.latency({name: mapping(one) for name, one in mapping(results.get("stages_ms")).items()}),
        index=_data("index", index),
        details=_details(questions, article_text),
    )


def _title(run: Mapping[str, Any]) -> str:
    parts = [str(run[name]) for name in ("answerer", "gold") if run.get(name)]
    return " on ".join(parts) or "Evaluation"


def _metric_names(results: Mapping[str, Any], questions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every metric that a question has a score of: the known ones in their order, then the others."""
    known = [name for _, group in report_summary.GROUPS for name in group]
    found = {str(name) for one in questions for name in mapping(one.get("scores"))}
    return [name for name in known if name in found] + sorted(found - set(known))


def _calibration(calibration: Mapping[str, Any]) -> str:
    return plots.calibration(map(mapping, sequence(calibration.get("bins"))), calibration.get("error"))


def _details(questions: Sequence[Mapping[str, Any]], article_text: ArticleText) -> str:
    """The blocks of details, with as much text around the highlighted sentences as keeps them small enough."""
    blocks = ""
    for beside in _BESIDE:
        details = Details(questions, article_text, beside)
        parts: list[str] = []
        size = 0
        for first in range(0, len(questions), _BLOCK):
            part = _data(f"block-{first // _BLOCK}", [details.of(one) for one in questions[first : first + _BLOCK]])
            parts.append(part)
            size += len(part.encode("utf-8", "backslashreplace"))
            if size > _LARGEST and beside != _BESIDE[-1]:
                break
        else:
            blocks = "\n".join(parts)
            break
    return blocks


def _data(name: str, value: Any) -> str:
    """A value as a block of data that no text in it can end, and no browser runs."""
    text = json.dumps(_numbers(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    inert = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<script type="application/json" id="{name}">{inert}</script>'


def _numbers(value: Any) -> Any:
    """The value with null for every number that JSON has no word for."""
    if isinstance(value, float):
        return finite(value)
    if isinstance(value, Mapping):
        return {str(name): _numbers(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(one) for one in value]
    return value if isinstance(value, str | int | None) else str(value)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
