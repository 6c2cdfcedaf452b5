"""How ingest and ask grow with the library: one library that is grown from size to size.

Embedding a passage costs the same at every size and most of an ingest's time, so that only the
first passages are embedded for real, and the vectors of the others are mixtures (`bench.mixture`). SQLite,
Chroma and tantivy hold all of them, and a fresh process asks at each size.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bench import articles, meter, ours, questions

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
REAL = 3_000
QUESTIONS = 200
QUICK_SIZES = (300, 3_000)
QUICK_REAL = 300
QUICK_QUESTIONS = 60
COLD_RUNS = 5
COLD_QUESTION = "How many troops are near the border?"

Say = Callable[[str], None]


def growth(sizes: Sequence[int], real: int, asked: int, threads: int, say: Say) -> list[dict[str, Any]]:
    """What was measured at each size, ascending; no more than `real` passages are embedded for real.

    The largest size up to `real` is the last real one; where there is none, `real` is measured too.
    """
    steps = sorted({*sizes, real} if min(sizes) > real else set(sizes))
    last_real = max(step for step in steps if step <= real)
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="dateline-growth-") as temporary:
        folder = Path(temporary)
        shared = ("--folder", folder, "--threads", threads)
        for passages in steps:
            say(f"growth: to {passages:,} passages")
            others = meter.Others()
            grown = meter.child("bench.growth", "grow", "--to", passages, "--real", last_real, *shared)
            say(f"growth: asking at {passages:,}")
            answers = meter.child("bench.growth", "ask", "--questions", asked, *shared)
            disk = {name: meter.disk_mb(folder / name) for name in ("library.sqlite3", "chroma", "terms")}
            cold = [_cold(folder, threads) for _ in range(COLD_RUNS)]
            results.append(
                {**grown, **answers, "disk_mb": disk, "cold_ask_s": meter.p50(cold), "others_share": others.share()}
            )
    return _with_ingest_rates(results)


def grow(folder: Path, to: int, real: int, threads: int) -> dict[str, Any]:
    """Adds synthetic articles until about `to` passages are in; the rates are of what was added."""
    from bench.mixture import MixedEmbedder
    from service.indexing.ingest import ingest
    from service.library.catalogue import counts

    newsroom = articles.Newsroom(articles.seeds())
    with ours.opened(folder, threads) as parts:
        before = counts(parts.library)
        per_article = _passages_per_article(newsroom, parts.embedder)
        wanted = max(1, round((to - before.passages) / per_article))
        drafts = list(islice(newsroom.articles(before.articles), wanted))
        pool = None if to <= real else parts.library.vectors(parts.library.live_keys()[:real])[1]
        embedder = MixedEmbedder(parts.embedder, pool, seed=before.passages)
        started = time.perf_counter()
        for _ in ingest(drafts, parts.library, parts.indexes, embedder):
            pass
        spent = time.perf_counter() - started
        after = counts(parts.library)
    return {
        "target": to,
        "passages": after.passages,
        "articles": after.articles,
        "added_passages": after.passages - before.passages,
        "added_text_mb": articles.size(drafts) / meter.MB,
        "real_vectors": after.passages if pool is None else len(pool),
        "embedded_for_real": pool is None,
        "embedding_s": embedder.seconds,
        "other_s": spent - embedder.seconds,
        "grow_peak_rss_mb": meter.peak_rss_mb(),
    }


def ask(folder: Path, asked: int, threads: int) -> dict[str, Any]:
    """Asks different questions, each once, in a process that has just opened the library."""
    from service.answering.answer import Request

    newsroom = articles.Newsroom(articles.seeds())
    texts = questions.many(newsroom, asked)
    started = time.perf_counter()
    with ours.opened(folder, threads) as parts:
        open_s = time.perf_counter() - started
        for text in ours.WARM_UP:
            parts.asker.ask(Request(text))
        stages: dict[str, list[float]] = {}
        for text in texts:
            for stage, spent in parts.asker.ask(Request(text)).timings_ms.items():
                stages.setdefault(stage, []).append(spent)
        memory = meter.rss_mb()
    return {
        "open_s": open_s,
        "questions": len(texts),
        "p50_ms": {stage: meter.p50(spent) for stage, spent in stages.items()},
        "p95_ms": {stage: meter.p95(spent) for stage, spent in stages.items()},
        "ask_rss_mb": memory,
        "ask_peak_rss_mb": meter.peak_rss_mb(),
    }


def _passages_per_article(newsroom: articles.Newsroom, embedder: Any) -> float:
    from service.library.passages import cut_passages

    sample = list(islice(newsroom.articles(), 100))
    cuts = (cut_passages(draft.text, embedder.token_starts(draft.text)) for draft in sample)
    return sum(len(of) for of in cuts) / len(sample)


def _cold(folder: Path, threads: int) -> float:
    """Seconds of one `dateline ask`, from nothing to the printed answer."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "ask", COLD_QUESTION, "--json"]
    environment = meter.environment(DATELINE_DATA=str(folder), DATELINE_THREADS=str(threads))
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=articles.REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    spent = time.perf_counter() - started
    # 3 is an abstention, an answer like another here.
    if done.returncode not in (0, 3):
        raise RuntimeError(f"dateline ask ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return spent


def _with_ingest_rates(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds passages/s of the whole ingest; where vectors were mixed, as if they had been embedded at the real rate."""
    real = [one for one in results if one["embedded_for_real"]]
    a_passage = sum(one["embedding_s"] for one in real) / sum(one["added_passages"] for one in real)
    rated = []
    for one in results:
        embedding = one["embedding_s"] if one["embedded_for_real"] else a_passage * one["added_passages"]
        rates = {
            "ingest_passages_per_s": one["added_passages"] / (one["other_s"] + embedding),
            "ingest_is_estimated": not one["embedded_for_real"],
            # Real embedding runs beside everything else, so only where it is left out does the rest show.
            "store_passages_per_s": None if one["embedded_for_real"] else one["added_passages"] / one["other_s"],
        }
        rated.append({**one, **rates})
    return rated


def table(results: Sequence[dict[str, Any]]) -> str:
    """The growth as aligned text."""
    heads = ("passages", "vectors", "search p50", "p95", "answer p50", "p95", "ingest/s", "w/o embed", "open s",
             "cold ask s", "RSS MB", "disk MB")  # fmt: skip
    widths = (9, 16, 11, 7, 11, 7, 9, 10, 7, 11, 7, 8)
    lines = [
        "By size of the library: milliseconds to search and to answer, passages ingested a second on the way there",
        " ".join(head.rjust(width) for head, width in zip(heads, widths, strict=True)),
    ]
    for one in results:
        real, rate = one["real_vectors"], one["ingest_passages_per_s"]
        cells = (
            f"{one['passages']:,}",
            "real" if real == one["passages"] else f"{real:,} real",
            *(f"{one[of][stage]:.1f}" for stage in ("search", "total") for of in ("p50_ms", "p95_ms")),
            ("~" if one["ingest_is_estimated"] else "") + f"{rate:.0f}",
            "–" if one["store_passages_per_s"] is None else f"{one['store_passages_per_s']:.0f}",
            f"{one['open_s']:.2f}",
            f"{one['cold_ask_s']:.2f}",
            f"{one['ask_rss_mb']:.0f}",
            f"{sum(one['disk_mb'].values()):.0f}",
        )
        lines.append(" ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)))
    lines.append(
        "vectors: how many are embedded for real; the others are mixtures of those, the only thing made up.\n"
        "~ is the measured time without embedding plus that of embedding at the real sizes:\n"
        "too low, since one runs beside the other."
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("phase", choices=("grow", "ask"))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--to", type=int, default=0)
    parser.add_argument("--real", type=int, default=REAL)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    options = parser.parse_args()
    if options.phase == "grow":
        print(json.dumps(grow(options.folder, options.to, options.real, options.threads)))
    else:
        print(json.dumps(ask(options.folder, options.questions, options.threads)))


if __name__ == "__main__":
    main()
