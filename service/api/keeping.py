"""Answers on their way into the library, where nobody waits for them."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import structlog
from fastapi import Request

from service.answering.answer import Request as Asked
from service.api.wire import AnswerShape
from service.errors import NotFound
from service.library import answers
from service.library.answers import KeptAnswer
from service.library.identity import collection_name
from service.library.store import Library
from service.records import Answer

# While another process writes to the library answers wait here, and there has to be an end to it.
_WAITING = 1000

log = structlog.get_logger("dateline.api")


class Keeper:
    """Writes answers into the library from a thread of its own, and forgets those older than `days`; 0 keeps none.

    An answer can be found from the moment it is kept, written or not. One that cannot be written is
    dropped, and the log says so.
    """

    def __init__(self, library: Library, days: int) -> None:
        self._database = library.database
        self._days = days
        self._pool = ThreadPoolExecutor(1, "dateline-keeping")
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[Asked, Answer, str]] = {}
        self._closed = False

    def start(self) -> None:
        """Begins to forget what is too old, be it because the setting changed."""
        self._pool.submit(self._sweep)

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Keeps an answer; never raises and never waits."""
        if not self._days:
            return
        try:
            with self._lock:
                if len(self._waiting) >= _WAITING:
                    raise RuntimeError(f"{_WAITING:,} answers wait already")
                self._waiting[answer.id] = (asked, answer, answers.moment(datetime.now(UTC)))
                self._pool.submit(self._write)
        except RuntimeError as error:  # a pool that is closed, or a machine out of threads, says this too
            self._waiting.pop(answer.id, None)
            log.warning("an answer was not kept", detail=str(error))

    def find(self, identity: str) -> KeptAnswer:
        """The answer of this id; NotFound where there is none, or none any more."""
        waiting = self._waiting.get(identity)
        if waiting is not None:
            return _kept(*waiting)
        found = None
        if self._days and identity.isascii():
            found = answers.find(self._database, identity, self._horizon())
        if found is None:
            days = "a day" if self._days == 1 else f"{self._days:,} days"
            kept = f"kept for {days}" if self._days else "not kept here"
            raise NotFound(f"there is no answer {identity[:80]!r}: answers are {kept} (DATELINE_KEEP_ANSWERS_DAYS)")
        return found

    def close(self) -> None:
        """Writes what waits, and ends the thread."""
        self._closed = True
        self._pool.shutdown()

    def _write(self) -> None:
        with self._lock:
            batch = dict(self._waiting)
        if not batch:
            return
        try:
            answers.keep(self._database, [_kept(*one) for one in batch.values()], self._horizon())
        except Exception as error:
            log.warning("answers were not kept", count=len(batch), detail=str(error))
        finally:
            with self._lock:
                for identity in batch:
                    del self._waiting[identity]

    def _sweep(self) -> None:
        try:
            while not self._closed and answers.forget(self._database, self._horizon()):
                pass
        except Exception as error:
            log.warning("old answers were not forgotten", detail=str(error))

    def _horizon(self) -> str:
        return answers.moment(datetime.now(UTC) - timedelta(days=self._days))


def done(request: Request, asked: Asked, answer: Answer) -> None:
    """Counts and keeps an answer that a route is about to send."""
    request.app.state.metrics.answer(answer)
    request.app.state.keeper.keep(asked, answer)


def _kept(asked: Asked, answer: Answer, asked_at: str) -> KeptAnswer:
    filters = {name: value for name, value in asdict(asked.filters).items() if value is not None}
    scope = {name: value for name, value in (("filters", filters), ("as_of", asked.as_of)) if value}
    return KeptAnswer(
        id=answer.id,
        asked_at=asked_at,
        collection=collection_name(asked.collection),
        scope=json.dumps(scope, ensure_ascii=False),
        question=answer.question,
        answer=AnswerShape.of(answer).model_dump_json(),
    )
