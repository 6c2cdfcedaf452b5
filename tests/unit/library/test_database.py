"""The SQLite file keeps whole transactions, serves many threads, and says what is wrong in plain words."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.errors import LibraryUnavailable
from service.library.database import SCHEMA_VERSION, Database


def put(database: Database, name: str) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO meta VALUES (?, 'x')", (name,))


def names(database: Database) -> set[str]:
    with database.read() as connection:
        return {row[0] for row in connection.execute("SELECT name FROM meta")}


def test_a_block_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite3")
    with pytest.raises(KeyError), database.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('lost', 'x')")
        raise KeyError
    put(database, "kept")
    assert names(database) == {"kept"}
    database.close()


def test_a_read_sees_one_moment_though_another_thread_writes(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite3")
    put(database, "before")
    with database.read() as connection:
        assert connection.execute("SELECT count(*) FROM meta").fetchone()[0] == 1
        writer = threading.Thread(target=put, args=(database, "after"))
        writer.start()
        writer.join()
        assert connection.execute("SELECT count(*) FROM meta").fetchone()[0] == 1
    assert names(database) == {"before", "after"}
    database.close()


def test_reads_may_stand_inside_reads_and_writes(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite3")
    with database.write() as connection:
        connection.execute("INSERT INTO meta VALUES ('mine', 'x')")
        assert names(database) == {"mine"}
    with database.read(), database.read():
        assert names(database) == {"mine"}
    database.close()


def test_sixteen_threads_that_write_lose_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite3")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: put(database, str(number)), range(64)))
    assert names(database) == {str(number) for number in range(64)}
    database.close()


def test_what_is_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "library.sqlite3"
    first = Database(path)
    put(first, "kept")
    first.close()
    first.close()
    second = Database(path)
    assert names(second) == {"kept"}
    second.close()


def test_two_open_at_once_see_each_other(tmp_path: Path) -> None:
    first, second = Database(tmp_path / "library.sqlite3"), Database(tmp_path / "library.sqlite3")
    put(first, "one")
    put(second, "two")
    assert names(first) == names(second) == {"one", "two"}
    first.close()
    second.close()


def test_a_library_of_a_newer_dateline_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(LibraryUnavailable, match="upgrade Dateline"):
        Database(path)


@pytest.mark.parametrize(
    "content", [b"this is no database at all, but it is long enough to be read" * 40, b"\x00" * 4096]
)
def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(content)
    with pytest.raises(LibraryUnavailable, match="library is damaged: restore it from a backup"):
        Database(path)
    assert path.read_bytes() == content, "what cannot be read is not written over"


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").mkdir()
    with pytest.raises(LibraryUnavailable, match="DATELINE_DATA"):
        Database(tmp_path / "library.sqlite3")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(LibraryUnavailable, match="DATELINE_DATA"):
        Database(tmp_path / "data" / "library.sqlite3")
