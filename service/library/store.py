"""The library: every version of every article, its passages and vectors, and the log of changes."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from service.errors import InvalidInput, NotFound
from service.library import answers, copies, rows
from service.library.database import Database
from service.library.dates import epoch_range
from service.library.identity import article_id, collection_name, content_sha256, text_sha256
from service.library.passages import Cut
from service.records import Article, Draft, Outcome, Passage

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft made ready to be stored: cut, embedded (one row a cut) and sketched."""

    id: str
    collection: str
    draft: Draft
    cuts: tuple[Cut, ...]
    vectors: Vectors
    signature: copies.Signature


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the change log: the passages of one article version came or went."""

    seq: int
    kind: Literal["add", "remove"]
    collection: str
    first_key: int
    last_key: int


class Library:
    """The store of articles in one SQLite file; every other index is derived from it.

    Safe to use from several threads, and for reading from several processes. Raises
    LibraryUnavailable when the disk or the file fails.
    """

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.id = self.remember("library_id", uuid.uuid4().hex)

    def close(self) -> None:
        """Closes the file."""
        self.database.close()

    def remember(self, name: str, default: str) -> str:
        """The value kept under `name`; `default` is kept and given back where there was none."""
        with self.database.read() as connection:
            found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        if found:
            return str(found[0])
        with self.database.write() as connection:
            connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, default))
            row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def recall(self, name: str) -> str | None:
        """The value kept under `name`, or None."""
        with self.database.read() as connection:
            found = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else None

    def outcome(self, draft: Draft) -> tuple[str, str, Outcome]:
        """The id and collection that `draft` has, and what adding it would do.

        Raises InvalidInput for a bad id or collection, or where its id is an article of another collection.
        """
        collection = collection_name(draft.collection)
        identity = article_id(draft, collection)
        with self.database.read() as connection:
            latest = rows.latest(connection, identity)
        if latest is None:
            return identity, collection, "added"
        if latest["collection"] != collection:
            raise InvalidInput(
                f"id {identity!r} is an article of collection {latest['collection']!r}, not {collection!r}: "
                "use another id, or delete and purge that article first",
                "id",
            )
        if latest["state"] == "deleted":
            return identity, collection, "added"
        same = latest["content_sha256"] == content_sha256(draft)
        return identity, collection, "unchanged" if same else "changed"

    def add(self, entries: Sequence[Entry]) -> list[Outcome]:
        """Stores `entries` in one transaction: all of them, or none if it raises."""
        outcomes: list[Outcome] = []
        with self.database.write() as connection:
            for entry in entries:
                latest = rows.latest(connection, entry.id)
                live = latest if latest is not None and latest["state"] == "live" else None
                if live is not None and live["content_sha256"] == content_sha256(entry.draft):
                    outcomes.append("unchanged")
                    continue
                if live is not None:
                    rows.retire(connection, live, "superseded")
                _insert(connection, entry, rows.next_version(connection, entry.id))
                outcomes.append("added" if live is None else "changed")
        return outcomes

    def delete(self, identity: str) -> bool:
        """Takes an article out of search; its versions stay, so that old citations still resolve.

        False when it was deleted before. Raises NotFound for an id the library never had.
        """
        with self.database.write() as connection:
            latest = rows.latest(connection, identity)
            if latest is None:
                raise NotFound(f"there is no article {identity!r}")
            if latest["state"] != "live":
                return False
            rows.retire(connection, latest, "deleted")
        return True

    def purge(self, identity: str) -> int:
        """Erases every version of a deleted article and every old version of a live one; how many went.

        Kept answers and feedback that show what was erased go too. Citations to it no longer resolve, and its
        version numbers are not used again. The characters leave the file too, at once where no other process
        is reading.
        """
        with self.database.write() as connection:
            if rows.latest(connection, identity) is None:
                raise NotFound(f"there is no article {identity!r}")
            gone = rows.purge(connection, identity)
            answers.erase(connection, identity)
        self.database.checkpoint()
        return gone

    def article(self, identity: str, version: int | None = None) -> Article:
        """A version of an article, the newest where none is named; NotFound where there is none."""
        with self.database.read() as connection:
            row = rows.latest(connection, identity, version)
        if row is None:
            which = f"version {version} of article" if version is not None else "article"
            raise NotFound(f"there is no {which} {identity!r}")
        return rows.to_article(row)

    def passages(self, keys: Iterable[int]) -> dict[int, tuple[Passage, Article]]:
        """The live passages known under `keys`, each with its article; unknown keys are left out."""
        with self.database.read() as connection:
            return rows.passages(connection, list(keys))

    def passages_of(self, identity: str) -> list[Passage]:
        """The passages of the live version of an article, in order."""
        with self.database.read() as connection:
            keys = rows.keys_of(connection, identity)
            found = rows.passages(connection, keys)
        return [found[key][0] for key in keys]

    def vectors(self, keys: Sequence[int]) -> tuple[list[int], Vectors]:
        """The keys among `keys` that have a vector, and their vectors; shape (n, dimensions)."""
        with self.database.read() as connection:
            return rows.vectors(connection, keys)

    def pages(self, size: int = 2000) -> Iterator[list[tuple[Passage, Article]]]:
        """Every live passage with its article, by key, at most `size` at a time."""
        after = 0
        while True:
            with self.database.read() as connection:
                query = "SELECT key FROM passages WHERE key > ? ORDER BY key LIMIT ?"
                keys = [row[0] for row in connection.execute(query, (after, size))]
                page = rows.passages(connection, keys)
            if not keys:
                return
            yield [page[key] for key in keys]
            after = keys[-1]

    def live_keys(self) -> list[int]:
        """The keys of all live passages, ascending."""
        with self.database.read() as connection:
            return [row[0] for row in connection.execute("SELECT key FROM passages ORDER BY key")]

    def replace_vectors(self, keys: Sequence[int], vectors: Vectors) -> None:
        """Stores new vectors for passages, as after a change of embedder."""
        with self.database.write() as connection:
            blobs = ((vector.astype(np.float32).tobytes(), key) for key, vector in zip(keys, vectors, strict=True))
            connection.executemany("UPDATE vectors SET vector = ? WHERE key = ?", blobs)

    def write_meta(self, name: str, value: str) -> None:
        """Keeps `value` under `name`, in place of what was there."""
        with self.database.write() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def head(self) -> int:
        """The sequence number of the newest change; 0 for an empty log."""
        with self.database.read() as connection:
            return int(connection.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0])

    def changes(self, after: int, limit: int = 500) -> list[Change]:
        """The changes with a sequence number above `after`, oldest first, at most `limit`."""
        query = "SELECT seq, kind, collection, first_key, last_key FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"
        with self.database.read() as connection:
            return [Change(*row) for row in connection.execute(query, (after, limit))]


def _insert(connection: sqlite3.Connection, entry: Entry, version: int) -> None:
    draft = entry.draft
    first, last = epoch_range(draft.published_at) if draft.published_at else (None, None)
    values = {
        "id": entry.id,
        "version": version,
        "collection": entry.collection,
        "state": "live",
        "sha256": text_sha256(draft.text),
        "content_sha256": content_sha256(draft),
        "title": draft.title,
        "url": draft.url,
        "source": draft.source,
        "author": draft.author,
        "published_at": draft.published_at,
        "published_from_epoch": first,
        "published_to_epoch": last,
        "ingested_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": draft.language,
        "text": draft.text,
        "metadata": json.dumps(draft.metadata, ensure_ascii=False, sort_keys=True),
        "signature": entry.signature.tobytes(),
    }
    marks = ", ".join(f":{name}" for name in values)
    row = connection.execute(f"INSERT INTO articles ({', '.join(values)}) VALUES ({marks})", values).lastrowid
    keys = []
    for ordinal, cut in enumerate(entry.cuts):
        inserted = connection.execute(
            "INSERT INTO passages (article, ordinal, start_char, end_char, sentences) VALUES (?, ?, ?, ?, ?)",
            (row, ordinal, cut.start, cut.end, json.dumps(cut.sentences)),
        )
        keys.append(inserted.lastrowid or 0)
    blobs = ((key, vector.astype(np.float32).tobytes()) for key, vector in zip(keys, entry.vectors, strict=True))
    connection.executemany("INSERT INTO vectors VALUES (?, ?)", blobs)
    connection.execute(
        "INSERT INTO changes (kind, collection, first_key, last_key) VALUES ('add', ?, ?, ?)",
        (entry.collection, keys[0], keys[-1]),
    )
    rows.link_copies(connection, entry.id, entry.collection, entry.signature)
