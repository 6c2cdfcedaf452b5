"""Answers kept for questions that are asked again in exactly the same way, in the same state of the library."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import asdict, is_dataclass
from sys import getsizeof

from service.answering.events import Done, Event
from service.records import Answer

# Of a record, beside its texts.
_EACH = 2_000


class AnswerCache:
    """The latest answers, each with the events that led to it: `size` of them and so many `bytes` at most.

    Nothing is matched by meaning: the key is made of the whole request with the answerer's identity and the
    sequence number of the library, so an ingest or another prompt makes another key. A `size` of 0 keeps none.
    """

    def __init__(self, size: int, bytes: int = 64_000_000) -> None:
        self._size = size
        self._bytes = bytes
        self._kept: OrderedDict[Hashable, tuple[tuple[Event, ...], int]] = OrderedDict()
        self._taken = 0

    @property
    def taken(self) -> int:
        """How many bytes the kept answers take, by estimate."""
        return self._taken

    def find(self, key: Hashable) -> tuple[Event, ...] | None:
        """The events of the answer to `key`, None where it is not kept."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, events: Sequence[Event]) -> None:
        """Keeps an answer that is whole; one that another answerer stood in for is not kept."""
        last = events[-1] if events else None
        if self._size == 0 or not isinstance(last, Done) or last.answer.degraded:
            return
        size = estimate(last.answer)
        if size > self._bytes:
            return
        if key in self._kept:
            self._taken -= self._kept.pop(key)[1]
        self._kept[key] = (tuple(events), size)
        self._taken += size
        while len(self._kept) > self._size or self._taken > self._bytes:
            self._taken -= self._kept.popitem(last=False)[1][1]


def estimate(answer: Answer) -> int:
    """How many bytes of memory an answer takes, at most: mostly the texts of the articles behind it, each once."""
    articles = {(one.article.id, one.article.version): one.article.text for one in answer.evidence}
    cited = [one.cited_text for one in answer.citations]
    passages = [one.passage.text for one in answer.evidence]
    # Sentences stand in the answer and in the events before it.
    texts = [*articles.values(), *passages, *cited, *cited, answer.answer, answer.answer, answer.question]
    return sum(map(getsizeof, texts)) + _EACH * (1 + len(answer.evidence) + 2 * len(answer.citations))


def key_of(*parts: object) -> str:
    """A key of fixed length for requests and whatever else decides their answer."""
    told = [asdict(part) if is_dataclass(part) and not isinstance(part, type) else part for part in parts]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
