"""Lists page through every article once, and filters let through what they say."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import InvalidInput, NotFound
from service.library.catalogue import counts, list_articles, require_collection, selected_keys
from service.library.copies import signature
from service.library.dates import epoch_range
from service.library.identity import collection_name
from service.library.passages import Cut
from service.library.store import Entry, Library
from service.records import Draft, Filters

DATES = [None, "2022-01-23", "2022-01-24", "2022-01-24T00:00:00Z", "2022-01-24T23:59:59Z", "2022-01-25", "1969-07-20"]
SIGNATURE = signature("short")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    made = Library(tmp_path_factory.mktemp("catalogue") / "library.sqlite3")
    drafts = [
        Draft(
            f"Text {i}.", id=f"id-{i:02}", published_at=DATES[i % len(DATES)], source=("Courier", "Wire", None)[i % 3]
        )
        for i in range(42)
    ]
    odd = Draft("Text.", id="odd", source='O\'Hara "News" % _ ; --', collection="odd")
    made.add([entry(draft) for draft in (*drafts, odd)])
    made.delete("id-07")
    yield made
    made.close()


def entry(draft: Draft) -> Entry:
    length = len(draft.text)
    half = length // 2
    cuts = (Cut(0, half, ((0, half),)), Cut(half, length, ((half, length),)))
    return Entry(draft.id or "", draft.collection or "default", draft, cuts, np.zeros((2, 4), np.float32), SIGNATURE)


def every(library: Library, filters: Filters, limit: int) -> list[str]:
    ids: list[str] = []
    cursor = None
    while True:
        page = list_articles(library, "default", filters, cursor, limit)
        assert len(page.articles) <= limit
        ids += [article.id for article in page.articles]
        cursor = page.cursor
        if cursor is None:
            assert len(ids) == page.total
            return ids
        assert len(page.articles) == limit


@settings(max_examples=40)
@given(limit=st.integers(1, 50))
def test_pages_of_any_size_cover_each_article_once_though_many_share_a_date(library: Library, limit: int) -> None:
    ids = every(library, Filters(), limit)
    assert ids == every(library, Filters(), 1000)
    assert sorted(ids) == [f"id-{i:02}" for i in range(42) if i != 7]


def test_the_newest_come_first_and_undated_ones_last(library: Library) -> None:
    dates = [article.published_at for article in list_articles(library, "default", Filters(), None, 100).articles]
    starts = [epoch_range(date)[0] if date else None for date in dates]
    dated = [start for start in starts if start is not None]
    assert starts == dated + [None] * (len(starts) - len(dated))
    assert dated == sorted(dated, reverse=True)


DAYS = st.sampled_from([date for date in DATES if date] + ["2022-01-24T12:00:00Z", "2030-01-01", "1900-01-01"])
ANY_FILTERS = st.builds(
    Filters,
    published_from=st.none() | DAYS,
    published_to=st.none() | DAYS,
    source=st.none() | st.lists(st.sampled_from(["Courier", "Wire", "courier", "", "nobody"]), max_size=3).map(tuple),
    article_ids=st.none() | st.lists(st.sampled_from(["id-00", "id-07", "id-20", "odd", "x"]), max_size=4).map(tuple),
)


def passes(article: object, filters: Filters) -> bool:
    published = getattr(article, "published_at")  # noqa: B009  # the stubs know no such name on object
    dated = filters.published_from is not None or filters.published_to is not None
    if dated and published is None:
        return False
    if filters.published_from is not None and epoch_range(published)[1] < epoch_range(filters.published_from)[0]:
        return False
    if filters.published_to is not None and epoch_range(published)[0] > epoch_range(filters.published_to)[1]:
        return False
    wanted = ((filters.source, "source"), (filters.article_ids, "id"))
    return all(values is None or getattr(article, name) in values for values, name in wanted)


@settings(max_examples=150)
@given(filters=ANY_FILTERS)
def test_a_filter_lets_through_exactly_what_it_says(library: Library, filters: Filters) -> None:
    everything = list_articles(library, "default", Filters(), None, 1000).articles
    wanted = [article.id for article in everything if passes(article, filters)]
    assert every(library, filters, 1000) == wanted
    keys = selected_keys(library, "default", filters, 10_000)
    assert keys is not None
    found = library.passages(keys)
    assert sorted(article.id for _, article in found.values()) == sorted(wanted * 2)


def test_both_ends_of_a_range_of_days_are_in_it(library: Library) -> None:
    day = Filters(published_from="2022-01-24", published_to="2022-01-24")
    dates = {article.published_at for article in list_articles(library, "default", day, None, 100).articles}
    assert dates == {"2022-01-24", "2022-01-24T00:00:00Z", "2022-01-24T23:59:59Z"}


def test_a_selection_beyond_the_limit_is_not_given(library: Library) -> None:
    keys = selected_keys(library, "default", Filters(), 82)
    assert keys is not None
    assert len(keys) == 82
    assert selected_keys(library, "default", Filters(), 81) is None


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", '"); DROP TABLE articles; --', "%", "_", "\x00", "\ud800", "x" * 100_000, "]", '"],["']
)
def test_hostile_strings_select_nothing_and_harm_nothing(library: Library, text: str) -> None:
    for filters in (Filters(source=(text,)), Filters(article_ids=(text,))):
        assert every(library, filters, 10) == []
    assert counts(library).articles == 42
    with pytest.raises(InvalidInput):
        collection_name(text)


def test_a_source_with_quotes_and_wildcards_is_found_by_its_name(library: Library) -> None:
    name = 'O\'Hara "News" % _ ; --'
    found = list_articles(library, "odd", Filters(source=(name,)), None, 10)
    assert [article.id for article in found.articles] == ["odd"]


@pytest.mark.parametrize("bad", ["yesterday", "2022-13-01", "2022-02-30", "", "0001-01-01", "24/01/2022"])
def test_a_filter_date_that_is_none_is_refused(library: Library, bad: str) -> None:
    for filters in (Filters(published_from=bad), Filters(published_to=bad)):
        with pytest.raises(InvalidInput):
            list_articles(library, "default", filters)


def encoded(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "", "!", "not a cursor", "é", "\ud800", "=", encoded(""), encoded("1"), encoded("a b"), encoded("1 a b"),
        encoded("inf a"), encoded("nan a"), encoded("1.5 a"), encoded(f"{2**63} a"), encoded("9" * 5000 + " a"),
        base64.urlsafe_b64encode(b"1 \xff").decode(), encoded("[" * 100_000),
    ],
)  # fmt: skip
def test_a_cursor_that_was_not_given_is_refused(library: Library, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="start without one") as caught:
        list_articles(library, "default", Filters(), cursor)
    assert caught.value.field == "cursor"


def test_an_unknown_collection_is_not_found_and_the_known_ones_are_named(library: Library) -> None:
    with pytest.raises(NotFound, match=r"'sports' \(there are: default, odd\)"):
        require_collection(library, "sports")
    require_collection(library, "odd")


def test_the_default_collection_is_there_before_anything_is(tmp_path: Path) -> None:
    empty = Library(tmp_path / "library.sqlite3")
    require_collection(empty, "default")
    with pytest.raises(NotFound, match="none yet"):
        require_collection(empty, "other")
    assert list_articles(empty, "default", Filters()).articles == ()
    assert (counts(empty).articles, counts(empty).collections) == (0, {})
    empty.close()


def test_counts_are_of_what_is_live_and_versions_of_everything(library: Library) -> None:
    found = counts(library)
    assert found.collections == {"default": 41, "odd": 1}
    assert (found.articles, found.versions, found.passages) == (42, 43, 84)
