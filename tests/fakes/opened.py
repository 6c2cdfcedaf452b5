"""The real library, Chroma and tantivy in one folder, opened as the assembly opens them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.indexing import vectors
from service.indexing.embedder import Embedder
from service.indexing.ingest import Ingested, ingest
from service.indexing.lock import IndexLock
from service.indexing.sync import Indexes, require_same_embedder
from service.indexing.terms import TermIndex
from service.indexing.vectors import VectorIndex
from service.library.store import Library
from service.records import Draft, Refusal
from service.retrieval.search import Searcher


@dataclass(frozen=True)
class Opened:
    """What `open_parts` gives, less the answerer, with any embedder."""

    library: Library
    indexes: Indexes
    embedder: Embedder
    searcher: Searcher

    def take(self, *drafts: Draft | Refusal) -> list[Ingested | Refusal]:
        """Ingests drafts and gives every result."""
        return list(ingest(drafts, self.library, self.indexes, self.embedder))

    def searchable(self) -> set[tuple[str, str, int, int, str]]:
        """Collection, article id, start, end and text of each passage that both indexes hold."""
        keys = self.indexes.vectors.keys()
        assert keys == self.indexes.terms.keys()
        found = self.library.passages(keys)
        assert found.keys() == keys
        return {
            (article.collection, article.id, passage.start, passage.end, passage.text)
            for passage, article in found.values()
        }

    def ids(self, question: str, **options: object) -> list[str]:
        """The articles that a search finds, best first."""
        found = self.searcher.search(question, **options)  # type: ignore[arg-type]  # options of search, by name
        return [evidence.article.id for evidence in found.evidence]


@contextmanager
def opened(
    folder: Path, embedder: Embedder, chroma_url: str | None = None, any_embedder: bool = False, few: int = -1
) -> Iterator[Opened]:
    """Opens what is in `folder`, made if it is not there, and closes it at the end.

    Chroma is searched however few passages there are, unless `few` of them are to be searched exactly.
    """
    library = Library(folder / "library.sqlite3")
    lock = IndexLock(folder / "lock")
    indexes = None
    try:
        if chroma_url is None:
            lock.acquire()
        if not any_embedder:
            require_same_embedder(library, embedder)
        if chroma_url is None:
            connect = vectors.embedded(folder / "chroma")
            dense = VectorIndex(connect, library.id, embedder.fingerprint, folder / "chroma")
        else:
            dense = VectorIndex(vectors.server(chroma_url), library.id, embedder.fingerprint)
        indexes = Indexes(library, dense, TermIndex(folder / "terms", library.id), lock, chroma_url is not None)
        yield Opened(library, indexes, embedder, Searcher(library, indexes, embedder, few))
    finally:
        if indexes is not None:
            indexes.close()
        lock.release()
        library.close()


def take_all(into: Opened, drafts: Iterable[Draft]) -> list[str]:
    """Ingests drafts, none of which may be refused; the ids, in order."""
    results = into.take(*drafts)
    refused = [result for result in results if isinstance(result, Refusal)]
    assert not refused, refused
    return [result.id for result in results if isinstance(result, Ingested)]
