"""Markup becomes the text that a reader of it sees."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.loaders.tags import strip_tags
from service.library.text import normalise

WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1).filter(str.strip)


@given(st.lists(WORDS, min_size=1))
def test_paragraphs_are_apart_by_a_blank_line_and_their_words_are_kept(paragraphs: list[str]) -> None:
    markup = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    expected = [" ".join(normalise(paragraph).split()) for paragraph in paragraphs]
    assert strip_tags(markup).split("\n\n") == expected


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_any_markup_gives_text_in_its_final_form(markup: str) -> None:
    text = strip_tags(markup)
    assert text == normalise(text)


def test_inline_elements_and_comments_do_not_break_a_line() -> None:
    assert strip_tags("<p>The <b>may</b>or<!-- x --> of <a href='/x'>Ash</a>\n left.</p>") == "The mayor of Ash left."


def test_lists_and_tables_keep_a_line_an_item_and_a_row() -> None:
    markup = "<ul><li><p>One</p></li><li>Two<ul><li>Three</li></ul></li></ul>"
    markup += "<table><tr><th>Town<td>3 m<tr><td>Ash</table>"
    assert strip_tags(markup) == "One\nTwo\nThree\n\nTown | 3 m\nAsh"


def test_one_line_break_ends_a_line_and_two_end_a_paragraph() -> None:
    assert strip_tags("<div>One<br>two<br><br>three</div>") == "One\ntwo\n\nthree"


def test_the_lines_of_preformatted_text_stay() -> None:
    assert strip_tags("<pre>one\ntwo</pre>") == "one\ntwo"


def test_what_no_reader_sees_is_left_out() -> None:
    assert strip_tags("<style>p{}</style><script>x()</script><p>Seen</p><noscript>Enable</noscript>") == "Seen"


def test_entities_are_read_and_one_that_a_document_declares_is_not() -> None:
    assert strip_tags("<p>Roe &amp; Son&nbsp;&#8211; &copy;</p>") == "Roe & Son \u2013 \u00a9"
    assert "lol lol" not in strip_tags('<!DOCTYPE a [<!ENTITY x "lol lol">]><p>&x;</p>')


def test_a_nul_in_markup_is_refused() -> None:
    with pytest.raises(InvalidInput, match="NUL"):
        strip_tags("<p>a\x00b</p>")
