"""Article text has one form, and offsets into it never move."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.text import normalise

STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
# Mostly the characters that the rules are about, so that they meet each other.
TROUBLESOME = st.text(
    st.sampled_from("ab .\n\r\t\x0b\x0c\x01\x1f\x85\u2028\u2029\u00a0\u3000\ufeff\u200be\u0301\u2000")
)


@given(STORABLE | TROUBLESOME)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(STORABLE | TROUBLESOME)
def test_the_form_is_what_the_docstring_promises(text: str) -> None:
    kept = normalise(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(
        unicodedata.category(char) == "Cc" and ord(char) < 32 for char in kept.replace("\n", "").replace("\t", "")
    )
    assert not set(kept) & set("\r\x85\u2028\u2029")
    assert all(line == line.rstrip() for line in kept.split("\n"))
    assert "\n\n\n" not in kept
    assert kept == kept.strip("\n").removeprefix("\ufeff")


@given(STORABLE.filter(lambda text: "\ufeff" not in text))
def test_no_visible_character_is_lost_or_moved(text: str) -> None:
    removed = dict.fromkeys(code for code in range(32) if chr(code) not in "\n\r\t")
    assert normalise(text).split() == unicodedata.normalize("NFC", text.translate(removed)).split()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u0085", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_newline(end: str) -> None:
    assert normalise(f"one{end}two") == "one\ntwo"


def test_three_newlines_become_two_and_a_byte_order_mark_is_dropped_only_at_the_start() -> None:
    assert normalise("\ufeff \n\na \n\n\n\nb\ufeffc\n\n") == "a\n\nb\ufeffc"


def test_indentation_and_tabs_stay() -> None:
    assert normalise("  a\tb  ") == "  a\tb"


@pytest.mark.parametrize(("bad", "named"), [("\x00", "NUL"), ("\ud83d", "U+D83D"), ("\udc80", "U+DC80")])
def test_what_cannot_be_stored_is_refused_with_its_place(bad: str, named: str) -> None:
    with pytest.raises(InvalidInput, match="character 4, on line 2") as refused:
        normalise(f"one\n{bad}two")
    assert named in str(refused.value)
