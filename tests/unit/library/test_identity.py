"""An article is known by its id, else its URL, else its path, else its text."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.identity import MAX_ID, article_id, collection_name, content_sha256, text_sha256
from service.records import DEFAULT_COLLECTION, Draft

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
DRAFTS = st.builds(
    Draft,
    text=TEXT,
    title=TEXT,
    url=st.none() | TEXT,
    source=st.none() | TEXT,
    origin=st.none() | TEXT,
)


@given(DRAFTS)
def test_the_same_draft_has_the_same_id_and_every_id_made_is_one_that_may_be_given(draft: Draft) -> None:
    identity = article_id(draft, "default")
    assert identity == article_id(dataclasses.replace(draft), "default")
    assert article_id(Draft("x", id=identity), "default") == identity


@given(DRAFTS)
def test_an_id_made_for_one_collection_is_another_in_the_next(draft: Draft) -> None:
    assert article_id(draft, "one") != article_id(draft, "two")


@given(DRAFTS, TEXT)
def test_an_article_with_a_url_or_a_path_keeps_its_id_when_its_text_changes(draft: Draft, text: str) -> None:
    changed = dataclasses.replace(draft, text=text)
    placed = bool(draft.url) or draft.origin is not None
    same = article_id(changed, "default") == article_id(draft, "default")
    assert same == (placed or text == draft.text)


def test_an_explicit_id_is_the_id_whatever_else_is_known() -> None:
    draft = Draft("text", id="wire-7", url="https://example.org/a", origin="a.md")
    assert article_id(draft, "one") == article_id(draft, "two") == "wire-7"


def test_a_url_goes_before_a_path_and_a_path_before_the_text() -> None:
    by_url = article_id(Draft("text", url="https://example.org/news/tram-vote?x=1", origin="a.md"), "default")
    assert by_url == article_id(Draft("other", url="https://example.org/news/tram-vote?x=1", origin="b.md"), "default")
    by_path = article_id(Draft("text", origin="folder/tram.md"), "default")
    assert by_path == article_id(Draft("other", origin="folder/tram.md"), "default")
    assert by_path != article_id(Draft("text", origin="elsewhere/tram.md"), "default")
    assert article_id(Draft("text"), "default") != article_id(Draft("other"), "default")


def test_a_made_id_reads_like_the_name_of_what_it_came_from() -> None:
    assert re.fullmatch(r"tram-vote-[0-9a-f]{12}", article_id(Draft("t", origin="local/Tram vote.md"), "default"))
    assert re.fullmatch(r"feed-3-[0-9a-f]{12}", article_id(Draft("t", origin="feed.xml#3"), "default"))
    assert re.fullmatch(r"etats-unis-[0-9a-f]{12}", article_id(Draft("t", title="États-Unis"), "default"))
    assert re.fullmatch(r"[0-9a-f]{20}", article_id(Draft("t", title="北京"), "default"))


@pytest.mark.parametrize(
    "bad", ["", " ", "a b", "a/b", "a?b", "a#b", "a%b", "a\\b", "a\x00b", "a\nb", "x" * (MAX_ID + 1)]
)
def test_an_id_that_could_not_stand_in_a_url_is_refused_and_named(bad: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        article_id(Draft("text", id=bad), "default")
    assert caught.value.field == "id"


def test_no_collection_and_an_empty_one_are_the_default() -> None:
    assert collection_name(None) == collection_name("") == collection_name(DEFAULT_COLLECTION) == DEFAULT_COLLECTION


@pytest.mark.parametrize("good", ["a", "news-2022", "a_b", "0", "x" * 63])
def test_a_collection_is_named_in_lower_case(good: str) -> None:
    assert collection_name(good) == good


@pytest.mark.parametrize("bad", ["A", "-a", "a-", "a b", "a/b", "é", "x" * 64, "a\n", "'; DROP TABLE articles; --"])
def test_any_other_name_of_a_collection_is_refused_and_named(bad: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        collection_name(bad)
    assert caught.value.field == "collection"


@given(DRAFTS, DRAFTS)
def test_content_hashes_are_equal_exactly_where_text_and_what_is_shown_are(first: Draft, second: Draft) -> None:
    shown = [(d.text, d.title, d.url, d.source) for d in (first, second)]
    assert (content_sha256(first) == content_sha256(second)) == (shown[0] == shown[1])


def test_where_it_was_found_makes_no_new_version_and_a_new_date_does() -> None:
    draft = Draft("text", origin="a.md")
    assert content_sha256(draft) == content_sha256(dataclasses.replace(draft, origin="b.md"))
    assert content_sha256(draft) != content_sha256(dataclasses.replace(draft, published_at="2022-01-24"))
    assert content_sha256(draft) != content_sha256(dataclasses.replace(draft, metadata={"desk": "world"}))


@given(TEXT)
def test_the_hash_of_a_text_is_of_its_utf8(text: str) -> None:
    import hashlib

    assert text_sha256(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()
