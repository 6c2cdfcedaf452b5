"""The parts of a report that are whole without a script: its head, the metrics and the stages that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.evaluation.loose_json import finite, mapping, sequence
from service.evaluation.plots import interval, milliseconds, plain, share

GROUPS: tuple[tuple[str, Mapping[str, str]], ...] = (
    (
        "Behaviour",
        {
            "right": "Did the right thing: answered rightly, or abstained where nothing answers.",
            "answered_right": "Right, of the questions that have an answer and got one.",
            "abstention_precision": "Of the abstentions, those where nothing answers.",
            "abstention_recall": "Of what nothing answers, what it abstained on.",
            "false_answer": "Answered although nothing answers. Lower is better.",
            "over_refusal": "Abstained although something answers. Lower is better.",
        },
    ),
    (
        "Answer",
        {
            "exact_match": "The short answer is an expected one, after SQuAD’s normalisation.",
            "token_f1": "Words shared with the best expected answer, as SQuAD counts them.",
            "numeric_match": "The figure and its unit are those expected, within the run’s tolerance.",
            "squad_em": "Over everything, as SQuAD 2.0 counts: silence is right where nothing answers.",
            "squad_f1": "The same by shared words.",
        },
    ),
    (
        "Citations",
        {
            "citation_validity": "The cited characters are exactly the article’s. Must be 1.",
            "citation_precision": "Cited characters that are gold.",
            "citation_recall": "Gold characters that are cited.",
            "citation_f1": "Harmonic mean of citation precision and recall.",
            "citation_sentence": "A cited sentence is a gold one.",
            "support": "Sentences of the answer that their citations hold up.",
        },
    ),
    (
        "Evidence",
        {
            "recall@5": "Gold that is among the first five passages.",
            "recall@8": "Gold that is among the first eight passages.",
            "mrr": "One over the rank of the first gold passage.",
            "ndcg@10": "Gold near the top of the first ten, discounted by rank.",
            "map": "Precision averaged over the ranks of gold passages.",
        },
    ),
    (
        "Judge",
        {
            "judge_faithfulness": "A chat model’s verdict: nothing said beyond the evidence.",
            "judge_relevance": "A chat model’s verdict: the answer is to the question.",
        },
    ),
)
STAGES: Mapping[str, tuple[str, str]] = {
    "not_retrieved": ("Not retrieved", "No passage with the answer was found."),
    "ranked_low": ("Ranked low", "Found, but too low to be read."),
    "read_wrong": ("Read wrong", "In the evidence, and something else was taken from it."),
    "withheld": ("Withheld by the gate", "Written, and not let through."),
    "refused_wrongly": ("Refused wrongly", "Abstained with the answer in hand."),
    "answered_wrongly": ("Answered wrongly", "Answered what nothing answers."),
    "failed": ("Failed", "No answer came back."),
}
_SHOWN_NOTES = 20


def facts(run: Mapping[str, Any], results: Mapping[str, Any]) -> str:
    """What was run against what, as a list of terms."""
    known = [
        ("Target", run.get("target")),
        ("Answerer", run.get("answerer")),
        ("Gold file", run.get("gold")),
        ("Questions", run.get("questions")),
        ("Collection", run.get("collection")),
        ("At a time", run.get("concurrency")),
        ("Tolerance", finite(run.get("tolerance")) or None),
        ("Judge", run.get("judge")),
        ("Risk–coverage area", finite(results.get("area_under_risk_coverage"))),
        ("Started", str(run.get("started") or "").replace("T", " ")[:16] or None),
        ("Dateline", run.get("dateline")),
    ]
    usage = mapping(results.get("usage"))
    if usage:
        known.append(("Tokens", ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in usage.items())))
    cost = finite(results.get("cost"))
    if cost is not None:
        known.append(("Cost", f"{cost:.4g}"))
    machine = mapping(run.get("machine"))
    if machine:
        known.append(("Machine", ", ".join(f"{name} {value}" for name, value in machine.items())))
    return "".join(
        f"<div><dt>{name}</dt><dd>{plain(_said(value))}</dd></div>" for name, value in known if value is not None
    )


def notes(results: Mapping[str, Any]) -> str:
    """What a reader has to know of the run: errors, verdicts that the judge did not give, what was passed over."""
    errors = finite(results.get("errors")) or 0
    silent = finite(mapping(results.get("run")).get("judge_failures")) or 0
    said = [f"{errors:.0f} questions ended in an error and are scored nowhere"] if errors else []
    said += [f"the judge gave no verdict {silent:.0f} times"] if silent else []
    said += [str(one) for one in sequence(results.get("notes"))]
    more = [f"and {len(said) - _SHOWN_NOTES} notes more"] if len(said) > _SHOWN_NOTES else []
    return "".join(f'<p class="about">{plain(one)}</p>' for one in (*said[:_SHOWN_NOTES], *more))


def counted(figures: Mapping[str, Any], what: str) -> str:
    """Over how many a plot was taken, as a sentence to stand behind others; nothing where that is not known."""
    over = finite(figures.get("count"))
    return f" Over {over:,.0f} {what}{'' if over == 1 else 's'}." if over else ""


def headline(results: Mapping[str, Any]) -> str:
    """The figures that a reader wants first."""
    summary = mapping(results.get("summary"))
    chosen = (
        ("right", "right"),
        ("false_answer", "false answers"),
        ("over_refusal", "refused wrongly"),
        ("citation_validity", "citations exact"),
        ("recall@5", "recall in the first five"),
    )
    tiles = ""
    for metric, label in chosen:
        value = finite(mapping(summary.get(metric)).get("value"))
        if value is not None:
            tiles += f"<li><b>{_percent(value)}</b><span>{label}</span></li>"
    total = finite(mapping(mapping(results.get("stages_ms")).get("total")).get("p95"))
    if total is not None and total >= 0:
        tiles += f"<li><b>{plain(milliseconds(total))}</b><span>95 % answered within</span></li>"
    return tiles or "<li><b>–</b><span>nothing was measured</span></li>"


def metrics(summary: Mapping[str, Any]) -> str:
    """The rows of the summary: each metric, what it means, its mean, interval and number of questions."""
    told = {name for _, group in GROUPS for name in group}
    others = {name: "" for name in summary if name not in told}
    rows = ""
    for title, group in (*GROUPS, ("Other", others)):
        present = [name for name in group if name in summary]
        if present:
            rows += f'<tbody><tr class="group"><th colspan="4" scope="rowgroup">{title}</th></tr>'
            rows += "".join(_metric(name, group[name], mapping(summary[name])) for name in present) + "</tbody>"
    return rows or '<tbody><tr><td colspan="4">Nothing was measured.</td></tr></tbody>'


def _metric(name: str, meaning: str, mean: Mapping[str, Any]) -> str:
    value, low, high = (finite(mean.get(part)) for part in ("value", "low", "high"))
    figure = _figure(value)
    shown = plain(name).replace("_", "_<wbr>")
    reach = "" if low is None or high is None else f"{_figure(low)} – {_figure(high)}"
    drawn = "" if value is None or low is None or high is None else interval(value, low, high)
    return (
        f'<tr><th scope="row"><span class="metric">{shown}</span><small>{meaning}</small></th>'
        f'<td class="number"><b>{figure}</b></td><td class="reach">{drawn}<span>{reach}</span></td>'
        f'<td class="number">{count(mean.get("count"))}</td></tr>'
    )


def stages(failed: Mapping[str, Any], questions: int) -> str:
    """A bar for every stage that can fail, in the order in which a question meets them; a button filters by it."""
    counts = {name: int(finite(failed.get(name)) or 0) for name in (*STAGES, *(set(failed) - set(STAGES)))}
    most = max(counts.values(), default=0)
    rows = ""
    for name in (*STAGES, *sorted(set(counts) - set(STAGES))):
        count = counts[name]
        label, meaning = STAGES.get(name, (name, ""))
        off = "" if count else " disabled"
        of = f"{_percent(count / questions)}" if questions and count else ""
        rows += (
            f'<li><button type="button" class="stage" data-stage="{plain(name)}" aria-pressed="false"{off}>'
            f'<span class="name">{plain(label)}<small>{meaning}</small></span>{share(count, most)}'
            f'<span class="count">{count}<small>{of}</small></span></button></li>'
        )
    return rows


def labels(names: Sequence[str]) -> dict[str, str]:
    """What the page calls each stage."""
    return {name: STAGES[name][0] if name in STAGES else name for name in (*STAGES, *names)}


def _said(value: Any) -> str:
    if isinstance(value, float):
        return "–" if finite(value) is None else f"{value:g}"
    return str(value)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def count(value: Any) -> str:
    """A number of questions with its thousands parted; a dash where it is not known."""
    number = finite(value)
    return "–" if number is None else f"{int(number):,}"


def _percent(value: float) -> str:
    """A share in percent, never rounded up to all or down to nothing."""
    shown = f"{value * 100:.1f}"
    if shown == "100.0":
        return "100 %" if value >= 1 else "99.9 %"
    return "0 %" if value == 0 else f"{shown} %"
