"""A process that ingests and says what it is about to do, so that it can be killed while it does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# Imported here, so that a fork server that has this module has them all.
import chromadb  # noqa: F401
import onnxruntime  # noqa: F401
import tantivy  # noqa: F401
import tokenizers  # noqa: F401

from service.indexing import ingest as ingest_module
from service.indexing import vectors as vectors_module
from service.indexing.embedder import Embedder, OnnxEmbedder
from service.indexing.ingest import Ingested, ingest
from service.indexing.terms import TermIndex
from service.indexing.vectors import VectorIndex
from service.library.store import Library
from service.records import Draft
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import opened

STAGES = ("embed", "add", "vectors", "upsert", "terms")


def embedder_at(model: Path | None) -> Embedder:
    """The real embedder where a model's folder is given, else the one that costs nothing."""
    return WordHashEmbedder() if model is None else OnnxEmbedder(model, threads=1)


def ingest_and_tell(folder: Path, drafts: list[Draft], model: Path | None, tell: Connection) -> None:
    """Ingests `drafts` in small batches, sending ("stage", name) before each step and ("taken", id) after each."""
    ingest_module.BATCH = 12
    ingest_module.FOLLOW = 12
    # Chroma writes its graph to files each so many rows: here with every batch, and not after a thousand.
    vectors_module.HNSW |= {"batch_size": 8, "sync_threshold": 10}
    embedder = embedder_at(model)
    _announce(type(embedder), "embed", "embed", tell)
    _announce(Library, "add", "add", tell)
    _announce(VectorIndex, "apply", "vectors", tell)
    _announce(VectorIndex, "_upsert", "upsert", tell)
    _announce(TermIndex, "apply", "terms", tell)
    with opened(folder, embedder) as parts:
        results: Iterable[object] = ingest(drafts, parts.library, parts.indexes, embedder)
        for result in results:
            assert isinstance(result, Ingested), result
            tell.send(("taken", result.id))


def _announce(of: type, method: str, stage: str, tell: Connection) -> None:
    step: Callable[..., Any] = getattr(of, method)

    def announced(*arguments: Any, **options: Any) -> Any:
        tell.send(("stage", stage))
        return step(*arguments, **options)

    setattr(of, method, announced)
