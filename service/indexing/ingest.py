"""Drafts into the library and its indexes: cut, embedded, stored, searchable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from service.errors import InvalidInput
from service.indexing.derived import header
from service.indexing.embedder import Embedder, Vectors
from service.indexing.sync import Indexes
from service.library.copies import signature
from service.library.passages import Cut, cut_passages
from service.library.store import Entry, Library
from service.records import Article, Draft, Outcome, Refusal

# Passages embedded and stored at a time: some seconds of work, the most that an interruption costs.
BATCH = 256
# Passages stored before the indexes follow, which they do while the next batch is embedded; they follow at the end too.
FOLLOW = 512
# How much of the header's vector goes into a passage's, measured by bench/retrieval_quality.py.
HEADER_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Ingested:
    """One article that is in the library now, and what that took."""

    origin: str
    id: str
    title: str
    outcome: Outcome


def ingest(
    drafts: Iterable[Draft | Refusal], library: Library, indexes: Indexes, embedder: Embedder
) -> Iterator[Ingested | Refusal]:
    """Takes every draft in, yielding each result once it is on disk; refusals pass through.

    Nothing that was yielded is lost if the process dies, and running it again skips what is in.
    Raises LibraryUnavailable when the disk fails; what was yielded before stays.
    """
    seen: dict[str, str] = {}
    stored = 0
    batch = _Batch(library, embedder)
    with ThreadPoolExecutor(1, thread_name_prefix="ingest") as ahead:
        under_way: _Batch | None = None
        for number, draft in enumerate(drafts, start=1):
            if isinstance(draft, Refusal):
                yield draft
                continue
            result = _consider(draft, draft.origin or f"#{number}", library, seen, batch)
            if result is not None:
                yield result
            if batch.size >= BATCH:
                # While this batch is embedded, the one before is stored and the next one is read and cut.
                batch.embed(ahead)
                if under_way is not None:
                    stored += under_way.size
                    yield from under_way.store()
                under_way, batch = batch, _Batch(library, embedder)
                if stored >= FOLLOW:
                    indexes.catch_up()
                    stored = 0
        batch.embed(ahead)
        for last in (under_way, batch):
            if last is not None:
                yield from last.store()
    # Where this is not reached, because of an error or a reader that stopped, the next search catches up.
    indexes.catch_up()


def _consider(
    draft: Draft, origin: str, library: Library, seen: dict[str, str], batch: _Batch
) -> Ingested | Refusal | None:
    """Puts the draft in the batch, or says at once what becomes of it."""
    try:
        identity, collection, outcome = library.outcome(draft)
        if identity in seen:
            raise InvalidInput(f"id {identity!r} came before in this batch, as {seen[identity]}: this one was left out")
        seen[identity] = origin
        if outcome == "unchanged":
            return Ingested(origin, identity, draft.title, outcome)
        batch.add(origin, identity, collection, draft)
    except InvalidInput as error:
        return Refusal(origin, str(error), draft.id)
    return None


class _Batch:
    """Drafts that wait to be embedded and stored together."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._waiting: list[tuple[str, str, str, Draft, tuple[Cut, ...]]] = []
        self._vectors: Future[list[Vectors]] = Future()
        self.size = 0

    def add(self, origin: str, identity: str, collection: str, draft: Draft) -> None:
        cuts = tuple(cut_passages(draft.text, self._embedder.token_starts(draft.text), draft.language))
        if not cuts:
            raise InvalidInput("the article holds no text", "text")
        self._waiting.append((origin, identity, collection, draft, cuts))
        self.size += len(cuts)

    def embed(self, ahead: Executor) -> None:
        """Begins to embed what waits; nothing may be added from here on."""
        articles = [(draft, cuts) for *_, draft, cuts in self._waiting]
        self._vectors = ahead.submit(embed_passages, self._embedder, articles)

    def store(self) -> list[Ingested]:
        """Stores what waits in one transaction, once it is embedded."""
        signatures = [signature(draft.text) for *_, draft, _ in self._waiting]
        entries = [
            Entry(identity, collection, draft, cuts, vectors, sketch)
            for (_, identity, collection, draft, cuts), vectors, sketch in zip(
                self._waiting, self._vectors.result(), signatures, strict=True
            )
        ]
        outcomes = self._library.add(entries)
        return [
            Ingested(origin, identity, draft.title, outcome)
            for (origin, identity, _, draft, _), outcome in zip(self._waiting, outcomes, strict=True)
        ]


def embed_passages(embedder: Embedder, articles: Sequence[tuple[Draft, Sequence[Cut]]]) -> list[Vectors]:
    """The passage vectors of each article: the passage's own, leaning to that of the article's header.

    One array an article, one unit row a cut. The header is embedded once an article and no part of
    the cited text.
    """
    if not articles:
        return []
    texts = [draft.text[cut.start : cut.end] for draft, cuts in articles for cut in cuts]
    headers = [header(draft) for draft, _ in articles]
    embedded = embedder.embed([*texts, *headers])
    vectors: list[Vectors] = []
    position = 0
    for number, (_, cuts) in enumerate(articles):
        own = embedded[position : position + len(cuts)]
        position += len(cuts)
        if headers[number]:
            own = own + HEADER_WEIGHT * embedded[len(texts) + number]
        vectors.append((own / np.linalg.norm(own, axis=1, keepdims=True)).astype(np.float32))
    return vectors


def reembed(library: Library, embedder: Embedder) -> int:
    """Embeds every live passage again, as after a change of embedder; how many there were."""
    done = 0
    for page in library.pages(500):
        by_article: dict[str, list[tuple[int, Cut]]] = {}
        articles: dict[str, Article] = {}
        for passage, article in page:
            articles[article.id] = article
            by_article.setdefault(article.id, []).append((passage.key, Cut(passage.start, passage.end, ())))
        drafts = [(_draft(articles[identity]), [cut for _, cut in cuts]) for identity, cuts in by_article.items()]
        vectors = embed_passages(embedder, drafts)
        keys = [key for cuts in by_article.values() for key, _ in cuts]
        library.replace_vectors(keys, np.concatenate(vectors))
        done += len(keys)
    library.write_meta("embedder", embedder.fingerprint)
    return done


def _draft(article: Article) -> Draft:
    return Draft(article.text, article.title, article.url, article.source, article.author, article.published_at)
