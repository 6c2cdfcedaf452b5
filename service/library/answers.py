"""Answers that were given, kept for a time, and what readers said of them, kept for good."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from service.library.database import Database

Verdict = Literal["up", "down"]

# How many old answers one write takes away, so that none takes long.
FORGOTTEN_AT_ONCE = 100
_PAGE = 200


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given: `answer` is the JSON of `POST /v1/ask`.

    `asked_at` is what `moment` makes; `scope` is a JSON object of the `filters` and `as_of` it was asked with.
    """

    id: str
    asked_at: str
    collection: str
    scope: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of an answer, with the answer as it was."""

    id: str
    given_at: str
    verdict: Verdict
    comment: str | None
    corrected_answer: str | None
    of: KeptAnswer


def moment(at: datetime) -> str:
    """ISO 8601 UTC to the microsecond, always as long, so that the order of texts is that of times."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def keep(database: Database, answers: Sequence[KeptAnswer], before: str) -> None:
    """Keeps `answers` in one transaction, which also forgets some of those that were asked before `before`."""
    values = [(one.id, one.asked_at, one.collection, one.scope, one.question, one.answer) for one in answers]
    with database.write() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO answers (id, asked_at, collection, scope, question, answer) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            values,
        )
        _forget(connection, before, FORGOTTEN_AT_ONCE)


def forget(database: Database, before: str, most: int = FORGOTTEN_AT_ONCE) -> int:
    """Takes away the oldest answers that were asked before `before`, at most `most`; how many went."""
    with database.read() as connection:
        if not connection.execute("SELECT 1 FROM answers WHERE asked_at < ? LIMIT 1", (before,)).fetchone():
            return 0
    with database.write() as connection:
        return _forget(connection, before, most)


def find(database: Database, identity: str, since: str) -> KeptAnswer | None:
    """The answer of this id, unless it was asked before `since` or is not kept."""
    query = "SELECT * FROM answers WHERE id = ? AND asked_at >= ?"
    with database.read() as connection:
        row = connection.execute(query, (identity, since)).fetchone()
    return None if row is None else _kept(row, row["id"])


def give(
    database: Database, answer: KeptAnswer, verdict: Verdict, comment: str | None, corrected_answer: str | None
) -> str:
    """Stores what a reader said of `answer`, in place of what was said of it before; the feedback's id."""
    values = {
        "id": f"fb_{uuid.uuid4().hex}",
        "given_at": moment(datetime.now(UTC)),
        "verdict": verdict,
        "comment": comment,
        "corrected_answer": corrected_answer,
        "answer_id": answer.id,
        "asked_at": answer.asked_at,
        "collection": answer.collection,
        "scope": answer.scope,
        "question": answer.question,
        "answer": answer.answer,
    }
    said = ("given_at", "verdict", "comment", "corrected_answer")
    with database.write() as connection:
        row = connection.execute(
            f"INSERT INTO feedback ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)}) "
            f"ON CONFLICT (answer_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in said)} "
            "RETURNING id",
            values,
        ).fetchone()
    return str(row["id"])


def feedback(database: Database) -> Iterator[Feedback]:
    """All that readers said, in the order in which they first spoke of each answer."""
    after = 0
    while True:
        with database.read() as connection:
            query = "SELECT * FROM feedback WHERE row > ? ORDER BY row LIMIT ?"
            page = connection.execute(query, (after, _PAGE)).fetchall()
        if not page:
            return
        for row in page:
            yield Feedback(
                row["id"],
                row["given_at"],
                row["verdict"],
                row["comment"],
                row["corrected_answer"],
                _kept(row, row["answer_id"]),
            )
        after = page[-1]["row"]


def erase(connection: sqlite3.Connection, article: str) -> int:
    """Erases answers and feedback that show a version of an article which the library no longer has; how many.

    For a purge, in its transaction and after it erased the versions: what is purged stands nowhere any more.
    """
    gone = (
        "SELECT 1 FROM (SELECT value FROM json_each({0}.answer, '$.evidence') UNION ALL "
        "SELECT value FROM json_each({0}.answer, '$.citations')) AS shown "
        "WHERE json_extract(shown.value, '$.article_id') = :article AND json_extract(shown.value, '$.version') "
        "NOT IN (SELECT version FROM articles WHERE id = :article)"
    )
    return sum(
        connection.execute(
            f"DELETE FROM {table} WHERE instr({table}.answer, :article) AND EXISTS ({gone.format(table)})",
            {"article": article},
        ).rowcount
        for table in ("answers", "feedback")
    )


def _forget(connection: sqlite3.Connection, before: str, most: int) -> int:
    return connection.execute(
        "DELETE FROM answers WHERE row IN (SELECT row FROM answers WHERE asked_at < ? ORDER BY asked_at LIMIT ?)",
        (before, most),
    ).rowcount


def _kept(row: sqlite3.Row, identity: str) -> KeptAnswer:
    return KeptAnswer(identity, row["asked_at"], row["collection"], row["scope"], row["question"], row["answer"])
