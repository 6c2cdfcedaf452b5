"""The tables of a report: the chief metrics, and what answers took, by tag and by answerer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from service.evaluation.loose_json import finite, mapping, sequence
from service.evaluation.plots import plain, share
from service.evaluation.report_summary import count

_TAG_METRICS = (
    "right",
    "answered_right",
    "abstention_precision",
    "citation_f1",
    "support",
    "recall@5",
    "false_answer",
    "over_refusal",
)
# What the questions of a row took, where that is known.
_SPENT = ("p50 ms", "p95 ms", "tokens", "cost")


def tags(results: Mapping[str, Any]) -> str:
    """A table of the chief metrics by tag, with the number of questions; nothing where nothing is tagged."""
    by_tag = mapping(results.get("by_tag"))
    questions = map(mapping, sequence(results.get("questions")))
    counts = Counter(tag for one in questions for tag in {str(tag) for tag in sequence(one.get("tags"))})
    columns = [name for name in _TAG_METRICS if any(name in mapping(one) for one in by_tag.values())]
    if not by_tag:
        return '<p class="quiet">No question has a tag.</p>'
    rows = {
        name: f'<button type="button" class="link" data-tag="{plain(name)}">{plain(name)}</button>' for name in by_tag
    }
    return _table("tag", "tags", rows, by_tag, counts, columns, mapping(results.get("spent_by_tag")))


def answerers(results: Mapping[str, Any]) -> str:
    """The same table by who wrote the answer; nothing where one answerer wrote them all."""
    by_answerer = mapping(results.get("by_answerer"))
    if len(by_answerer) < 2:
        return ""
    questions = map(mapping, sequence(results.get("questions")))
    counts = Counter(str(mapping(one.get("given")).get("answerer")) for one in questions)
    columns = [name for name in _TAG_METRICS if any(name in mapping(one) for one in by_answerer.values())]
    rows = {name: plain(name) for name in by_answerer}
    spent = mapping(results.get("spent_by_answerer"))
    return "<h3>By answerer</h3>" + _table("answerer", "answerers", rows, by_answerer, counts, columns, spent)


def _table(
    kind: str,
    identity: str,
    rows: Mapping[str, str],
    figures: Mapping[str, Any],
    counts: Mapping[str, int],
    columns: Sequence[str],
    spent: Mapping[str, Any],
) -> str:
    took = {name: _spent(mapping(spent.get(name))) for name in rows}
    more = [title for title in _SPENT if any(title in one for one in took.values())]
    head = "".join(_heading(name, name, True) for name in ("questions", *columns, *more))
    body = ""
    for name, shown in rows.items():
        cells = "".join(_cell(mapping(mapping(figures[name]).get(metric))) for metric in columns)
        asked = counts.get(name, 0)
        cells += "".join(_plain_cell(took[name].get(title)) for title in more)
        body += f'<tr><th scope="row">{shown}</th><td class="number" data-value="{asked}">{asked}</td>{cells}</tr>'
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Metrics by {kind}">'
        f'<table class="tags" id="{identity}">'
        f"<thead><tr>{_heading(kind, kind, False)}{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _heading(name: str, label: str, number: bool) -> str:
    kind = ' class="number"' if number else ""
    return f'<th scope="col"{kind}><button type="button" class="sort">{plain(label.replace("_", " "))}</button></th>'


def _cell(mean: Mapping[str, Any]) -> str:
    value = finite(mean.get("value"))
    if value is None:
        return '<td class="number quiet" data-value="">–</td>'
    over = f"over {count(mean.get('count'))} questions"
    return f'<td class="number" data-value="{value}" title="{over}">{value:.2f}{share(value, 1.0)}</td>'


def _spent(of: Mapping[str, Any]) -> dict[str, float]:
    """What one row's questions took, by the titles of _SPENT; what is not known is left out."""
    total = mapping(mapping(of.get("stages_ms")).get("total"))
    tokens = [finite(count) for count in mapping(of.get("usage")).values()]
    known = {
        _SPENT[0]: finite(total.get("p50")),
        _SPENT[1]: finite(total.get("p95")),
        _SPENT[2]: sum(count for count in tokens if count) or None,
        _SPENT[3]: finite(of.get("cost")),
    }
    return {title: value for title, value in known.items() if value is not None}


def _plain_cell(value: float | None) -> str:
    if value is None:
        return '<td class="number quiet" data-value="">–</td>'
    return f'<td class="number" data-value="{value}">{f"{value:,.0f}" if value >= 10 else f"{value:.3g}"}</td>'
