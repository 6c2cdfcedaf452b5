"""Keeps the derived indexes equal to the library, by its change log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from service.errors import IndexMismatch
from service.indexing.derived import DerivedIndex, Row
from service.indexing.embedder import Embedder
from service.indexing.lock import IndexLock
from service.indexing.terms import TermIndex
from service.indexing.vectors import VectorIndex
from service.library.store import Change, Library

# As many passages as one step applies: about 15 MB of vectors and text in memory.
STEP = 2000

Progress = Callable[[str, int, int], None]


class Indexes:
    """The library's derived indexes: vectors and terms, each at the sequence number it has applied.

    Where the vector index is embedded the caller holds `lock` for as long as it has this open; where
    it is a server, `shared` is true and the lock is taken for each catch-up.
    """

    def __init__(
        self,
        library: Library,
        vectors: VectorIndex,
        terms: TermIndex,
        lock: IndexLock,
        shared: bool,
    ) -> None:
        self.library = library
        self.vectors = vectors
        self.terms = terms
        self._lock = lock
        self._shared = shared
        self._applying = threading.Lock()
        self._seen = -1

    @property
    def all(self) -> tuple[DerivedIndex, ...]:
        """Every derived index."""
        return (self.vectors, self.terms)

    def catch_up(self, progress: Progress | None = None) -> int:
        """Applies what the library has logged since; returns the sequence number now searchable."""
        if self._seen == self.library.head():
            return self._seen
        with self._applying, self._turn():
            head = self.library.head()
            for index in self.all:
                _apply_log(self.library, index, head, progress)
            self._seen = head
        return head

    def rebuild(self, progress: Progress | None = None) -> int:
        """Empties every index and makes it again from the library."""
        with self._applying, self._turn():
            for index in self.all:
                index.reset()
        self._seen = -1
        return self.catch_up(progress)

    def close(self) -> None:
        """Closes the indexes and frees the lock."""
        for index in self.all:
            index.close()
        self._lock.release()

    def _turn(self) -> AbstractContextManager[object]:
        if not self._shared:
            return nullcontext()
        return _Turn(self._lock)


class _Turn:
    """The lock for the length of one catch-up, waiting for another process's to end."""

    def __init__(self, lock: IndexLock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.acquire(timeout=600)

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _apply_log(library: Library, index: DerivedIndex, head: int, progress: Progress | None) -> None:
    applied = index.applied()
    if applied > head or (applied == 0 and head):
        # Above the head, the library was restored from an older copy and the index is of another history;
        # at 0, there may be rows of a first step or of a rebuild that was cut short.
        index.reset()
        applied = 0
    while applied < head:
        for step in _steps(library.changes(applied)):
            removed = [change for change in step if change.kind == "remove"]
            index.apply(removed, _rows(library, step), step[-1].seq)
            applied = step[-1].seq
            if progress:
                progress(index.name, applied, head)


def _steps(changes: Sequence[Change]) -> list[list[Change]]:
    steps: list[list[Change]] = []
    size = STEP
    for change in changes:
        count = change.last_key - change.first_key + 1
        if size + count > STEP:
            steps.append([])
            size = 0
        steps[-1].append(change)
        size += count
    return steps


def _rows(library: Library, step: Sequence[Change]) -> list[Row]:
    """The passages that the step adds; those since removed are gone from the library and are left out."""
    keys = [key for change in step if change.kind == "add" for key in range(change.first_key, change.last_key + 1)]
    found = library.passages(keys)
    with_vector, vectors = library.vectors(list(found))
    return [Row(key, *found[key], vector) for key, vector in zip(with_vector, vectors, strict=True) if key in found]


def require_same_embedder(library: Library, embedder: Embedder) -> None:
    """Raises IndexMismatch where the library's vectors were made by another embedder than this one."""
    made_by = library.remember("embedder", embedder.fingerprint)
    if made_by != embedder.fingerprint:
        raise IndexMismatch(
            f"the library was embedded by {made_by} and the configured embedder is {embedder.fingerprint}: set "
            "DATELINE_EMBEDDER back, or run `dateline index rebuild` to embed every passage again"
        )
