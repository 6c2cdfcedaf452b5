"""A process killed at any moment of an ingest loses nothing that it acknowledged, and searches nothing twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from service.indexing.verify import verify
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.interrupted import drafts
from tests.fakes.opened import opened

ROOT = Path(__file__).parents[2]
ARTICLES = 60
KILLS = 24


def killed(folder: Path, acknowledgements: int, delay: float) -> list[str]:
    """Starts an ingest, kills it so long after so many acknowledgements, and gives those that were made."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.interrupted", str(folder), str(ARTICLES)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if len(lines) > acknowledgements:
            break
    time.sleep(delay)
    process.kill()
    lines += process.stdout.read().split()
    process.wait()
    process.stdout.close()
    return [line for line in lines if line.startswith("story-")]


def test_a_kill_at_any_moment_loses_nothing_acknowledged(tmp_path: Path, word_hash_embedder: WordHashEmbedder) -> None:
    chance = random.Random(20261122)
    folder = tmp_path / "data"
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        # A new library now and then, so that early steps are interrupted as often as late ones.
        if kill % 6 == 0:
            folder = tmp_path / f"data-{kill}"
            acknowledged = set()
        acknowledged |= set(killed(folder, chance.randrange(0, ARTICLES), chance.uniform(0, 0.05)))
        with opened(folder, word_hash_embedder) as parts:
            parts.indexes.catch_up()
            assert verify(parts.library, parts.indexes, every=True).sound()
            held = {article for _, article, *_ in parts.searchable()}
            assert acknowledged <= held
            for name in sorted(acknowledged)[:5]:
                number = name.removeprefix("story-")
                found = parts.searcher.search(f"Story {number}", limit=50, per_article=50)
                keys = [evidence.passage.key for evidence in found.evidence]
                assert len(keys) == len(set(keys))
                assert name in {evidence.article.id for evidence in found.evidence}
    with opened(folder, word_hash_embedder) as parts, opened(tmp_path / "fresh", word_hash_embedder) as fresh:
        parts.take(*drafts(ARTICLES))
        fresh.take(*drafts(ARTICLES))
        assert parts.searchable() == fresh.searchable()
        assert verify(parts.library, parts.indexes, every=True).sound()
