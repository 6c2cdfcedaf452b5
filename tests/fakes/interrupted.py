"""A process that ingests until it is killed: `python -m tests.fakes.interrupted DATA COUNT`, one line an acknowledged article."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from service.indexing import ingest as ingesting
from service.records import Draft, Refusal
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import opened

WORDS = "harbour minister storm council bridge vote ferry nurse strike budget river train school court fire".split()


def drafts(count: int) -> Iterator[Draft]:
    """The same articles in every process."""
    for number in range(count):
        chance = random.Random(number)
        sentences = (
            f"{chance.choice(WORDS).title()} {number} {' '.join(chance.choices(WORDS, k=40))}." for _ in range(20)
        )
        yield Draft(" ".join(sentences), title=f"Story {number}", id=f"story-{number}")


def main() -> None:
    """Ingests in small steps, so that a kill falls between all of them: stored, applied to one index, to both."""
    ingesting.BATCH, ingesting.FOLLOW = 12, 24
    with opened(Path(sys.argv[1]), WordHashEmbedder()) as parts:
        print("ready", flush=True)
        for result in ingesting.ingest(drafts(int(sys.argv[2])), parts.library, parts.indexes, parts.embedder):
            assert not isinstance(result, Refusal), result
            print(result.id, flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main()
