"""The articles that come with gold questions, taken into a library so that those can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from service.errors import InvalidInput
from service.evaluation.gold import GoldSet
from service.indexing.embedder import Embedder
from service.indexing.ingest import Ingested, ingest
from service.indexing.sync import Indexes
from service.library.store import Library
from service.records import Refusal


def take_in(
    gold: GoldSet, library: Library, indexes: Indexes, embedder: Embedder, collection: str | None
) -> Iterator[Ingested | Refusal]:
    """What became of each article; InvalidInput where the format holds none."""
    if gold.corpus is None:
        raise InvalidInput(f"{gold.name} holds no articles: ingest those that its questions are about", "ingest")
    drafts = (one if isinstance(one, Refusal) else replace(one, collection=collection) for one in gold.corpus())
    return iter(ingest(drafts, library, indexes, embedder))
