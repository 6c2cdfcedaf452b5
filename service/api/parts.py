"""What the HTTP service is built from, given to it by the assembly."""

from __future__ import annotations

from dataclasses import dataclass

from service.answering.answer import Asker
from service.api.keys import Keys
from service.indexing.embedder import Embedder
from service.indexing.sync import Indexes
from service.library.store import Library
from service.retrieval.search import Searcher


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may bring; beyond it the answer is 413 or 422; how often a silent stream beats; how long
    answers are kept, 0 for not at all."""

    body_bytes: int = 32_000_000
    file_bytes: int = 50_000_000
    question_chars: int = 2000
    batch: int = 500
    heartbeat_seconds: float = 10.0
    keep_answers_days: int = 30


@dataclass(frozen=True, slots=True)
class Parts:
    """The open service: the library, its indexes, who searches and answers, and the file of keys, if any."""

    library: Library
    indexes: Indexes
    embedder: Embedder
    searcher: Searcher
    asker: Asker
    limits: Limits
    version: str
    keys: Keys | None = None
