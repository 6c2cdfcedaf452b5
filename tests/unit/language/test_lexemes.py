"""Lexemes cover everything but white space, once and in order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.lexemes import read_lexemes


@given(st.text(max_size=120) | st.text(alphabet="a1.,-/:' $%£½°²@w", max_size=60))
def test_only_white_space_lies_between_lexemes(text: str) -> None:
    lexemes = read_lexemes(text)
    assert all(start < end for start, end in zip(lexemes.starts, lexemes.ends, strict=True))
    assert all(end <= start for end, start in itertools.pairwise(_edges(lexemes.starts, lexemes.ends)))
    covered = {place for start, end in zip(lexemes.starts, lexemes.ends, strict=True) for place in range(start, end)}
    assert all(text[place].isspace() or place in covered for place in range(len(text)))


def _edges(starts: list[int], ends: list[int]) -> list[int]:
    return [edge for pair in zip(starts, ends, strict=True) for edge in pair]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("100,000", "number"),
        ("10 000", "number"),
        ("2.5", "number"),
        ("F-16s", "code"),
        ("https://a.example/5?b=3", "code"),
        ("v1.2.3", "code"),
        ("+44 20 7946 0958", "code"),
        ("a5@b.example", "code"),
        ("19:30", "clock"),
        ("24/01/2022", "date"),
        ("2022-01-24", "date"),
        ("21st", "ordinal"),
        ("1990s", "decade"),
        ("'90s", "decade"),
        ("US$", "currency"),
        ("½", "fraction"),
        ("1/2", "slashed"),
        ("don't", "word"),
        ("U.S.", "word"),
        ("–", "dash"),
        ("%", "mark"),
    ],
)
def test_each_form_has_its_kind(text: str, kind: str) -> None:
    assert read_lexemes(text).kinds == [kind]
