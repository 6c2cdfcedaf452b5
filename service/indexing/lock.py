"""The lock that keeps a second process off the embedded indexes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from filelock import FileLock, Timeout

from service.errors import IndexBusy, LibraryUnavailable


class IndexLock:
    """Held while the embedded indexes are open; the operating system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Whoever closes the service frees the lock, whichever thread took it.
        self._lock = FileLock(path, thread_local=False)

    def acquire(self, timeout: float = 0) -> None:
        """Takes the lock, or raises IndexBusy with who has it after `timeout` seconds."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=timeout)
        except Timeout as error:
            raise IndexBusy(
                f"another process{self._holder()} has this index open, and an embedded index serves one process: "
                "ask that service over HTTP, stop it, choose another DATELINE_DATA, or run a Chroma server and "
                "set DATELINE_CHROMA_URL"
            ) from error
        except OSError as error:
            raise LibraryUnavailable(
                f"the data folder cannot be written: {error.strerror}; check DATELINE_DATA, its permissions and the "
                "free space"
            ) from error
        # The number is for the next process's error message only; a full disk may leave it out.
        with contextlib.suppress(OSError):
            self._owner().write_text(str(os.getpid()), encoding="ascii")

    def release(self) -> None:
        """Frees the lock; safe to call twice."""
        self._lock.release()

    def _owner(self) -> Path:
        return self._path.with_suffix(".pid")

    def _holder(self) -> str:
        try:
            return f" (process {int(self._owner().read_text(encoding='ascii'))})"
        except (OSError, ValueError):
            return ""
