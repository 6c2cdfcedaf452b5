"""A text without a title gets one from its own words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.library.loaders.title import LONGEST, cut, dateline, leading_date, title_from
from service.library.text import normalise

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")).map(normalise)


@given(WORDS)
def test_a_title_is_one_short_line_and_there_is_one_where_there_are_words(text: str) -> None:
    title = title_from(text)
    assert len(title) <= LONGEST
    assert "\n" not in title
    assert bool(title) == bool(text.strip())


@given(st.text(), st.integers(2, 50))
def test_a_cut_keeps_the_beginning_within_the_limit(text: str, longest: int) -> None:
    kept = cut(text, longest)
    assert len(kept) <= longest
    assert kept == text or (kept.endswith("…") and text.startswith(kept[:-1]))


def test_a_short_first_line_above_a_blank_one_is_the_title() -> None:
    assert title_from("River floods village\n\nThe river rose by three metres.") == "River floods village"


def test_a_first_line_that_closes_with_a_full_stop_is_a_sentence() -> None:
    assert title_from("The river rose. It rained.\n\nMore fell.") == "The river rose."


def test_a_long_sentence_is_cut_at_a_word() -> None:
    title = title_from("The river " + "rose and " * 40 + "fell.")
    assert title.endswith("…")
    assert title[:-1].split()[-1] in ("rose", "and")


def test_an_abbreviation_does_not_end_the_sentence() -> None:
    assert title_from("Dr. Roe resigned on Monday. He is 60.") == "Dr. Roe resigned on Monday."


def test_a_dateline_above_is_no_title() -> None:
    assert title_from("Published: 24 January 2022\n\nRiver floods village\n\nIt rose.") == "River floods village"


def test_a_dateline_is_told_from_prose() -> None:
    assert dateline("Published on: 24 January 2022") == "24 January 2022"
    assert dateline("Date: 2022-01-24") == "2022-01-24"
    assert dateline("Published reports say that the mayor resigned") is None


def test_the_date_of_a_leading_line_is_read_and_a_bad_one_is_told() -> None:
    warnings: list[str] = []
    assert leading_date("Title\n\nPublished: January 24, 2022\n\nText", warnings) == "2022-01-24"
    assert not warnings
    assert leading_date("Published: 2022-02-31\nText", warnings) is None
    assert "2022-02-31" in warnings[0]


def test_a_date_deep_in_the_text_is_not_its_date() -> None:
    assert leading_date("line\n" * 6 + "Published: 24 January 2022", []) is None
