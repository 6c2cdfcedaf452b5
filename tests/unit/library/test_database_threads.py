"""Threads come and go, and their connections go with them."""

from __future__ import annotations

import threading
from pathlib import Path

from service.library.database import Database


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_connections_of_ended_threads_are_closed(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.sqlite3")

    def look() -> None:
        with database.read() as connection:
            assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] == 0

    def burst() -> None:
        threads = [threading.Thread(target=look) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    burst()
    before = open_files()
    for _ in range(3):
        burst()
    # SQLite keeps a closed file for the next connection while others hold locks on it: at most one burst of them.
    assert open_files() <= before + 20
    database.close()
