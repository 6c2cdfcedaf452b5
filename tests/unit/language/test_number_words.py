"""A number is the same number however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.lexemes import read_lexemes
from service.language.number_words import SMALL, TENS, read_number

_SMALL = {value: word for word, value in SMALL.items()}
_TENS = {value: word for word, value in TENS.items()}


def in_words(number: int, joint: str = " and ") -> str:
    """A whole number below a trillion in English words."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            above, below = divmod(number, size)
            between = joint if 0 < below < 100 else " "
            return f"{in_words(above, joint)} {name}" + (between + in_words(below, joint) if below else "")
    if number >= 100:
        above, below = divmod(number, 100)
        return f"{_SMALL[above]} hundred" + (joint + in_words(below, joint) if below else "")
    if number < 20:
        return _SMALL[number]
    return _TENS[number - number % 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")


def value(text: str) -> float:
    """The whole text as one number."""
    lexemes = read_lexemes(text)
    number = read_number(lexemes, 0)
    assert number is not None
    assert number.last == len(lexemes)
    return number.low


@given(st.integers(0, 10**12 - 1), st.sampled_from([",", " ", "\u00a0", "\u202f", ""]))
def test_separators_do_not_change_a_number(number: int, separator: str) -> None:
    assert value(f"{number:,}".replace(",", separator)) == number


@given(st.integers(0, 10**12 - 1), st.sampled_from([" and ", " "]))
def test_words_say_what_digits_say(number: int, joint: str) -> None:
    assert value(in_words(number, joint)) == value(str(number)) == number


@given(st.integers(1, 9999), st.sampled_from(["k", "m people", " million", "bn", " billion", " thousand", " trillion"]))
def test_a_multiplier_multiplies(number: int, suffix: str) -> None:
    factor = {"k": 1e3, "m": 1e6, "mi": 1e6, "bn": 1e9, "bi": 1e9, "th": 1e3, "tr": 1e12}[suffix.split()[0][:2]]
    found = read_number(read_lexemes(f"{number}{suffix}"), 0)
    assert found is not None
    assert found.low == number * factor


@given(st.integers(1, 999_999))
def test_thousands_and_millions_agree_with_plain_digits(number: int) -> None:
    assert value(f"{number}k") == value(f"{number * 1000:,}") == value(f"{number} thousand")
    assert value(f"{number} million") == value(f"{number * 1_000_000:,}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a dozen", 6),
        ("a hundred thousand", 1e5),
        ("half a million", 5e5),
        ("half-million", 5e5),
        ("two and a half million", 2.5e6),
        ("2½", 2.5),
        ("1 1/2", 1.5),
        ("three quarters", 0.75),
        ("two-thirds", 2 / 3),
        ("a quarter", 0.25),
        ("one fifth", 0.2),
        ("5 lakh", 5e5),
        ("2 crore", 2e7),
        ("1,00,000", 1e5),
        ("five hundred and six", 506),
        ("twenty five", 25),
        (".5", 0.5),
        ("a million", 1e6),
        ("a hundred and fifty", 150),
        ("3 and a half", 3.5),
        ("three quarters of a million", 7.5e5),
        ("⅓", 1 / 3),
    ],
)
def test_these_words_say_these_numbers(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("dozens", 24, 99),
        ("hundreds", 200, 999),
        ("tens of thousands", 20_000, 99_999),
        ("hundreds of thousands", 200_000, 999_999),
        ("several hundred", 300, 999),
        ("a few thousand", 2000, 9999),
        ("a couple of", 2, 2),
        ("tens of millions", 20e6, 99_999_999),
    ],
)
def test_vague_words_give_bounds(text: str, low: float, high: float) -> None:
    number = read_number(read_lexemes(text), 0)
    assert number is not None
    assert (number.low, number.high, number.vague) == (low, high, True)
