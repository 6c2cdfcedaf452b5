"""A question to ranked evidence: dense and lexical search, fused, copies collapsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.errors import InvalidInput
from service.indexing.embedder import Embedder
from service.indexing.sync import Indexes
from service.library.catalogue import copy_pairs, require_collection
from service.library.copies import collapse
from service.library.identity import collection_name
from service.library.store import Library
from service.records import Evidence, Filters
from service.retrieval.exact import MOST, ExactSearch
from service.retrieval.fusion import Fused, fuse
from service.retrieval.rerank import POOL, Reranker
from service.retrieval.timeliness import timely, until
from service.retrieval.timing import Timing

# What each searcher returns; 100 and 50 fuse equally well, and 100 leaves more for filters and copies.
CANDIDATES = 100
# At most this many passages of one article, or of one story in several papers.
PER_ARTICLE = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: evidence best first, milliseconds by stage, and the state it saw."""

    evidence: tuple[Evidence, ...]
    timings_ms: dict[str, float]
    index_seq: int


class Searcher:
    """Finds evidence for questions in one library; safe to use from several threads.

    Where at most `few` passages pass the filters, dense search is exact. A reranker orders what is asked for reranked.
    """

    def __init__(
        self,
        library: Library,
        indexes: Indexes,
        embedder: Embedder,
        few: int = MOST,
        reranker: Reranker | None = None,
    ) -> None:
        self._reranker = reranker
        self._library = library
        self._indexes = indexes
        self._embedder = embedder
        self._exact = ExactSearch(library, few)

    def search(
        self,
        question: str,
        collection: str | None = None,
        filters: Filters | None = None,
        limit: int = 8,
        per_article: int = PER_ARTICLE,
        rerank: bool = False,
        as_of: str | None = None,
    ) -> Found:
        """The `limit` best passages for `question`, each with every score it was ranked by.

        `rerank` lets the reader read the best of them, which takes longer and orders them better. `as_of` is the day
        of asking, after which nothing is found; "this week" is the week of it, or of today. At most
        `per_article` passages come from one article, and near-identical articles count as one. Raises NotFound for an
        unknown collection, InvalidInput for half a surrogate pair or a bad date.
        """
        filters = until(filters or Filters(), as_of)
        collection = collection_name(collection)
        _require_utf8(question)
        require_collection(self._library, collection)
        timing = Timing()
        seq = self._indexes.catch_up()
        timing.lap("sync")
        vector = self._embedder.embed_question(question)
        timing.lap("embed")
        dense = self._exact.search(vector, collection, filters, seq, CANDIDATES)
        if dense is None:
            dense = self._indexes.vectors.search(vector, collection, filters, CANDIDATES)
        timing.lap("dense")
        lexical = self._indexes.terms.search(question, collection, filters, CANDIDATES)
        timing.lap("lexical")
        fused = timely(fuse(dense, lexical), question, as_of, self._library)
        reranker = self._reranker if rerank else None
        evidence = self._evidence(fused, max(limit, POOL) if reranker else limit, per_article)
        timing.lap("fuse")
        if reranker:
            evidence = reranker.rerank(question, evidence)[:limit]
            timing.lap("rerank")
        return Found(tuple(evidence), timing.laps, seq)

    def ready(self, collection: str | None) -> int:
        """The sequence number that a search would see now; raises NotFound for an unknown collection."""
        require_collection(self._library, collection_name(collection))
        return self._indexes.catch_up()

    def _evidence(self, fused: Sequence[Fused], limit: int, per_article: int) -> list[Evidence]:
        """Reads passages a page at a time until `limit` are chosen: most of the tail is never read."""
        chosen: list[Evidence] = []
        pool: list[Evidence] = []
        for start in range(0, len(fused), max(16, 2 * limit)):
            page = fused[start : start + max(16, 2 * limit)]
            read = self._library.passages([one.key for one in page])
            pool += [Evidence(*read[one.key], score=one.score, ranks=one.ranks) for one in page if one.key in read]
            chosen = self._distinct(pool, per_article)
            if len(chosen) >= limit:
                break
        return chosen[:limit]

    def _distinct(self, pool: Sequence[Evidence], per_article: int) -> list[Evidence]:
        """The pool without what only repeats: one story in several papers has the places of one article."""
        ids = list(dict.fromkeys(evidence.article.id for evidence in pool))
        stories = collapse(ids, lambda identity: identity, copy_pairs(self._library, ids))
        # The story is told by the article whose passage ranks first; the others are named as its copies.
        copies = {story[0]: tuple(story[1:]) for story in stories}
        taken: dict[str, int] = {}
        kept: list[Evidence] = []
        for evidence in pool:
            identity = evidence.article.id
            if identity not in copies or taken.get(identity, 0) >= per_article:
                continue
            taken[identity] = taken.get(identity, 0) + 1
            kept.append(
                Evidence(evidence.passage, evidence.article, evidence.score, evidence.ranks, copies=copies[identity])
            )
        return kept


def _require_utf8(question: str) -> None:
    try:
        question.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"the question holds half a surrogate pair at character {error.start}: send it as UTF-8", "question"
        ) from error
