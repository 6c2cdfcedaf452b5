"""The SQLite file behind the library: connections, transactions, and errors in plain words."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.errors import LibraryUnavailable

SCHEMA_VERSION = 2


class Database:
    """One SQLite file in WAL mode: a connection a thread for reading, one writer at a time.

    Every transaction is on disk when it returns (synchronous=FULL).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._writing = threading.RLock()
        with self.explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._create()

    def _create(self) -> None:
        connection = self._connection()
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > SCHEMA_VERSION:
            raise LibraryUnavailable(
                f"the library {self.path.name} was written by a newer Dateline (schema {found}, this one knows "
                f"{SCHEMA_VERSION}): upgrade Dateline"
            )
        if found == SCHEMA_VERSION:
            return
        # Every version so far only added tables: the script leaves alone what is there.
        script = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def _connection(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA mmap_size = 268435456")
            # What is purged is overwritten and not only unlinked.
            connection.execute("PRAGMA secure_delete = ON")
            held = self._local.held = _Held(connection)
            with self._lock:
                self._open.add(held)
        return held.connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection whose reads are all of one moment."""
        with self.explained():
            connection = self._connection()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is kept when the block ends, none of it when the block raises."""
        with self._writing, self.explained():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def checkpoint(self) -> None:
        """Moves what was written into the main file and empties the log beside it, unless someone is reading."""
        with self._writing, self.explained():
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turns what SQLite and the disk say into LibraryUnavailable with what to do."""
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise LibraryUnavailable(f"{_explain(str(error))} ({self.path.name}: {error})") from error
        except OSError as error:
            where = f"{self.path.parent.name}/{self.path.name}"
            raise LibraryUnavailable(
                f"the data folder cannot be written: {error.strerror} ({where}); check DATELINE_DATA, its "
                "permissions and the free space"
            ) from error

    def close(self) -> None:
        """Closes every connection; safe to call twice."""
        with self._lock:
            for held in list(self._open):
                held.connection.close()
            self._open.clear()
        self._local = threading.local()


class _Held:
    """A thread's connection, closed when the thread ends: threads of a pool come and go."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


def _explain(message: str) -> str:
    lower = message.lower()
    if "full" in lower or "disk i/o" in lower:
        return "the disk is full or fails, and nothing of this batch was stored: free some space and run it again"
    if "readonly" in lower or "read-only" in lower or "unable to open" in lower:
        return "the library cannot be written: check the permissions of the data folder (DATELINE_DATA)"
    if "malformed" in lower or "not a database" in lower or "corrupt" in lower:
        return "the library is damaged: restore it from a backup, or move it away and ingest again"
    if "locked" in lower or "busy" in lower:
        return "the library is being written by another process: try again in a moment"
    return "the library failed"
