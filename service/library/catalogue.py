"""What the library holds: lists, counts and selections of its live articles and passages."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.errors import InvalidInput, NotFound
from service.library import rows
from service.library.dates import epoch_range
from service.library.store import Library
from service.records import DEFAULT_COLLECTION, Article, Filters


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of articles; `cursor` asks for the next page, None on the last."""

    articles: tuple[Article, ...]
    cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the library holds; articles and passages are live ones."""

    articles: int
    versions: int
    passages: int
    collections: dict[str, int]
    copies: int


def list_articles(
    library: Library, collection: str, filters: Filters, cursor: str | None = None, limit: int = 50
) -> Listing:
    """Live articles of a collection that pass `filters`, newest first; undated ones last.

    Raises InvalidInput for a cursor that this function did not give.
    """
    where, values = _where(collection, filters)
    order = "coalesce(a.published_from_epoch, -9223372036854775807)"
    after_sql, after_values = "", []
    if cursor is not None:
        epoch, identity = _read_cursor(cursor)
        after_sql = f" AND ({order} < ? OR ({order} = ? AND a.id > ?))"
        after_values = [epoch, epoch, identity]
    with library.database.read() as connection:
        total = connection.execute(f"SELECT count(*) FROM articles a WHERE {where}", values).fetchone()[0]
        found = connection.execute(
            f"SELECT a.*, {order} AS epoch FROM articles a WHERE {where}{after_sql} ORDER BY epoch DESC, a.id LIMIT ?",
            (*values, *after_values, limit + 1),
        ).fetchall()
    more = len(found) > limit
    found = found[:limit]
    following = _write_cursor(found[-1]) if more else None
    return Listing(tuple(rows.to_article(row) for row in found), following, total)


def require_collection(library: Library, collection: str) -> None:
    """Raises NotFound for a collection nothing was ever put in; the default one always exists."""
    if collection == DEFAULT_COLLECTION:
        return
    with library.database.read() as connection:
        query = "SELECT 1 FROM articles WHERE collection = ? LIMIT 1"
        if connection.execute(query, (collection,)).fetchone():
            return
        known = [row[0] for row in connection.execute("SELECT DISTINCT collection FROM articles ORDER BY 1 LIMIT 10")]
    names = ", ".join(known) or "none yet"
    raise NotFound(f"there is no collection {collection!r} (there are: {names}); ingest an article into it to make it")


def selected_keys(library: Library, collection: str, filters: Filters, most: int) -> list[int] | None:
    """Keys of the passages that pass `filters`, or None where they are more than `most`."""
    where, values = _where(collection, filters)
    query = f"SELECT p.key FROM passages p JOIN articles a ON a.row = p.article WHERE {where} LIMIT ?"
    with library.database.read() as connection:
        keys = [row[0] for row in connection.execute(query, (*values, most + 1))]
    return keys if len(keys) <= most else None


def published_within(library: Library, keys: Sequence[int], days: Sequence[tuple[date, date]]) -> set[int]:
    """Which of the passages `keys` are of articles published in one of the spans of `days`, last days included."""
    query = (
        "SELECT p.key FROM passages p JOIN articles a ON a.row = p.article "
        "WHERE p.key IN (SELECT value FROM json_each(?)) AND a.published_to_epoch >= ? AND a.published_from_epoch <= ?"
    )
    found: set[int] = set()
    wanted = json.dumps(list(keys))
    with library.database.read() as connection:
        for first, last in days:
            seconds = _midnight(first), _midnight(last) + 86_399
            found |= {row[0] for row in connection.execute(query, (wanted, *seconds))}
    return found


def years_published(library: Library, keys: Sequence[int]) -> tuple[int, ...]:
    """The years in which articles of the passages `keys` were published, the last ones first."""
    query = (
        "SELECT DISTINCT substr(a.published_at, 1, 4) FROM passages p JOIN articles a ON a.row = p.article "
        "WHERE p.key IN (SELECT value FROM json_each(?)) AND a.published_at IS NOT NULL ORDER BY 1 DESC"
    )
    with library.database.read() as connection:
        return tuple(int(row[0]) for row in connection.execute(query, (json.dumps(list(keys)),)))


def copy_pairs(library: Library, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Which of `ids` are near-identical copies of one another, as pairs."""
    if len(ids) < 2:
        return []
    marks = ", ".join("?" * len(ids))
    query = f"SELECT first, second FROM copies WHERE first IN ({marks}) AND second IN ({marks})"
    with library.database.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(query, (*ids, *ids))]


def copies_of(library: Library, identity: str) -> list[tuple[str, float]]:
    """The live articles that are near-identical to this one, with the estimated Jaccard similarity."""
    query = (
        "SELECT second, similarity FROM copies WHERE first = ? UNION SELECT first, similarity FROM copies "
        "WHERE second = ? ORDER BY 1"
    )
    with library.database.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(query, (identity, identity))]


def counts(library: Library) -> Counts:
    """How much the library holds."""
    with library.database.read() as connection:

        def one(query: str) -> int:
            return int(connection.execute(query).fetchone()[0])

        by_collection = connection.execute(
            "SELECT collection, count(*) FROM articles WHERE state = 'live' GROUP BY 1 ORDER BY 1"
        )
        collections = {row[0]: row[1] for row in by_collection}
        return Counts(
            articles=sum(collections.values()),
            versions=one("SELECT count(*) FROM articles"),
            passages=one("SELECT count(*) FROM passages"),
            collections=collections,
            copies=one("SELECT count(*) FROM copies"),
        )


def sources(library: Library, collection: str) -> list[tuple[str | None, int]]:
    """The outlets of a collection with how many live articles each has, the largest first."""
    query = (
        "SELECT source, count(*) FROM articles WHERE collection = ? AND state = 'live' GROUP BY source "
        "ORDER BY count(*) DESC, source"
    )
    with library.database.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(query, (collection,))]


def _where(collection: str, filters: Filters) -> tuple[str, list[str | int]]:
    terms: list[str] = ["a.collection = ?", "a.state = 'live'"]
    values: list[str | int] = [collection]
    if filters.published_from is not None:
        terms.append("a.published_to_epoch >= ?")
        values.append(epoch_range(filters.published_from)[0])
    if filters.published_to is not None:
        terms.append("a.published_from_epoch <= ?")
        values.append(epoch_range(filters.published_to)[1])
    for column, wanted in (("a.source", filters.source), ("a.id", filters.article_ids)):
        if wanted is not None:
            terms.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(wanted)))
    return " AND ".join(terms), values


def _midnight(day: date) -> int:
    """The second from 1970 in UTC at which a day begins; of any day that a calendar has."""
    return (day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400


def _write_cursor(row: sqlite3.Row) -> str:
    return base64.urlsafe_b64encode(f"{row['epoch']} {row['id']}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[int, str]:
    try:
        epoch, identity = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        # SQLite knows no greater number.
        if abs(int(epoch)) >= 2**63:
            raise ValueError(epoch)
        return int(epoch), identity
    except ValueError as error:
        raise InvalidInput(
            "this cursor was not given by the list it is used on: start without one", "cursor"
        ) from error
