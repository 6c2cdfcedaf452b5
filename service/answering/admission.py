"""How many questions are answered at a time, and how many may wait for their turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.errors import Overloaded


class Admission:
    """Lets `most` in at a time and `waiting` stand in line for at most `seconds`."""

    def __init__(self, most: int, waiting: int, seconds: float) -> None:
        self._places = asyncio.Semaphore(most)
        self._line = waiting
        self._seconds = seconds
        self._standing = 0

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return self._standing

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        """A place until the block ends; raises Overloaded where the line is full or the wait too long."""
        if self._places.locked():
            await self._wait()
        else:
            await self._places.acquire()
        try:
            yield
        finally:
            self._places.release()

    async def _wait(self) -> None:
        if self._standing >= self._line:
            raise Overloaded(f"{self._standing} questions wait already: ask again in a moment")
        self._standing += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._places.acquire()
        except TimeoutError:
            raise Overloaded(f"no turn came within {self._seconds:g} seconds: ask again in a moment") from None
        finally:
            self._standing -= 1
