"""Lexical search: BM25 over passages by tantivy."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from service.errors import LibraryUnavailable
from service.indexing.derived import Hit, Row, explained, header
from service.library.dates import epoch_range
from service.library.store import Change
from service.records import Filters

FORMAT = 1
HEAP_BYTES = 60_000_000

# Function words that make BM25 slow and say nothing about the subject of a question.
_FUNCTION_WORDS = (
    "a about after an and any are as at be been before but by can could did do does for from had has have he how i "
    "in into is it its many me much my of on or our s she should so some t than that the their them then there these "
    "they this to was we were what when where which who whom whose why will with would you your"
)
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3})")


class TermIndex:
    """BM25 (k1 1.2, b 0.75) over each passage with its article's header, English-stemmed, accents folded.

    The sequence number applied is a document of its own, replaced in the commit that applies a
    change, so both are on disk or neither.
    """

    name = "terms"

    def __init__(self, folder: Path, library_id: str) -> None:
        self._folder = folder
        self._library_id = library_id
        self._lock = threading.Lock()
        self.healed = False
        try:
            self._open()
        except LibraryUnavailable:
            with explained("the terms index cannot be made", "check DATELINE_DATA, its permissions and the free space"):
                self._discard()
                self._open()
            self.healed = True

    def _open(self) -> None:
        with self._explained():
            self._connect()
            # Reading now finds damage at start and not at the first question.
            self.applied()

    def _connect(self) -> None:
        import tantivy

        folder = self._folder / f"{self._library_id[:12]}-{FORMAT}"
        self._remove_others(folder.name)
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        self._analyzer = _analyzer()
        self._index.register_tokenizer("english", _analyzer())
        self._index.reload()

    def _remove_others(self, keep: str) -> None:
        for other in self._folder.glob("*"):
            if other.name != keep:
                shutil.rmtree(other, ignore_errors=True)

    def _discard(self) -> None:
        aside = self._folder.with_name(self._folder.name + ".damaged")
        shutil.rmtree(aside, ignore_errors=True)
        if self._folder.exists():
            self._folder.rename(aside)

    def applied(self) -> int:
        """The sequence number of the last change applied."""
        import tantivy

        with self._explained():
            self._index.reload()
            searcher = self._index.searcher()
            hits = searcher.search(tantivy.Query.term_query(self._schema, "kind", "state"), limit=1, count=False).hits
            if not hits:
                return 0
            return int(searcher.fast_field_values("key", [hits[0][1]])[0] or 0)

    def apply(self, removed: Sequence[Change], added: Sequence[Row], seq: int) -> None:
        """Removes, adds and notes `seq` in one commit."""
        with self._writer() as writer:
            for change in removed:
                writer.delete_documents_by_query(self._passages(change.first_key, change.last_key))
            for row in added:
                writer.delete_documents_by_query(self._passages(row.key, row.key))
                writer.add_document(_document(row))
            writer.delete_documents_by_term("kind", "state")
            writer.add_document(_state(seq))

    def _passages(self, first: int, last: int) -> Any:
        """Asks for the passages with these keys; deleting by term does nothing, without a word, on a number."""
        import tantivy

        query = tantivy.Query
        keys = query.range_query(self._schema, "key", tantivy.FieldType.Unsigned, first, last)
        passages = query.term_query(self._schema, "kind", "passage")
        return query.boolean_query([(tantivy.Occur.Must, keys), (tantivy.Occur.Must, passages)])

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        """A writer whose work is committed when the block ends, and undone when it raises."""
        with self._lock, explained("the terms index cannot be written", "check the free space and run it again"):
            writer = self._index.writer(HEAP_BYTES, 1)
            try:
                # What a commit that failed left behind has the name that the next one would give its own file.
                writer.garbage_collect_files()
                yield writer
                writer.commit()
            except BaseException:
                # Waiting ends the writer and frees its lock; the traceback would keep both as long as it is kept.
                with suppress(Exception):
                    writer.rollback()
                    writer.wait_merging_threads()
                raise
            writer.wait_merging_threads()
            self._index.reload()

    def _explained(self) -> AbstractContextManager[None]:
        return explained("the terms index is damaged", "run `dateline index rebuild`")

    def refresh(self) -> None:
        """Sees what another process has committed."""
        self._index.reload()

    def search(self, question: str, collection: str, filters: Filters, limit: int) -> list[Hit]:
        """The passages with the highest BM25 score for the question's words, best first."""
        import tantivy

        words = query_terms(question, self._analyzer)
        if not words:
            return []
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word, "freq")) for word in words]
        musts = [tantivy.Query.boolean_query(terms), *self._filters(collection, filters)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, must) for must in musts])
        with self._explained():
            searcher = self._index.searcher()
            hits = searcher.search(query, limit=limit, count=False).hits
            keys = searcher.fast_field_values("key", [address for _, address in hits])
        return [Hit(int(key), float(score)) for key, (score, _) in zip(keys, hits, strict=True) if key is not None]

    def _filters(self, collection: str, filters: Filters) -> list[Any]:
        """Each restriction as a query that adds nothing to the score."""
        import tantivy

        query = tantivy.Query
        limits = [query.term_query(self._schema, "collection", collection)]
        if filters.published_from is not None:
            first = epoch_range(filters.published_from)[0]
            limits.append(query.range_query(self._schema, "last", tantivy.FieldType.Integer, first, None))
        if filters.published_to is not None:
            last = epoch_range(filters.published_to)[1]
            limits.append(query.range_query(self._schema, "first", tantivy.FieldType.Integer, None, last))
        if filters.source is not None:
            limits.append(query.term_set_query(self._schema, "source", list(filters.source)))
        if filters.article_ids is not None:
            limits.append(query.term_set_query(self._schema, "article", list(filters.article_ids)))
        return [query.const_score_query(limit, 0.0) for limit in limits]

    def keys(self) -> set[int]:
        """The keys of every passage in the index; a key indexed twice shows in `duplicates`."""
        return set(self._all_keys())

    def duplicates(self) -> int:
        """How many passages stand in the index more than once; always 0 unless something is broken."""
        keys = self._all_keys()
        return len(keys) - len(set(keys))

    def _all_keys(self) -> list[int]:
        import tantivy

        with self._explained():
            self._index.reload()
            searcher = self._index.searcher()
            query = tantivy.Query.term_query(self._schema, "kind", "passage")
            hits = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
            keys = searcher.fast_field_values("key", [address for _, address in hits])
        return [int(key) for key in keys if key is not None]

    def reset(self) -> None:
        """Empties the index."""
        with self._writer() as writer:
            writer.delete_all_documents()

    def close(self) -> None:
        """Nothing to let go of: files are mapped read-only, and writers end with each commit."""


