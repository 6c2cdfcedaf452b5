"""Dateline as it is served, opened on a folder of the bench's own; `python -m bench.ours` is one measured process."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.articles import FILE_BYTES, REPOSITORY

if TYPE_CHECKING:
    from service.api.parts import Parts

WARM_UP = ("Which river burst its banks?", "Who was elected mayor on Sunday?", "How much did the bridge cost?")
SEARCH_LIMIT = 5


def models() -> Path:
    """The folder of exported models: DATELINE_TEST_MODELS, else indexes/models of this repository."""
    return Path(os.environ.get("DATELINE_TEST_MODELS") or REPOSITORY / "indexes" / "models").absolute()


def lend_models(folder: Path) -> None:
    """Makes the exported models be found under `folder`, where a service that keeps its data there looks."""
    folder.mkdir(parents=True, exist_ok=True)
    models().mkdir(parents=True, exist_ok=True)
    if not (folder / "models").exists():
        (folder / "models").symlink_to(models(), target_is_directory=True)


@contextmanager
def opened(folder: Path, threads: int) -> Iterator[Parts]:
    """Every part of the service, in its standard configuration, with its data in `folder`."""
    from service.assembly import open_parts
    from service.settings import Settings

    lend_models(folder)
    # Each is named, so that no variable of the user's leads the bench elsewhere.
    settings = Settings(
        data=folder, threads=threads, embedder="all-MiniLM-L6-v2", answerer="extractive", chroma_url=None
    )
    with open_parts(settings) as parts:
        yield parts


def ingest(articles: Path, folder: Path, threads: int) -> dict[str, Any]:
    """Takes a JSON Lines file in, into a new library."""
    from bench.meter import disk_mb, peak_rss_mb
    from service.indexing.ingest import ingest as take_in
    from service.library.catalogue import counts
    from service.library.loaders.source import Inputs
    from service.records import Refusal

    started = time.perf_counter()
    with opened(folder, threads) as parts:
        loaded = time.perf_counter()
        drafts = Inputs.of([str(articles)], FILE_BYTES, None).drafts(lambda _: None)
        refused = [result for result in take_in(drafts, parts.library, parts.indexes, parts.embedder)
                   if isinstance(result, Refusal)]  # fmt: skip
        done = time.perf_counter()
        passages = counts(parts.library).passages
    if refused:
        raise RuntimeError(f"{len(refused)} articles were refused, first {refused[0].origin}: {refused[0].error}")
    return {
        "load_s": loaded - started,
        "ingest_s": done - loaded,
        "passages": passages,
        "ingest_peak_rss_mb": peak_rss_mb(),
        "disk_mb": disk_mb(folder),
    }


def ask(folder: Path, threads: int) -> dict[str, Any]:
    """Asks every gold question once, by the whole pipeline, and looks for its answer in the first five passages."""
    from bench.meter import p50, p95, peak_rss_mb
    from bench.questions import answered
    from service.answering.answer import Request

    started = time.perf_counter()
    with opened(folder, threads) as parts:
        for text in WARM_UP:
            parts.asker.ask(Request(text))
        ready = time.perf_counter()
        stages: dict[str, list[float]] = {}
        hits = 0
        questions = answered()
        for question in questions:
            for stage, spent in parts.asker.ask(Request(question.text)).timings_ms.items():
                stages.setdefault(stage, []).append(spent)
            # Timed above; the question's vector is remembered, so this would be too good a time.
            found = parts.searcher.search(question.text, limit=SEARCH_LIMIT).evidence
            hits += any(question.is_held_by(evidence.passage.text) for evidence in found)
    return {
        "ready_s": ready - started,
        "search_p50_ms": p50(stages["search"]),
        "search_p95_ms": p95(stages["search"]),
        "answer_p50_ms": p50(stages["total"]),
        "answer_p95_ms": p95(stages["total"]),
        "stages_p50_ms": {stage: p50(spent) for stage, spent in stages.items()},
        "recall_at_5": hits / len(questions),
        "questions": len(questions),
        "ask_peak_rss_mb": peak_rss_mb(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("phase", choices=("ingest", "ask"))
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    if options.phase == "ingest":
        print(json.dumps(ingest(options.articles, options.folder, options.threads)))
    else:
        print(json.dumps(ask(options.folder, options.threads)))


if __name__ == "__main__":
    main()
