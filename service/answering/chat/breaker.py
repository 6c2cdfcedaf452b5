"""A circuit breaker: a model that keeps failing is left alone for a while, and then asked by one request."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Opens after `failures` in a row, for `seconds`; then lets one through, which closes or opens it again.

    Whoever is let through gets a ticket and says with it how it went. What was let through before it last opened or
    closed says nothing about how the model is now, and does not count. The pattern is Nygard's (Release It!,
    2nd edition, 2018). One event loop uses it, so nothing is locked.
    """

    def __init__(self, failures: int = 5, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._failed = 0
        self._opened: float | None = None
        self._trying = False
        self._ticket = 1

    def lets_through(self) -> int | None:
        """A ticket for one who may ask now, else None. After the pause one gets it, and must say how it went."""
        if self._opened is not None:
            if self._trying or self._clock() - self._opened < self._seconds:
                return None
            self._trying = True
        return self._ticket

    def succeeded(self, ticket: int) -> None:
        """The model answered."""
        if ticket != self._ticket:
            return
        if self._opened is not None:
            self._ticket += 1
        self._failed = 0
        self._opened = None
        self._trying = False

    def failed(self, ticket: int) -> None:
        """The model did not answer."""
        if ticket != self._ticket:
            return
        self._failed += 1
        if self._failed >= self._most or self._trying:
            self._opened = self._clock()
            self._ticket += 1
        self._trying = False

    def left(self, ticket: int) -> None:
        """The asker went away before there was an outcome."""
        if ticket == self._ticket:
            self._trying = False
