"""The noun that a number counts, in the singular."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.lexemes import read_lexemes
from service.language.nouns import head_noun, singular


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("troops", "troop"),
        ("countries", "country"),
        ("people", "person"),
        ("servicemen", "serviceman"),
        ("cases", "case"),
        ("churches", "church"),
        ("buses", "bus"),
        ("aircraft", "aircraft"),
        ("lives", "life"),
        ("heroes", "hero"),
        ("boss", "boss"),
        ("taxes", "tax"),
        ("houses", "house"),
        ("police", "police"),
        ("crisis", "crisis"),
    ],
)
def test_the_singular_of_a_noun(plural: str, one: str) -> None:
    assert singular(plural) == one


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_no_singular_is_longer_than_its_noun_by_more_than_a_letter(noun: str) -> None:
    assert 0 < len(singular(noun)) <= len(noun) + 1


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Russian troops near", "troop"),
        ("of the hostages", "hostage"),
        ("police officers said", "officer"),
        ("more tanks", "tank"),
        ("to the border", ""),
        ("dead civilians", "civilian"),
        ("camped in tents", ""),
        ("short-range missiles", "missile"),
        (", soldiers", ""),
    ],
)
def test_the_head_noun_ends_the_phrase_after_a_number(text: str, noun: str) -> None:
    assert head_noun(read_lexemes(text), 0)[0] == noun
