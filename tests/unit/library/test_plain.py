"""A text file is an article as it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.loaders.plain import load_plain
from service.library.text import normalise
from service.records import Draft, Refusal


def only(drafts: Iterator[Draft | Refusal]) -> Draft:
    (draft,) = drafts
    assert isinstance(draft, Draft)
    return draft


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: normalise(text).strip()))
def test_the_text_of_the_article_is_the_text_of_the_file(text: str) -> None:
    assert only(load_plain(f"- {text}".encode(), "a.txt")).text == normalise(f"- {text}")


def test_title_and_date_come_from_the_first_lines_which_stay_in_the_text() -> None:
    raw = b"River floods village\n\nPublished: 24 January 2022\r\n\r\nThe river rose."
    draft = only(load_plain(raw, "news/a.txt"))
    assert draft.title == "River floods village"
    assert draft.published_at == "2022-01-24"
    assert draft.text.startswith(draft.title)
    assert draft.origin == "news/a.txt"


def test_an_impossible_date_is_dropped_and_told() -> None:
    draft = only(load_plain(b"Published: 2022-02-31\n\nThe river rose.", "a.txt"))
    assert draft.published_at is None
    assert "2022-02-31" in draft.metadata["warnings"][0]


def test_a_file_of_spaces_holds_no_text() -> None:
    with pytest.raises(InvalidInput, match="holds no text"):
        only(load_plain(b"\x01 \n \x02", "a.txt"))
