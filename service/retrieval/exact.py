"""Dense search that compares a question with every passage, where those are few."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.indexing.derived import Hit
from service.indexing.embedder import Vectors
from service.library.catalogue import selected_keys
from service.library.store import Library
from service.records import Filters

# At most so many passages are compared one by one.
MOST = 5000
# Collections whose vectors are kept: 8 MB each at most, at 384 dimensions.
_KEPT = 4


@dataclass(frozen=True, slots=True)
class _Few:
    """Passages with their vectors, in the order of their keys."""

    keys: list[int]
    vectors: Vectors


class ExactSearch:
    """Exact search over the library's own vectors; safe to use from several threads.

    Chroma builds part of its graph anew at each start, on several threads, and no two of these graphs find quite the
    same passages (docs/decisions/0010). Whole collections are kept in memory while the library stays as it is.
    """

    def __init__(self, library: Library, most: int = MOST) -> None:
        self._library = library
        self._most = most
        self._kept: dict[tuple[str, int], _Few | None] = {}
        self._keeping = threading.Lock()

    def search(
        self, vector: NDArray[np.float32], collection: str, filters: Filters, seq: int, limit: int
    ) -> list[Hit] | None:
        """The nearest passages by cosine, best first; None where more than `most` pass the filters.

        `seq` is the state of the library that is asked about.
        """
        few = self._whole(collection, seq) if filters.is_empty() else self._read(collection, filters)
        if few is None or not few.keys:
            return None if few is None else []
        # By one thread: BLAS would wake every core for less than a millisecond, and wait for it under load.
        scores = np.einsum("ij,j->i", few.vectors, vector)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [Hit(few.keys[i], float(scores[i])) for i in order]

    def _whole(self, collection: str, seq: int) -> _Few | None:
        place = (collection, seq)
        with self._keeping:
            if place not in self._kept:
                read = self._read(collection, Filters())
                self._kept = {one: few for one, few in self._kept.items() if one[1] == seq}
                if len(self._kept) >= _KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[place] = read
            return self._kept[place]

    def _read(self, collection: str, filters: Filters) -> _Few | None:
        keys = selected_keys(self._library, collection, filters, self._most)
        return None if keys is None else _Few(*self._library.vectors(keys))
