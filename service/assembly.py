"""The one place that names vendors and builds objects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from service.answering.answer import Asker
from service.answering.extractive import ExtractiveAnswerer
from service.answering.scoring import FeatureScorer
from service.api.parts import Limits, Parts
from service.errors import InvalidInput
from service.indexing import vectors
from service.indexing.embedder import OnnxEmbedder
from service.indexing.export import prepared
from service.indexing.lock import IndexLock
from service.indexing.sync import Indexes, require_same_embedder
from service.indexing.terms import TermIndex
from service.indexing.vectors import VectorIndex
from service.library.store import Library
from service.retrieval.search import Searcher
from service.settings import Settings


def open_embedder(settings: Settings) -> OnnxEmbedder:
    """The configured embedder, exported first if that was never done."""
    threads = settings.threads or os.cpu_count() or 1
    return OnnxEmbedder(prepared(settings.embedder, settings.models or settings.data / "models"), threads)


def open_library(settings: Settings) -> Library:
    """The library alone, without indexes or embedder; many processes may have it open."""
    return Library(settings.data / "library.sqlite3")


@contextmanager
def open_parts(settings: Settings, any_embedder: bool = False) -> Iterator[Parts]:
    """Everything, opened and caught up, and closed at the end.

    `any_embedder` lets a library in that another embedder made, for `index rebuild` to put right.
    """
    library = open_library(settings)
    lock = IndexLock(settings.data / "lock")
    shared = settings.chroma_url is not None
    embedder = None
    indexes = None
    try:
        if not shared:
            lock.acquire()
        embedder = open_embedder(settings)
        if not any_embedder:
            require_same_embedder(library, embedder)
        indexes = _open_indexes(settings, library, lock, embedder.fingerprint)
        searcher = Searcher(library, indexes, embedder)
        asker = Asker(searcher, [_answerer(settings, embedder)], settings.max_evidence, settings.max_question_chars)
        yield Parts(library, indexes, embedder, searcher, asker, _limits(settings), version("dateline-qa"))
    finally:
        if indexes is not None:
            indexes.close()
        if embedder is not None:
            embedder.close()
        lock.release()
        library.close()


def _open_indexes(settings: Settings, library: Library, lock: IndexLock, fingerprint: str) -> Indexes:
    folder = settings.data / "chroma"
    if settings.chroma_url:
        dense = VectorIndex(vectors.server(settings.chroma_url), library.id, fingerprint)
    else:
        dense = VectorIndex(vectors.embedded(folder), library.id, fingerprint, folder)
    return Indexes(library, dense, TermIndex(settings.data / "terms", library.id), lock, bool(settings.chroma_url))


def _answerer(settings: Settings, embedder: OnnxEmbedder) -> ExtractiveAnswerer:
    if settings.answerer != "extractive":
        raise InvalidInput(
            f"DATELINE_ANSWERER is {settings.answerer!r}, and the only answerer so far is 'extractive'", "answerer"
        )
    return ExtractiveAnswerer(FeatureScorer(embedder))


def _limits(settings: Settings) -> Limits:
    return Limits(
        body_bytes=settings.max_body_mb * 1_000_000,
        file_bytes=settings.max_file_mb * 1_000_000,
        question_chars=settings.max_question_chars,
        batch=settings.max_batch,
    )
