"""A web page is read for its article: the body whole, and nothing that surrounds it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.loaders.html import load_html, read_page
from service.library.text import normalise
from service.records import Draft, Refusal

PARAGRAPHS = [
    "The council voted on Tuesday to close the library in Ash.",
    "Short.",
    "Ms Ito said the roof would cost $2 million.",
    "The full report was sent to the mayor in May.",
    "“It is a sad day,” she added.",
]
PAGE = """<!doctype html><html lang="en-GB"><head><title>Council closes library | The Sentinel</title>
<meta name="author" content="Ann Lee"><meta property="og:site_name" content="The Sentinel">
<meta property="article:published_time" content="{date}"><meta name="dateline:id" content="library-1">
<link rel="canonical" href="https://example.org/a/1"></head><body>
<div class="cookie-banner"><p>We use cookies to improve your experience. Accept to go on reading.</p></div>
<header><div>The Sentinel</div></header><nav><ul><li><a href="/">Home</a><li><a href="/w">World</a></ul></nav>
<article><h1>Council closes library</h1><p>{0}</p><p>{1}</p><div>{2}</div>
<p><a href="/r">The full report</a> was sent to <a href="/m">the  mayor</a>
in May.</p><p>{4}</p></article>
<aside><ul><li><a href="/1">Ten best pies of the year as picked by our readers</a></ul></aside>
<div id="comments"><p>first!!</p></div><footer><p>© 2023 Sentinel Media.</p></footer></body></html>"""


def page(date: str = "2022-01-24T10:30:00+01:00") -> bytes:
    return PAGE.format(*PARAGRAPHS, date=date).encode()


def only(drafts: Iterator[Draft | Refusal]) -> Draft:
    (draft,) = drafts
    assert isinstance(draft, Draft)
    return draft


def test_the_body_is_whole_and_nothing_else_is_in_it() -> None:
    text = only(load_html(page(), "a.html")).text
    assert text.removeprefix("Council closes library\n\n").split("\n\n") == PARAGRAPHS


def test_the_page_says_what_it_is() -> None:
    draft = only(load_html(page(), "a.html"))
    assert (draft.id, draft.title, draft.author) == ("library-1", "Council closes library", "Ann Lee")
    assert (draft.source, draft.url) == ("The Sentinel", "https://example.org/a/1")
    assert (draft.published_at, draft.language) == ("2022-01-24T09:30:00Z", "en-GB")
    assert draft.metadata == {}
    assert draft.origin == "a.html"


@pytest.mark.parametrize("date", ["2022-02-31", "2999-01-01", "soon"])
def test_a_date_that_cannot_be_is_dropped_and_told(date: str) -> None:
    draft = only(load_html(page(date), "a.html"))
    assert draft.published_at is None
    assert date in draft.metadata["warnings"][0]


def test_the_year_of_a_copyright_line_is_no_date() -> None:
    assert only(load_html(page(""), "a.html")).published_at is None


def test_the_date_of_linked_data_is_read() -> None:
    script = '<script type="application/ld+json">{"@graph": [{"datePublished": "2022-01-24"}]}</script>'
    _, found = read_page(f"<html><head>{script}</head><body><p>{PARAGRAPHS[0]}</p></body></html>")
    assert found["published_at"] == "2022-01-24"


def test_an_address_that_is_no_web_address_is_dropped() -> None:
    raw = page().replace(b"https://example.org/a/1", b"javascript:alert(1)")
    assert only(load_html(raw, "a.html")).url is None


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><nav><a href=1>Home</a> <a href=2>News</a></nav></body></html>",
        "<html><body><div id=root></div><noscript>Enable me.</noscript><script>x()</script></body></html>",
        "<html><head><title>Only a title</title></head></html>",
        "<!-- nothing -->",
        "",
    ],
)
def test_a_page_without_an_article_is_refused(markup: str) -> None:
    with pytest.raises(InvalidInput, match="no article text found in this HTML page"):
        read_page(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{0}</p><p>{2}</p>",
        "<div>{0}</div><div>{2}</div>",
        "<div>{0}<br><br>{2}</div>",
        "<body><p>{0}<p>{2}",
    ],
)
def test_a_fragment_is_read_whole(markup: str) -> None:
    text, _ = read_page(markup.format(*PARAGRAPHS))
    assert text == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[2]}"


def test_an_encoding_in_a_meta_tag_is_believed() -> None:
    raw = '<html><meta charset="windows-1251"><body><p>Да, Минск.</p></body></html>'.encode("cp1251")
    assert only(load_html(raw, "a.html")).text == "Да, Минск."


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div>",
                "<a href=x>",
                "<table><td>",
                "<!--",
                "<![CDATA[",
                "<br>",
                "One. ",
                "&",
                "<meta name=date content=x>",
                "<html>",
                "<body>",
            ]
        )
    ).map("".join)
)
def test_any_markup_is_read_or_refused(markup: str) -> None:
    try:
        text, _ = read_page(markup)
    except InvalidInput as error:
        assert "HTML" in str(error)
    else:
        assert text == normalise(text)
        assert text


def test_a_page_of_fifty_thousand_levels_is_read_or_refused() -> None:
    for inner in ("", "One line. "):
        try:
            read_page(f"<div>{inner}" * 50_000)
        except InvalidInput as error:
            assert "no article text" in str(error)


def test_a_page_of_many_paragraphs_is_read_whole() -> None:
    paragraphs = [f"Speaker {number} said that the plan would cost {number} dollars." for number in range(4_000)]
    page_of_many = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    text, _ = read_page(f"<html><body><nav><a href=x>Home</a></nav><article>{page_of_many}</article></body></html>")
    assert text.split("\n\n") == paragraphs
