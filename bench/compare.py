"""Dateline beside the vanilla pipeline, in one run on the same articles."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import articles, meter

PIPELINES = {"dateline": "bench.ours", "vanilla": "bench.vanilla"}
MEGABYTES = 1.5
REPEATS = 3
QUICK_MEGABYTES = 0.08

Say = Callable[[str], None]


def compare(megabytes: float, repeats: int, threads: int, say: Say) -> dict[str, Any]:
    """Medians over `repeats` interleaved runs, each phase of each pipeline in a fresh process.

    MB are of article text, in UTF-8: passages differ in length between the two, and overlap in one.
    """
    seeds = articles.seeds()
    library = articles.Newsroom(seeds).library(seeds, round(megabytes * meter.MB))
    text_mb = articles.size(library) / meter.MB
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in PIPELINES}
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as temporary:
        file = Path(temporary) / "articles.jsonl"
        articles.write(library, file)
        for repeat in range(repeats):
            # Each repeat begins with the other pipeline: whatever drifts on the machine meets both.
            for name in sorted(PIPELINES, reverse=bool(repeat % 2)):
                say(f"compare: {name}, {repeat + 1} of {repeats}")
                runs[name].append(_run(name, file, Path(temporary) / f"{name}-{repeat}", text_mb, threads))
    result = {name: meter.medians(of) for name, of in runs.items()}
    return {
        "articles": len(library),
        "synthetic_articles": len(library) - len(seeds),
        "text_mb": round(text_mb, 3),
        "repeats": repeats,
        **result,
        "ratios": _ratios(result["dateline"], result["vanilla"]),
        "runs": runs,
    }


def _run(name: str, file: Path, folder: Path, text_mb: float, threads: int) -> dict[str, Any]:
    shared = ("--folder", folder, "--threads", threads)
    others = meter.Others()
    ingested = meter.child(PIPELINES[name], "ingest", "--articles", file, *shared)
    asked = meter.child(PIPELINES[name], "ask", *shared)
    speeds = {
        "ingest_mb_per_s": text_mb / ingested["ingest_s"],
        "ingest_passages_per_s": ingested["passages"] / ingested["ingest_s"],
    }
    return {**ingested, **speeds, **asked, "others_share": others.share()}


def _ratios(dateline: dict[str, Any], vanilla: dict[str, Any]) -> dict[str, float]:
    """How many times better than vanilla Dateline is; above 1 is better."""
    higher = ("ingest_mb_per_s", "recall_at_5")
    lower = ("load_s", "search_p50_ms", "search_p95_ms", "ingest_peak_rss_mb", "ask_peak_rss_mb", "disk_mb", "ready_s")
    ratios = {name: dateline[name] / max(vanilla[name], 1e-9) for name in higher}
    ratios |= {name: vanilla[name] / max(dateline[name], 1e-9) for name in lower}
    return {name: round(ratio, 2) for name, ratio in ratios.items()}


ROWS = (
    ("ingest, MB of text/s", "ingest_mb_per_s", ".4f"),
    ("ingest, own passages/s", "ingest_passages_per_s", ".1f"),
    ("passages", "passages", ",.0f"),
    ("load before ingest, s", "load_s", ".2f"),
    ("start to first answer, s", "ready_s", ".2f"),
    ("search p50, ms", "search_p50_ms", ".1f"),
    ("search p95, ms", "search_p95_ms", ".1f"),
    ("search + cited answer p50, ms", "answer_p50_ms", ".1f"),
    ("search + cited answer p95, ms", "answer_p95_ms", ".1f"),
    ("recall@5", "recall_at_5", ".3f"),
    ("peak memory, ingest, MB", "ingest_peak_rss_mb", ",.0f"),
    ("peak memory, ask, MB", "ask_peak_rss_mb", ",.0f"),
    ("disk, MB", "disk_mb", ".1f"),
)


def table(result: dict[str, Any]) -> str:
    """The comparison as aligned text."""
    dateline, vanilla = result["dateline"], result["vanilla"]
    lines = [
        f"Dateline and vanilla LangChain on the same {result['articles']:,} articles "
        f"({result['text_mb']:.2f} MB of text), medians of {result['repeats']} interleaved runs",
        f"{'':30} {'dateline':>10} {'vanilla':>10} {'better by':>10}",
    ]
    for label, name, form in ROWS:
        theirs = format(vanilla[name], form) if name in vanilla else "—"
        ratio = f"{result['ratios'][name]:.2f}×" if name in result["ratios"] else ""
        lines.append(f"{label:30} {format(dateline[name], form):>10} {theirs:>10} {ratio:>10}")
    stages = ", ".join(f"{stage} {spent:.1f}" for stage, spent in dateline["stages_p50_ms"].items())
    lines.append(f"Dateline's stages, p50 ms: {stages}; recall over {dateline['questions']:.0f} gold questions")
    for name in PIPELINES:
        lines.append(f"{name}, lowest to highest: {_spread(result['runs'][name])}")
    return "\n".join(lines)


def _spread(runs: list[dict[str, Any]]) -> str:
    parts = []
    for label, name, scale in (("ingest kB/s", "ingest_mb_per_s", 1000), ("search p50 ms", "search_p50_ms", 1)):
        values = [run[name] * scale for run in runs]
        parts.append(f"{label} {min(values):.1f} to {max(values):.1f}")
    return ", ".join(parts)