def plain(text: str) -> str:
    """`text` with initials run together (U.S. → US) and thousands ungrouped (100,000 → 100000)."""
    joined = _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", text)
    return _GROUPED.sub("", joined)


def query_terms(question: str, analyzer: Any) -> list[str]:
    """The index terms of a question, each once, in order; function words are dropped unless nothing else is left."""
    words = re.findall(r"\w+", plain(question))
    kept = [word for word in words if word.lower() not in STOP_WORDS or (word.isupper() and len(word) > 1)] or words
    return list(dict.fromkeys(term for word in kept for term in analyzer.analyze(word)))


def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold()).filter(Filter.stemmer("english")).build()


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("key", stored=False, indexed=True, fast=True)
    builder.add_integer_field("first", stored=False, indexed=True, fast=True)
    builder.add_integer_field("last", stored=False, indexed=True, fast=True)
    for name in ("kind", "collection", "article", "source"):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=False, tokenizer_name="english", index_option="freq")
    return builder.build()


def _document(row: Row) -> Any:
    from tantivy import Document

    # The binding panics on a field of the wrong type, so each is added by its typed method.
    document = Document()
    document.add_unsigned("key", row.key)
    document.add_text("kind", "passage")
    document.add_text("collection", row.article.collection)
    document.add_text("article", row.article.id)
    if row.article.source:
        document.add_text("source", row.article.source)
    published = row.published()
    if published:
        document.add_integer("first", published[0])
        document.add_integer("last", published[1])
    document.add_text("text", plain(f"{header(row.article)}\n{row.passage.text}"))
    return document


def _state(seq: int) -> Any:
    from tantivy import Document

    document = Document()
    document.add_text("kind", "state")
    document.add_unsigned("key", seq)
    return document
