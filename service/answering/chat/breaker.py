"""A circuit breaker: a model that keeps failing is left alone for a while, and then asked by one request."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Opens after `failures` in a row, for `seconds`; then lets one through, which closes or opens it again.

    The pattern is Nygard's (Release It!, 2nd edition, 2018). One event loop uses it, so nothing is locked.
    """

    def __init__(self, failures: int = 5, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._failed = 0
        self._opened: float | None = None
        self._trying = False

    def lets_through(self) -> bool:
        """Whether to ask now. After the pause one asker gets True, and must then say how it went."""
        if self._opened is None:
            return True
        if self._trying or self._clock() - self._opened < self._seconds:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """The model answered."""
        self._failed = 0
        self._opened = None
        self._trying = False

    def failed(self) -> None:
        """The model did not answer."""
        self._failed += 1
        if self._failed >= self._most or self._trying:
            self._opened = self._clock()
        self._trying = False

    def left(self) -> None:
        """The asker went away before there was an outcome."""
        self._trying = False
