"""The one place that names vendors and builds objects."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from service.answering.answer import Asker, Rules
from service.answering.chat.answerer import ChatAnswerer, Prices
from service.answering.chat.breaker import Breaker
from service.answering.chat.model_call import ModelCall, Patience
from service.answering.chat.prompts import Prompt
from service.answering.chat.recording import Call, RecordingCall, ReplayedCall
from service.answering.extractive.answerer import ExtractiveAnswerer
from service.answering.extractive.scoring import ReaderScorer
from service.api.keys import read_keys
from service.api.parts import Limits, Parts
from service.api.wire import AnswerShape
from service.chat_models import close_chat_model, open_chat_model
from service.indexing import vectors
from service.indexing.embedder import OnnxEmbedder
from service.indexing.export import prepared
from service.indexing.lock import IndexLock
from service.indexing.sync import Indexes, require_same_embedder
from service.indexing.terms import TermIndex
from service.indexing.vectors import VectorIndex
from service.library.store import Library
from service.reading.prepared import prepared_reader
from service.reading.reader import OnnxReader, Reader
from service.retrieval.rerank import Reranker
from service.retrieval.search import Searcher
from service.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from service.evaluation.judge import Judge
    from service.evaluation.targets import InProcess


def open_embedder(settings: Settings) -> OnnxEmbedder:
    """The configured embedder, exported first if that was never done."""
    threads = settings.threads or os.cpu_count() or 1
    return OnnxEmbedder(prepared(settings.embedder, settings.models or settings.data / "models"), threads)


def open_reader(settings: Settings) -> OnnxReader:
    """The configured reader, exported first if it is not ours and that was never done."""
    threads = settings.threads or os.cpu_count() or 1
    return OnnxReader(prepared_reader(settings.reader, settings.models or settings.data / "models"), threads)


def open_library(settings: Settings) -> Library:
    """The library alone, without indexes or embedder; many processes may have it open."""
    return Library(settings.data / "library.sqlite3")


@contextmanager
def open_parts(settings: Settings, any_embedder: bool = False) -> Iterator[Parts]:
    """Everything, opened and caught up, and closed at the end.

    `any_embedder` lets a library in that another embedder made, for `index rebuild` to put right.
    """
    keys = None if settings.keys is None else read_keys(settings.keys)
    library = open_library(settings)
    lock = IndexLock(settings.data / "lock")
    shared = settings.chroma_url is not None
    embedder = None
    reader = None
    indexes = None
    asker = None
    try:
        if not shared:
            lock.acquire()
        embedder = open_embedder(settings)
        if not any_embedder:
            require_same_embedder(library, embedder)
        indexes = _open_indexes(settings, library, lock, embedder.fingerprint)
        reader = open_reader(settings)
        searcher = Searcher(library, indexes, embedder, reranker=Reranker(reader))
        asker = _asker(settings, searcher, reader)
        yield Parts(library, indexes, embedder, searcher, asker, _limits(settings), version("dateline-qa"), keys)
    finally:
        if asker is not None:
            asker.close()
        if indexes is not None:
            indexes.close()
        if embedder is not None:
            embedder.close()
        if reader is not None:
            reader.close()
        lock.release()
        library.close()


def _open_indexes(settings: Settings, library: Library, lock: IndexLock, fingerprint: str) -> Indexes:
    folder = settings.data / "chroma"
    if settings.chroma_url:
        dense = VectorIndex(vectors.server(settings.chroma_url), library.id, fingerprint)
    else:
        dense = VectorIndex(vectors.embedded(folder), library.id, fingerprint, folder)
    return Indexes(library, dense, TermIndex(settings.data / "terms", library.id), lock, bool(settings.chroma_url))


def _asker(settings: Settings, searcher: Searcher, reader: Reader) -> Asker:
    embedded = ExtractiveAnswerer(ReaderScorer(reader))
    chosen = [] if settings.answerer == embedded.name else [_chat_answerer(settings)]
    rules = Rules(
        max_evidence=settings.max_evidence,
        max_question=settings.max_question_chars,
        concurrent=settings.concurrent,
        waiting=settings.waiting,
        wait_seconds=settings.wait_seconds,
        cached=settings.cache_answers,
        cached_bytes=settings.cache_mb * 1_000_000,
        policy=settings.gate,
    )
    return Asker(searcher, [*chosen, embedded], rules)


def _chat_answerer(settings: Settings) -> ChatAnswerer:
    folder = settings.prompts or _prompts()
    return ChatAnswerer(
        settings.answerer,
        open_call(settings),
        Prompt.read(folder, "answer.v1"),
        Prompt.read(folder, "standalone.v1"),
        settings.model_options,
        settings.prompt_tokens,
        Prices(settings.price_input, settings.price_output),
        _patience(settings),
    )


def open_call(settings: Settings) -> Call:
    """The calls of the configured chat model: live, recorded on the way, or played back."""
    if settings.model_replay is not None:
        return ReplayedCall(settings.model_replay, settings.answerer)
    breaker = Breaker(settings.breaker_failures, settings.breaker_seconds)
    model = open_model(settings, settings.answerer)
    call = ModelCall(model, _patience(settings), breaker, close_chat_model)
    return RecordingCall(call, settings.model_record, settings.answerer) if settings.model_record else call


def _patience(settings: Settings) -> Patience:
    return Patience(settings.first_token_seconds, settings.answer_seconds, settings.retries)


def in_process(parts: Parts, answerer: str | None = None, collection: str | None = None) -> InProcess:
    """The open service as what an evaluation asks."""
    from service.evaluation.targets import InProcess

    return InProcess(
        parts.asker,
        parts.searcher,
        parts.library,
        lambda answer: AnswerShape.of(answer).model_dump(mode="json"),
        answerer,
        collection,
    )


def open_model(settings: Settings, name: str) -> BaseChatModel:
    """The chat model `name`, for a library that calls it itself."""
    return open_chat_model(name, settings.model_options, settings.connect_seconds, settings.answer_seconds)


def open_judge(settings: Settings, name: str) -> Judge:
    """The chat model `name`, which judges answers in evaluations."""
    from service.evaluation.judge import Judge

    chosen = settings.model_copy(update={"answerer": name})
    return Judge(name, open_call(chosen), Prompt.read(settings.prompts or _prompts(), "judge.v1"))


def _prompts() -> Path:
    """The prompts of this version: in the repository, or where an installed wheel puts them."""
    repository = Path(__file__).parents[1] / "prompts"
    return repository if repository.is_dir() else Path(sys.prefix) / "share" / "dateline" / "prompts"


def _limits(settings: Settings) -> Limits:
    return Limits(
        body_bytes=settings.max_body_mb * 1_000_000,
        file_bytes=settings.max_file_mb * 1_000_000,
        question_chars=settings.max_question_chars,
        batch=settings.max_batch,
        heartbeat_seconds=settings.heartbeat_seconds,
        keep_answers_days=settings.keep_answers_days,
    )
