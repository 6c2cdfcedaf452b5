"""A country is one place under each of its names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.places import find_places, place_of


@pytest.mark.parametrize(
    ("names", "place"),
    [
        ("US U.S. USA American Americans America's", "united states"),
        ("UK British Britain Briton Britons", "united kingdom"),
        ("China Chinese china CHINA", "china"),
        ("Ukraine Ukrainian ukrainians UKRAINE", "ukraine"),
        ("Polish Pole POLISH Poland", "poland"),
        ("EU E.U.", "european union"),
        ("Nato NATO", "nato"),
        ("Kiev Kyiv", "kyiv"),
        ("Turkey Turkish", "turkey"),
        ("Türkiye", "turkey"),
    ],
)
def test_every_name_leads_to_the_place(names: str, place: str) -> None:
    assert {place_of(name) for name in names.split()} == {place}


@pytest.mark.parametrize("word", ["us", "turkey", "polish", "chad", "table", "", "jordan", "pole"])
def test_common_words_are_no_places(word: str) -> None:
    assert place_of(word) is None


def test_names_of_several_words_are_one_place() -> None:
    text = "South Korean and United States envoys met in New Zealand; the US left."
    found = [(text[start:end], place) for start, end, place in find_places(text)]
    assert found == [
        ("South Korean", "south korea"),
        ("United States", "united states"),
        ("New Zealand", "new zealand"),
        ("US", "united states"),
    ]


def test_greece_is_hellenic_too() -> None:
    assert place_of("Hellenic") == place_of("Greek") == "greece"


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["South", "Korea", "us", "US", "Sudan", "the", "U.S."]), max_size=9).map(" ".join)
)
def test_places_lie_in_order_and_apart(text: str) -> None:
    end = 0
    for start, stop, place in find_places(text):
        assert end <= start < stop <= len(text)
        assert place
        end = stop
