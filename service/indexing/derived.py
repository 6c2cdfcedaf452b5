"""What every index derived from the library is to the rest: rows in, keys and scores out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from service.errors import DatelineError, LibraryUnavailable
from service.library.dates import epoch_range
from service.library.store import Change
from service.records import Article, Draft, Passage


@dataclass(frozen=True, slots=True)
class Row:
    """One passage as the indexes take it; `vector` is its unit vector."""

    key: int
    passage: Passage
    article: Article
    vector: NDArray[np.float32]

    def published(self) -> tuple[int, int] | None:
        """The first and last second of the publication date, epoch; None for an undated article."""
        return epoch_range(self.article.published_at) if self.article.published_at else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: its key and the searcher's raw score, higher is better."""

    key: int
    score: float


class DerivedIndex(Protocol):
    """An index that can be thrown away and made again from the library."""

    name: str

    def applied(self) -> int:
        """The sequence number of the last change applied, 0 for a new index."""
        ...

    def apply(self, removed: Sequence[Change], added: Sequence[Row], seq: int) -> None:
        """Applies changes up to `seq`; durable when it returns, and harmless to repeat."""
        ...

    def keys(self) -> set[int]:
        """The keys of every passage in the index."""
        ...

    def reset(self) -> None:
        """Empties the index; the next catch-up fills it."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


@contextmanager
def explained(failure: str, advice: str) -> Iterator[None]:
    """Turns what an index's vendor raises, and the panics of its Rust, into LibraryUnavailable with what to do."""
    try:
        yield
    except DatelineError:
        raise
    except BaseException as error:
        # A panic comes as a BaseException whose class cannot be imported; it must not end a server's thread.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise LibraryUnavailable(f"{failure} ({error}): {advice}") from error
        raise


def header(article: Article | Draft) -> str:
    """What stands over an article, as the indexes read it beside each passage: title, source and date."""
    return " — ".join(part for part in (article.title, article.source, article.published_at) if part)
