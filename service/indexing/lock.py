"""The lock that keeps a second process off the embedded indexes."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock, Timeout

from service.errors import IndexBusy


class IndexLock:
    """Held while the embedded indexes are open; the operating system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path)

    def acquire(self, timeout: float = 0) -> None:
        """Takes the lock, or raises IndexBusy with who has it after `timeout` seconds."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=timeout)
        except Timeout as error:
            raise IndexBusy(
                f"another process{self._holder()} has this index open, and an embedded index serves one process: "
                "ask that service over HTTP, stop it, choose another DATELINE_DATA, or run a Chroma server and "
                "set DATELINE_CHROMA_URL"
            ) from error
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
