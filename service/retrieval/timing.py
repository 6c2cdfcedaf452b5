"""How long each stage of a request took, in milliseconds."""

from __future__ import annotations

import time


class Timing:
    """A stopwatch: `laps` are the stages so far."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """`stage` took the time since the last lap; what it took before is added to."""
        now = time.perf_counter()
        self.laps[stage] = round(self.laps.get(stage, 0.0) + (now - self._last) * 1000, 3)
        self._last = now

    def apart(self, stage: str, of: str, spent: float | None) -> None:
        """`spent` milliseconds of the lap `of` are a stage of their own; None where there were none."""
        if spent is not None:
            self.laps[of] = round(self.laps[of] - spent, 3)
            self.laps[stage] = spent

    def first(self, moment: str) -> None:
        """`moment` came now, counted from the start; only its first time counts."""
        self.laps.setdefault(moment, self.total())

    def total(self) -> float:
        """The time since the start."""
        return round((time.perf_counter() - self._started) * 1000, 3)
