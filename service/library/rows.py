"""How the library's records are read from and written to rows of its tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.library import copies
from service.records import Article, Passage

# SQLite allows 32,766 variables a statement; a page below that keeps each statement small.
PAGE = 4000

_ARTICLE = (
    "a.id, a.collection, a.version, a.sha256, a.title, a.url, a.source, a.author, a.published_at, a.ingested_at, "
    "a.language, a.text, a.metadata, a.state"
)


def latest(connection: sqlite3.Connection, identity: str, version: int | None = None) -> sqlite3.Row | None:
    """The row of the newest version of an article, or of the version named; None where there is none."""
    query = "SELECT * FROM articles WHERE id = ? AND coalesce(version = ?, true) ORDER BY version DESC LIMIT 1"
    try:
        row: sqlite3.Row | None = connection.execute(query, (identity, version)).fetchone()
    except (UnicodeEncodeError, OverflowError):
        # What SQLite cannot hold (a lone surrogate, a number beyond 64 bits) is in no row.
        return None
    return row


def next_version(connection: sqlite3.Connection, identity: str) -> int:
    """The number of the next version of an article: one that no version had, not even one that was purged."""
    query = (
        "SELECT max((SELECT coalesce(max(version), 0) FROM articles WHERE id = :id), "
        "(SELECT coalesce(max(version), 0) FROM purged WHERE id = :id)) + 1"
    )
    return int(connection.execute(query, {"id": identity}).fetchone()[0])


def purge(connection: sqlite3.Connection, identity: str) -> int:
    """Erases the versions of an article that are not live; how many there were."""
    connection.execute(
        "INSERT INTO purged SELECT id, max(version) FROM articles WHERE id = ? AND state <> 'live' GROUP BY id "
        "ON CONFLICT (id) DO UPDATE SET version = max(version, excluded.version)",
        (identity,),
    )
    return connection.execute("DELETE FROM articles WHERE id = ? AND state <> 'live'", (identity,)).rowcount


def to_article(row: sqlite3.Row) -> Article:
    """The record that an `articles` row stands for."""
    return Article(
        id=row["id"],
        collection=row["collection"],
        version=row["version"],
        sha256=row["sha256"],
        title=row["title"],
        url=row["url"],
        source=row["source"],
        author=row["author"],
        published_at=row["published_at"],
        ingested_at=row["ingested_at"],
        language=row["language"],
        text=row["text"],
        metadata=json.loads(row["metadata"]),
        deleted=row["state"] == "deleted",
    )


def passages(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, tuple[Passage, Article]]:
    """Passages by key, each with its article; one Article object serves all passages of it."""
    found: dict[int, tuple[Passage, Article]] = {}
    articles: dict[int, Article] = {}
    for page in _paged(keys):
        query = f"SELECT * FROM passages WHERE key IN ({_marks(page)})"
        cuts = connection.execute(query, page).fetchall()
        wanted = sorted({cut["article"] for cut in cuts} - articles.keys())
        for some in _paged(wanted):
            query = f"SELECT a.row, {_ARTICLE} FROM articles a WHERE a.row IN ({_marks(some)})"
            articles.update({row["row"]: to_article(row) for row in connection.execute(query, some)})
        for cut in cuts:
            article = articles[cut["article"]]
            found[cut["key"]] = (_to_passage(cut, article), article)
    return found


def _to_passage(row: sqlite3.Row, article: Article) -> Passage:
    return Passage(
        key=row["key"],
        article_id=article.id,
        version=article.version,
        ordinal=row["ordinal"],
        start=row["start_char"],
        end=row["end_char"],
        text=article.text[row["start_char"] : row["end_char"]],
        sentences=tuple((start, end) for start, end in json.loads(row["sentences"])),
    )


def keys_of(connection: sqlite3.Connection, identity: str) -> list[int]:
    """The keys of the passages of an article's live version, in order."""
    query = (
        "SELECT p.key FROM passages p JOIN articles a ON a.row = p.article "
        "WHERE a.id = ? AND a.state = 'live' ORDER BY p.ordinal"
    )
    return [row[0] for row in connection.execute(query, (identity,))]


def vectors(connection: sqlite3.Connection, keys: Sequence[int]) -> tuple[list[int], NDArray[np.float32]]:
    """Those of `keys` that have a vector, ascending, and the vectors; shape (n, dimensions)."""
    found: list[int] = []
    blobs: list[bytes] = []
    for page in _paged(sorted(keys)):
        query = f"SELECT key, vector FROM vectors WHERE key IN ({_marks(page)}) ORDER BY key"
        for key, blob in connection.execute(query, page):
            found.append(key)
            blobs.append(blob)
    matrix = np.frombuffer(b"".join(blobs), dtype=np.float32)
    return found, matrix.reshape(len(found), -1) if found else matrix.reshape(0, 0)


def retire(connection: sqlite3.Connection, row: sqlite3.Row, state: str) -> None:
    """Takes a live version out of search: its passages go, its text stays, the log says so."""
    connection.execute("UPDATE articles SET state = ? WHERE row = ?", (state, row["row"]))
    bounds = connection.execute("SELECT min(key), max(key) FROM passages WHERE article = ?", (row["row"],)).fetchone()
    connection.execute("DELETE FROM vectors WHERE key BETWEEN ? AND ?", tuple(bounds))
    connection.execute("DELETE FROM passages WHERE article = ?", (row["row"],))
    connection.execute("DELETE FROM bands WHERE article = ?", (row["id"],))
    connection.execute("DELETE FROM copies WHERE first = ? OR second = ?", (row["id"], row["id"]))
    connection.execute(
        "INSERT INTO changes (kind, collection, first_key, last_key) VALUES ('remove', ?, ?, ?)",
        (row["collection"], *bounds),
    )


def link_copies(connection: sqlite3.Connection, identity: str, collection: str, signature: copies.Signature) -> None:
    """Records which live articles of the collection are near-identical copies of this one."""
    keys = copies.bands(signature, collection)
    query = (
        "SELECT DISTINCT a.id, a.signature FROM bands b CROSS JOIN articles a ON a.id = b.article AND a.state = 'live' "
        f"WHERE b.band IN ({_marks(keys)}) AND a.id <> ? AND a.collection = ?"
    )
    for other, blob in connection.execute(query, (*keys, identity, collection)).fetchall():
        alike = copies.similarity(signature, np.frombuffer(blob, dtype=np.uint32))
        if alike >= copies.SIMILARITY:
            first, second = sorted((identity, other))
            connection.execute("INSERT OR REPLACE INTO copies VALUES (?, ?, ?)", (first, second, alike))
    query = f"SELECT band FROM bands WHERE band IN ({_marks(keys)}) GROUP BY band HAVING count(*) >= {copies.BUCKET}"
    full = {row[0] for row in connection.execute(query, keys)}
    rows = ((key, identity) for key in keys if key not in full)
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)


def _paged(keys: Sequence[int]) -> list[list[int]]:
    return [list(keys[i : i + PAGE]) for i in range(0, len(keys), PAGE)]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
