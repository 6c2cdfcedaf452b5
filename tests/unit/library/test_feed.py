"""A feed is an article an entry."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.loaders.feed import load_feed
from service.records import Draft, Refusal

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Sentinel</title><language>en-gb</language>{items}</channel></rss>"""
ITEM = """<item><title>River &amp; flood</title><link>https://example.org/1</link>
<guid isPermaLink="false">g-1</guid><dc:creator>Ann Lee</dc:creator>
<pubDate>Mon, 24 Jan 2022 10:30:00 +0100</pubDate><description>In short.</description>
<content:encoded><![CDATA[<p>The <b>river</b> rose.</p><script>x()</script><p>It rained.</p>]]>
</content:encoded></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Der Bote</title>
<entry><title type="html">Fluss &lt;i&gt;steigt&lt;/i&gt;</title><id>urn:x:1</id>
<updated>2022-01-24T10:30:00Z</updated>
<link href="https://example.org/a"/><author><name>Bo Roe</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Der Fluss stieg.</p>
<p>Es regnete.</p></div></content>
</entry></feed>"""


def rss(*items: str, encoding: str = "utf-8") -> bytes:
    return RSS.format(items="".join(items), encoding=encoding).encode(encoding)


def load(raw: bytes) -> Sequence[Draft | Refusal]:
    return list(load_feed(raw, "a.rss"))


def only(raw: bytes) -> Draft:
    (draft,) = load(raw)
    assert isinstance(draft, Draft)
    return draft


def test_an_rss_item_is_an_article() -> None:
    draft = only(rss(ITEM))
    assert draft.text == "The river rose.\n\nIt rained."
    assert (draft.title, draft.source, draft.author) == ("River & flood", "The Sentinel", "Ann Lee")
    assert (draft.url, draft.published_at) == ("https://example.org/1", "2022-01-24T09:30:00Z")
    assert (draft.language, draft.metadata, draft.origin) == ("en-gb", {"guid": "g-1"}, "a.rss#1")


def test_an_atom_entry_is_an_article_dated_by_its_update_where_nothing_else_is_said() -> None:
    draft = only(ATOM.encode())
    assert draft.text == "Der Fluss stieg.\n\nEs regnete."
    assert (draft.title, draft.source, draft.author) == ("Fluss steigt", "Der Bote", "Bo Roe")
    assert (draft.url, draft.published_at) == ("https://example.org/a", "2022-01-24T10:30:00Z")


def test_the_summary_stands_in_for_the_content_and_the_text_for_the_title() -> None:
    draft = only(rss("<item><description>The river rose. It &lt;b&gt;rained&lt;/b&gt;.</description></item>"))
    assert draft.text == "The river rose. It rained."
    assert draft.title == "The river rose."


def test_an_entry_without_text_is_refused_and_stops_no_other() -> None:
    first, empty, last = load(rss(ITEM, "<item><title>Only a title</title></item>", ITEM))
    assert isinstance(first, Draft)
    assert isinstance(empty, Refusal)
    assert empty.origin == "a.rss#2"
    assert "holds no text" in empty.error
    assert last.origin == "a.rss#3"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Mon, 24 Jan 2022 10:30:00 +0100", "Thu, 31 Feb 2022 10:30:00 +0100"),
        ("Mon, 24 Jan 2022 10:30:00 +0100", "2999-01-01"),
        ("https://example.org/1", "javascript:alert(1)"),
    ],
)
def test_what_cannot_be_used_is_dropped_and_told(old: str, new: str) -> None:
    draft = only(rss(ITEM.replace(old, new)))
    assert None in (draft.url, draft.published_at)
    assert new in draft.metadata["warnings"][0]


def test_an_encoding_is_read_as_it_is_declared() -> None:
    item = "<item><description>Да, Минск стоит.</description></item>"
    for encoding in ("windows-1251", "utf-16", "utf-8"):
        assert only(rss(item, encoding=encoding)).text == "Да, Минск стоит."


@pytest.mark.parametrize("text", ["hello", "<html><body><p>x</p></body></html>", "<?xml version='1.0'?><a/>", "<"])
def test_what_is_no_feed_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no RSS or Atom feed"):
        load(text.encode())


def test_a_feed_without_entries_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is a feed without entries"):
        load(rss())


def test_entities_that_stand_for_a_billion_words_are_refused_at_once() -> None:
    levels = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{"".join(levels)}]>'
    raw = rss("<item><description>&l9;</description></item>").replace(
        b'<?xml version="1.0" encoding="utf-8"?>', bomb.encode()
    )
    began = time.monotonic()
    with pytest.raises(InvalidInput, match="declares XML entities"):
        load(raw)
    assert time.monotonic() - began < 1


def test_an_entity_that_names_a_file_is_not_followed() -> None:
    raw = rss("<item><description>x &amp;a; y</description></item>").replace(
        b"<rss", b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss', 1
    )
    assert only(raw).text.startswith("x")


@given(st.binary() | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode))
def test_any_bytes_are_read_or_refused(inside: bytes) -> None:
    for raw in (
        inside,
        b"<rss><channel><item><description>" + inside,
        b"<feed><entry>" + inside + b"</entry></feed>",
    ):
        try:
            assert load(raw)
        except InvalidInput as error:
            assert str(error)
