"""The store keeps every version, forgets only what is purged, and logs what the indexes must follow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import InvalidInput, NotFound
from service.indexing.ingest import embed_passages
from service.library.catalogue import copies_of, copy_pairs, counts
from service.library.copies import signature
from service.library.identity import article_id, collection_name
from service.library.passages import cut_passages
from service.library.store import Entry, Library
from service.library.text import normalise
from service.records import Draft
from tests.fakes.embedder import WordHashEmbedder

EMBEDDER = WordHashEmbedder(8)
STORY = "The river crested at 4.2 metres on Sunday and then fell back slowly, the water board said. " * 3
OTHER = "Shares of the bakery chain doubled on their first day of trading in the capital, to 31 crowns each. " * 3


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library.sqlite3")
    yield made
    made.close()


def entry(draft: Draft) -> Entry:
    collection = collection_name(draft.collection)
    cuts = tuple(cut_passages(draft.text, EMBEDDER.token_starts(draft.text), max_tokens=20))
    vectors = embed_passages(EMBEDDER, [(draft, cuts)])[0]
    return Entry(article_id(draft, collection), collection, draft, cuts, vectors, signature(draft.text))


def add(library: Library, *drafts: Draft) -> list[str]:
    return list(library.add([entry(draft) for draft in drafts]))


def test_an_article_added_reads_back_whole(library: Library) -> None:
    draft = Draft(
        STORY,
        title="High water",
        url="https://example.org/a",
        source="Courier",
        author="A. Writer",
        published_at="2022-01-24T10:30:00Z",
        language="en",
        id="a",
        collection="rivers",
        metadata={"desk": "weather", "tags": ["flood", "été"], "n": 1.5, "none": None},
    )
    assert add(library, draft) == ["added"]
    article = library.article("a")
    for name in (
        "text",
        "title",
        "url",
        "source",
        "author",
        "published_at",
        "language",
        "id",
        "collection",
        "metadata",
    ):
        assert getattr(article, name) == getattr(draft, name)
    assert (article.version, article.deleted) == (1, False)
    assert article.sha256 == hashlib.sha256(STORY.encode()).hexdigest()


@settings(max_examples=30)  # each one makes a file
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_offsets_of_any_text_read_back_as_they_were_cut(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    kept = normalise(text + "\r\né e\u0301 👩‍👩‍👧 שלום\r\n\r\nEnd.")
    library = Library(tmp_path_factory.mktemp("store") / "library.sqlite3")
    draft = Draft(kept, id="a")
    add(library, draft)
    article = library.article("a")
    assert article.text == kept
    passages = library.passages_of("a")
    assert "".join(passage.text for passage in passages) == kept
    for passage, cut in zip(passages, entry(draft).cuts, strict=True):
        assert (passage.start, passage.end, passage.sentences) == (cut.start, cut.end, cut.sentences)
        assert passage.text == article.text[passage.start : passage.end]
    library.close()


def test_a_changed_article_is_a_new_version_and_the_old_one_still_resolves(library: Library) -> None:
    assert add(library, Draft(STORY, id="a")) == ["added"]
    old = library.article("a")
    assert add(library, Draft(OTHER, id="a")) == ["changed"]
    assert library.article("a").version == 2
    assert library.article("a").text == OTHER
    assert library.article("a", 1).text == old.text
    assert {passage.version for passage in library.passages_of("a")} == {2}
    assert {article.version for page in library.pages() for _, article in page} == {2}


def test_the_same_article_again_is_unchanged_and_logs_nothing(library: Library) -> None:
    add(library, Draft(STORY, id="a"))
    head, keys = library.head(), library.live_keys()
    assert library.outcome(Draft(STORY, id="a"))[2] == "unchanged"
    assert add(library, Draft(STORY, id="a")) == ["unchanged"]
    assert (library.head(), library.live_keys()) == (head, keys)


def test_a_deleted_article_leaves_search_and_its_citations_still_resolve(library: Library) -> None:
    add(library, Draft(STORY, id="a"), Draft(OTHER, id="b"))
    assert library.delete("a") is True
    assert library.delete("a") is False
    assert {article.id for page in library.pages() for _, article in page} == {"b"}
    assert library.passages_of("a") == []
    assert library.article("a").deleted
    assert library.article("a", 1).text == STORY


def test_a_deleted_article_that_comes_again_is_a_new_version_even_if_it_is_the_same(library: Library) -> None:
    add(library, Draft(STORY, id="a"))
    library.delete("a")
    assert library.outcome(Draft(STORY, id="a"))[2] == "added"
    assert add(library, Draft(STORY, id="a")) == ["added"]
    assert (library.article("a").version, library.article("a").deleted) == (2, False)
    assert library.article("a", 1).text == STORY


def test_purging_a_live_article_erases_its_old_versions_only(library: Library) -> None:
    add(library, Draft(STORY, id="a"))
    add(library, Draft(OTHER, id="a"))
    keys = library.live_keys()
    assert library.purge("a") == 1
    assert library.article("a").text == OTHER
    assert library.live_keys() == keys
    with pytest.raises(NotFound, match="version 1"):
        library.article("a", 1)
    assert library.purge("a") == 0


def test_purging_a_deleted_article_erases_all_of_it_even_from_the_file(library: Library) -> None:
    secret = "Zyxwvuts is a word that stands in no other article of this library. " * 3
    add(library, Draft(secret, id="a"), Draft(OTHER, id="b"))
    library.delete("a")
    assert library.purge("a") == 1
    with pytest.raises(NotFound):
        library.article("a")
    path = library.database.path
    for file in path.parent.glob(path.name + "*"):
        assert b"Zyxwvuts" not in file.read_bytes(), file.name


def test_a_version_number_is_never_used_for_another_text(library: Library) -> None:
    add(library, Draft(STORY, id="a"))
    add(library, Draft(STORY + "More.", id="a"))
    library.delete("a")
    library.purge("a")
    assert add(library, Draft(OTHER, id="a")) == ["added"]
    assert library.article("a").version == 3
    for version in (1, 2):
        with pytest.raises(NotFound):
            library.article("a", version)


def test_an_id_that_was_never_there_is_not_found(library: Library) -> None:
    for act in (library.article, library.delete, library.purge):
        with pytest.raises(NotFound, match="'nobody'"):
            act("nobody")
    assert library.passages_of("nobody") == []
    assert library.passages([1, 2, 10**12]) == {}


@pytest.mark.parametrize("odd", ["\ud800", "a\x00b", "'; DROP TABLE articles; --", "x" * 100_000, ""])
def test_an_odd_id_is_not_found_and_harms_nothing(library: Library, odd: str) -> None:
    add(library, Draft(STORY, id="a"))
    for act in (library.article, library.delete, library.purge):
        with pytest.raises(NotFound):
            act(odd)
    assert library.article("a").text == STORY


@pytest.mark.parametrize("version", [0, -1, 2, 10**30])
def test_an_odd_version_is_not_found(library: Library, version: int) -> None:
    add(library, Draft(STORY, id="a"))
    with pytest.raises(NotFound):
        library.article("a", version)


def test_an_id_is_one_article_in_all_collections(library: Library) -> None:
    add(library, Draft(STORY, id="a", collection="one"))
    with pytest.raises(InvalidInput, match="collection 'one', not 'two'") as caught:
        library.outcome(Draft(STORY, id="a", collection="two"))
    assert caught.value.field == "id"
    library.delete("a")
    with pytest.raises(InvalidInput):
        library.outcome(Draft(STORY, id="a", collection="two"))
    library.purge("a")
    assert library.outcome(Draft(STORY, id="a", collection="two"))[2] == "added"


def test_the_same_url_in_two_collections_is_two_articles(library: Library) -> None:
    drafts = [Draft(STORY, url="https://example.org/a", collection=name) for name in ("one", "two")]
    assert add(library, *drafts) == ["added", "added"]
    assert counts(library).collections == {"one": 1, "two": 1}


def test_a_batch_that_fails_leaves_none_of_it(library: Library) -> None:
    bad = entry(Draft(OTHER, id="b"))
    bad = Entry(bad.id, bad.collection, bad.draft, bad.cuts, bad.vectors[:-1], bad.signature)
    with pytest.raises(ValueError, match="shorter"):
        library.add([entry(Draft(STORY, id="a")), bad])
    assert library.head() == 0
    assert library.live_keys() == []
    with pytest.raises(NotFound):
        library.article("a")


def test_the_log_says_what_came_and_went_and_replaying_it_gives_the_live_keys(library: Library) -> None:
    add(library, Draft(STORY, id="a"), Draft(OTHER, id="b"))
    add(library, Draft(OTHER + STORY, id="a"))
    library.delete("b")
    add(library, Draft(OTHER, id="b"))
    alive: set[int] = set()
    for change in library.changes(0):
        keys = set(range(change.first_key, change.last_key + 1))
        if change.kind == "add":
            assert not keys & alive, "no key is used twice"
            alive |= keys
        else:
            assert keys <= alive
            alive -= keys
    assert sorted(alive) == library.live_keys()
    log = library.changes(0)
    assert [change.seq for change in log] == list(range(1, library.head() + 1))
    assert library.changes(2, 2) == log[2:4]
    assert library.changes(library.head()) == []


def test_keys_are_not_used_again_after_the_newest_went(library: Library) -> None:
    add(library, Draft(STORY, id="a"))
    before = library.live_keys()
    library.delete("a")
    library.purge("a")
    add(library, Draft(STORY, id="a"))
    assert min(library.live_keys()) > max(before)


def test_vectors_come_back_as_they_were_given(library: Library) -> None:
    wanted = entry(Draft(STORY, id="a"))
    library.add([wanted])
    keys = library.live_keys()
    found, vectors = library.vectors([*reversed(keys), 10**9])
    assert found == keys
    assert np.array_equal(vectors, wanted.vectors)
    library.replace_vectors(keys, -wanted.vectors)
    assert np.array_equal(library.vectors(keys)[1], -wanted.vectors)
    assert library.vectors([])[0] == []


def test_pages_bring_every_passage_once_whatever_their_size(library: Library) -> None:
    add(library, Draft(STORY * 3, id="a"), Draft(OTHER * 2, id="b"))
    keys = library.live_keys()
    for size in (1, 3, len(keys), 1000):
        assert [passage.key for page in library.pages(size) for passage, _ in page] == keys


def test_more_keys_than_sqlite_takes_in_one_statement_are_read(library: Library) -> None:
    add(library, Draft(STORY, id="a"))
    assert sorted(library.passages(range(1, 100_000))) == library.live_keys()
    assert library.vectors(range(1, 100_000))[0] == library.live_keys()


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a"), ("b", "c", "a")])
def test_copies_are_the_same_pairs_in_whatever_order_they_came(library: Library, order: tuple[str, ...]) -> None:
    texts = {"a": STORY, "b": "ASTEN (Wire) - " + STORY, "c": OTHER}
    for name in order:
        add(library, Draft(texts[name], id=name))
    assert copy_pairs(library, ["c", "b", "a"]) == [("a", "b")]
    assert [name for name, _ in copies_of(library, "a")] == ["b"]
    assert copies_of(library, "c") == []


def test_copies_are_of_one_collection_and_end_with_either_article(library: Library) -> None:
    add(library, Draft(STORY, id="a"), Draft(STORY, id="b"), Draft(STORY, id="far", collection="far"))
    assert copies_of(library, "a") == [("b", 1.0)]
    assert copies_of(library, "far") == []
    add(library, Draft(OTHER, id="b"))
    assert copies_of(library, "a") == []
    add(library, Draft(STORY, id="b"))
    library.delete("a")
    assert copies_of(library, "b") == []


def test_one_text_five_hundred_times_is_taken_in_within_seconds(library: Library) -> None:
    import time

    stub = entry(Draft("Subscribe to go on reading this article.", id="x"))
    started = time.perf_counter()
    library.add([Entry(f"x{i}", stub.collection, Draft(stub.draft.text, id=f"x{i}"), *_rest(stub)) for i in range(500)])
    assert time.perf_counter() - started < 10
    pairs = copy_pairs(library, [f"x{i}" for i in range(500)])
    linked = {"x0"}
    for first, second in sorted(pairs, key=lambda pair: max(int(pair[0][1:]), int(pair[1][1:]))):
        assert first in linked or second in linked
        linked |= {first, second}
    assert len(linked) == 500


def _rest(of: Entry) -> tuple[object, ...]:
    return of.cuts, of.vectors, of.signature


def test_meta_is_kept_once_and_may_be_replaced(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3")
    assert library.recall("colour") is None
    assert library.remember("colour", "red") == "red"
    assert library.remember("colour", "blue") == "red"
    library.write_meta("colour", "green")
    identity = library.id
    library.close()
    again = Library(tmp_path / "library.sqlite3")
    assert again.recall("colour") == "green"
    assert again.id == identity
    again.close()


def test_sixteen_threads_that_add_and_read_lose_nothing(library: Library) -> None:
    def work(number: int) -> str:
        add(library, Draft(f"Article number {number} is about the {number}th of many things.", id=str(number)))
        return library.article(str(number)).text

    with ThreadPoolExecutor(16) as pool:
        texts = list(pool.map(work, range(48)))
    assert len(set(texts)) == 48
    assert counts(library).articles == 48
    assert [change.seq for change in library.changes(0)] == list(range(1, 49))
