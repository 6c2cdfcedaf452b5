"""Dense search: passage vectors in Chroma, embedded or on a server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from service.errors import IndexMismatch, LibraryUnavailable
from service.indexing.derived import Hit, Row, explained
from service.library.dates import epoch_range
from service.library.store import Change
from service.records import Filters

FORMAT = 1
# A file in an embedded index's folder for as long as a death of the process would leave the index in doubt.
MARK = "in-doubt"
# What an error says where the fault is the disk's and not the index's.
UNWRITABLE = ("readonly", "read-only", "permission", "disk is full", "disk i/o", "no space")
# HNSW takes batches of 50 to 250 rows best; get() and delete() are kept under Chroma's 5,461 rows a call.
BATCH = 250
PAGE = 4000
HNSW = {"space": "cosine", "ef_search": 200}

Connect = Callable[[], Any]


def embedded(folder: Path) -> Connect:
    """Opens Chroma in this process, on files in `folder`."""

    def connect() -> Any:
        import chromadb
        from chromadb.config import Settings

        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))

    return connect


def server(url: str) -> Connect:
    """Opens a Chroma server (`chroma run`) at `url`."""

    def connect() -> Any:
        import chromadb
        from chromadb.config import Settings

        parts = urlsplit(url)
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )

    return connect


class VectorIndex:
    """Passage vectors by cosine, one Chroma collection for each collection of the library.

    Rows are known by the passage key; ids, metadata and vectors are ours, Chroma embeds nothing.
    The sequence number applied is kept in the metadata of a collection of its own. `folder` is the
    folder of an embedded index, which is moved aside and made anew when Chroma cannot read it.
    """

    name = "vectors"

    def __init__(self, connect: Connect, library_id: str, fingerprint: str, folder: Path | None = None) -> None:
        self._connect = connect
        self._prefix = f"dateline-{library_id[:12]}"
        self._metadata = {"applied": 0, "format": FORMAT, "fingerprint": fingerprint}
        self._folder = folder
        self._connected: Any = None
        self._collections: dict[str, Any] = {}
        self.healed = False
        self._opening = threading.RLock()
        self._ensure_open()

    @property
    def _client(self) -> Any:
        self._ensure_open()
        return self._connected

    def _ensure_open(self) -> None:
        with self._opening:
            if self._connected is None:
                if self._folder is not None:
                    self._open_embedded(self._folder)
                else:
                    with explained("the Chroma server does not answer", "check DATELINE_CHROMA_URL and that it runs"):
                        self._open()

    def _open_embedded(self, folder: Path) -> None:
        with explained("the vector index cannot be opened", "check DATELINE_DATA, its permissions and the free space"):
            folder.mkdir(parents=True, exist_ok=True)
            mark = folder / MARK
            if not mark.exists():
                mark.touch()
                try:
                    with explained("the vector index cannot be opened", "check DATELINE_DATA and the free space"):
                        self._open()
                        self._probe()
                    return
                except LibraryUnavailable as error:
                    if any(word in str(error).lower() for word in UNWRITABLE):
                        raise
                finally:
                    mark.unlink(missing_ok=True)
            self._set_aside(folder)
            folder.mkdir(parents=True)
            self._open()
            self.healed = True

    def _open(self) -> None:
        try:
            self._connected = self._connect()
            kept = self._state().metadata or {}
            if any(kept.get(name) != self._metadata[name] for name in ("format", "fingerprint")):
                self.reset()
        except BaseException:
            self.close()
            raise

    def _probe(self) -> None:
        """Searches each collection once: Chroma reads a graph's files no sooner than that."""
        for collection in self._ours():
            row = collection.get(limit=1, include=["embeddings"])
            if row["ids"]:
                collection.query(query_embeddings=row["embeddings"], n_results=1, include=[])

    def _set_aside(self, folder: Path) -> None:
        from chromadb.api.shared_system_client import SharedSystemClient

        self.close()
        # Chroma keeps one system a path, one that failed to start among them.
        SharedSystemClient.clear_system_cache()
        aside = folder.with_name(folder.name + ".damaged")
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)

    def _state(self) -> Any:
        return self._client.get_or_create_collection(
            f"{self._prefix}-state", embedding_function=None, metadata=dict(self._metadata)
        )

    def applied(self) -> int:
        """The sequence number of the last change applied."""
        with self._explained():
            return int((self._state().metadata or {}).get("applied", 0))

    def apply(self, removed: Sequence[Change], added: Sequence[Row], seq: int) -> None:
        """Removes and upserts, then notes `seq`: a crash in between only makes it happen again."""
        # Opened before it is marked, where a write that failed has closed it.
        self._ensure_open()
        with self._explained(), self._in_doubt():
            self._apply(removed, added, seq)

    @contextmanager
    def _in_doubt(self) -> Iterator[None]:
        """Marks an embedded index for the length of a write; where that fails the mark stays and the index is closed.

        Chroma writes its graph over the old one, so a death in the middle leaves passages that no search
        reaches; and after a write that met a full disk the next can wait for ever (chromadb 1.5.9). Whoever
        opens the folder next finds the mark and makes the index again.
        """
        if self._folder is None:
            yield
            return
        mark = self._folder / MARK
        mark.touch()
        try:
            yield
        except KeyboardInterrupt:
            # Python hears of it between two calls of Chroma, when no file is half written.
            mark.unlink(missing_ok=True)
            raise
        except BaseException:
            self.close()
            raise
        mark.unlink(missing_ok=True)

    def _apply(self, removed: Sequence[Change], added: Sequence[Row], seq: int) -> None:
        # Another process on the same server may have rebuilt since.
        self._collections.clear()
        for change in removed:
            keys = [str(key) for key in range(change.first_key, change.last_key + 1)]
            collection = self._collection(change.collection)
            for start in range(0, len(keys), PAGE):
                collection.delete(ids=keys[start : start + PAGE])
        by_collection: dict[str, list[Row]] = {}
        for row in added:
            by_collection.setdefault(row.article.collection, []).append(row)
        for name, rows in by_collection.items():
            for start in range(0, len(rows), BATCH):
                self._upsert(name, rows[start : start + BATCH])
        self._state().modify(metadata={**self._metadata, "applied": seq})

    def _upsert(self, name: str, rows: Sequence[Row]) -> None:
        self._collection(name).upsert(
            ids=[str(row.key) for row in rows],
            embeddings=np.stack([row.vector for row in rows]),
            metadatas=[_metadata(row) for row in rows],
        )

    def search(self, vector: NDArray[np.float32], collection: str, filters: Filters, limit: int) -> list[Hit]:
        """The nearest passages by cosine, best first."""
        from chromadb.errors import NotFoundError

        with self._explained():
            try:
                found = self._query(vector, collection, filters, limit)
            except NotFoundError:
                # Another process on the same server has rebuilt, and the collection of that name is a new one.
                self._collections.clear()
                found = self._query(vector, collection, filters, limit)
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [Hit(int(key), 1.0 - float(distance)) for key, distance in pairs]

    def _query(self, vector: NDArray[np.float32], collection: str, filters: Filters, limit: int) -> Any:
        return self._collection(collection).query(
            query_embeddings=[vector], n_results=limit, where=_where(filters), include=["distances"]
        )

    def keys(self) -> set[int]:
        """The keys of every passage in every collection."""
        found: set[int] = set()
        with self._explained():
            for collection in self._ours():
                for offset in range(0, max(1, collection.count()), PAGE):
                    page = collection.get(include=[], limit=PAGE, offset=offset)
                    found.update(int(key) for key in page["ids"])
        return found

    def reset(self) -> None:
        """Deletes our collections; others on the same server are not touched."""
        with self._explained():
            # The state goes first: without it everything else counts as not there, whatever is left of it.
            self._state()
            self._client.delete_collection(f"{self._prefix}-state")
            for collection in self._ours():
                self._client.delete_collection(collection.name)
            self._collections.clear()
            self._state()

    def close(self) -> None:
        """Drops the client, so that an embedded index can be opened again."""
        self._collections.clear()
        client, self._connected = self._connected, None
        if client is not None:
            client.close()
            if self._folder is None:
                # close() leaves the HTTP connections open, its own and those of its admin client (chromadb 1.5.9).
                client._server._session.close()
                client._admin_client._server._session.close()

    def _ours(self) -> list[Any]:
        mine = (f"{self._prefix}-c-",)
        return [found for found in self._client.list_collections() if found.name.startswith(mine)]

    def _collection(self, name: str) -> Any:
        if name not in self._collections:
            found = self._client.get_or_create_collection(
                f"{self._prefix}-c-{name}", embedding_function=None, configuration={"hnsw": dict(HNSW)}
            )
            space = found.configuration["hnsw"]["space"]
            if space != "cosine":
                raise IndexMismatch(f"the vectors are indexed by {space}, not cosine: run `dateline index rebuild`")
            self._collections[name] = found
        return self._collections[name]

    def _explained(self) -> AbstractContextManager[None]:
        if self._folder is None:
            return explained("the Chroma server failed", "check DATELINE_CHROMA_URL and that it runs")
        return explained("the vector index failed", "check the free space, or run `dateline index rebuild`")


def _metadata(row: Row) -> dict[str, str | int]:
    # Chroma refuses None: what an article lacks is left out, and then no filter on it matches.
    published = row.published()
    metadata: dict[str, str | int] = {"article": row.article.id}
    if row.article.source:
        metadata["source"] = row.article.source
    if published:
        metadata["first"], metadata["last"] = published
    return metadata


def _where(filters: Filters) -> dict[str, Any] | None:
    terms: list[dict[str, Any]] = []
    if filters.published_from is not None:
        terms.append({"last": {"$gte": epoch_range(filters.published_from)[0]}})
    if filters.published_to is not None:
        terms.append({"first": {"$lte": epoch_range(filters.published_to)[1]}})
    if filters.source is not None:
        terms.append({"source": {"$in": list(filters.source)}})
    if filters.article_ids is not None:
        terms.append({"article": {"$in": list(filters.article_ids)}})
    if not terms:
        return None
    return terms[0] if len(terms) == 1 else {"$and": terms}
