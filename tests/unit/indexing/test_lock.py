"""One process holds an embedded index; the next is told which, and a dead one holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from service.errors import IndexBusy, LibraryUnavailable
from service.indexing.lock import IndexLock

HOLD = """
import sys
from pathlib import Path
from service.indexing.lock import IndexLock
lock = IndexLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_second_process_is_told_who_holds_the_index_and_what_to_do(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    try:
        with pytest.raises(IndexBusy, match=rf"\(process {holder.pid}\).*DATELINE_CHROMA_URL"):
            IndexLock(tmp_path / "lock").acquire()
    finally:
        end(holder)


def test_a_killed_process_frees_the_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    lock = IndexLock(tmp_path / "lock")
    lock.acquire(timeout=5)
    assert (tmp_path / "lock.pid").read_text() == str(os.getpid())
    lock.release()


def test_waiting_for_the_lock_ends_when_it_is_freed(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    timer = threading.Timer(0.3, holder.kill)
    timer.start()
    lock = IndexLock(tmp_path / "lock")
    lock.acquire(timeout=30)
    lock.release()
    timer.join()
    holder.communicate()


def test_a_released_lock_may_be_taken_again_and_released_twice(tmp_path: Path) -> None:
    lock = IndexLock(tmp_path / "deep" / "lock")
    lock.acquire()
    lock.release()
    lock.release()
    other = IndexLock(tmp_path / "deep" / "lock")
    other.acquire()
    other.release()


def test_another_thread_may_release_it(tmp_path: Path) -> None:
    lock = IndexLock(tmp_path / "lock")
    lock.acquire()
    thread = threading.Thread(target=lock.release)
    thread.start()
    thread.join()
    other = IndexLock(tmp_path / "lock")
    other.acquire()
    other.release()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LibraryUnavailable, match="DATELINE_DATA"):
        IndexLock(tmp_path / "file" / "lock").acquire()
