"""Noun phrases of questions, as readers type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.conversation.phrases import find_phrases, is_demonym


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many votes did Rafael Mendes win in Porto?", ["votes", "Rafael Mendes", "Porto"]),
        ("When will the new night train to Vienna start?", ["the new night train", "Vienna"]),
        ("how many medals did italy win", ["medals", "italy"]),
        ("Is Halvorsen Foods closing its Bergen plant?", ["Halvorsen Foods", "its Bergen plant"]),
        ("How many nurses went on strike in Wales last year?", ["nurses", "strike", "Wales", "last year"]),
        ("Why did the Bank of England cut rates in May?", ["the Bank of England", "rates", "May"]),
        ("", []),
        ("?!", []),
    ],
)
def test_the_phrases_of_a_question_in_order(text: str, expected: list[str]) -> None:
    assert [phrase.text for phrase in find_phrases(text)] == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Did the mayor meet the company in France in 2019?", ["person", "group", "place", "moment"]),
        ("Where is finance director Ana Ruiz?", ["person"]),
        ("Where is Ana Ruiz?", ["name"]),
        ("When was the bridge built?", ["thing"]),
    ],
)
def test_what_a_phrase_names(text: str, kinds: list[str]) -> None:
    assert [phrase.kind for phrase in find_phrases(text)] == kinds


def test_an_owner_is_a_phrase_of_its_own() -> None:
    owner, whole = find_phrases("What was Brightwater's profit?")
    assert (owner.text, owner.name, whole.text, whole.head) == (
        "Brightwater",
        "Brightwater",
        "Brightwater's profit",
        "profit",
    )


@pytest.mark.parametrize(
    ("word", "expected"), [("French", True), ("Norwegians", True), ("France", False), ("US", False), ("table", False)]
)
def test_peoples_are_told_from_countries(word: str, expected: bool) -> None:
    assert is_demonym(word) == expected


@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from("the a of Ana Ruiz's France French 2019 - ' . who did win troops".split()), max_size=20
    ).map(" ".join)
)
def test_offsets_point_at_the_text(text: str) -> None:
    for phrase in find_phrases(text):
        assert text[phrase.start : phrase.end] == phrase.text
        assert phrase.bare in phrase.text
        assert phrase.name in phrase.text
