"""Answers kept for questions that are asked again in exactly the same way, in the same state of the library."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence

from service.answering.events import Done, Event


class AnswerCache:
    """The latest `size` answers, each with the events that led to it; 0 keeps none.

    Nothing is matched by meaning: the key is the whole request with the answerer's identity and the
    sequence number of the library, so an ingest or another prompt makes another key.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, tuple[Event, ...]] = OrderedDict()

    def find(self, key: Hashable) -> tuple[Event, ...] | None:
        """The events of the answer to `key`, None where it is not kept."""
        events = self._kept.get(key)
        if events is not None:
            self._kept.move_to_end(key)
        return events

    def keep(self, key: Hashable, events: Sequence[Event]) -> None:
        """Keeps an answer that is whole; one that another answerer stood in for is not kept."""
        last = events[-1] if events else None
        if self._size == 0 or not isinstance(last, Done) or last.answer.degraded:
            return
        self._kept[key] = tuple(events)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
