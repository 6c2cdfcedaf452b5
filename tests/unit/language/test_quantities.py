"""Quantities are found where they stand, with the value, unit and qualifier that the words give them."""

from __future__ import annotations

import gc
import itertools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.language.quantities import Quantity, find_quantities, same_value
from service.language.question import analyse
from service.language.word_lists import word_list

WORDS = word_list(
    "around nearly up to at least more than over some half a third quarter dozen hundreds of thousands million one "
    "two twenty five hundred and 5 12 1,250 100,000 2.5 2021 1999 3-1 10–15 $ £ € 40m 3bn 7k % per cent troops "
    "people men tanks January May March on Monday 24 24th last week past hours days year old km miles °C kg between "
    "from in out aged 34 5pm 19:30 1/2 ½ minus - , . ; ( ) ' US Russian 1990s '90s 21st first No. Article F-16 "
    "http://a.b/1 dollars pounds euros or so + twice b"
)
prose = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


def only(text: str) -> Quantity:
    """The one quantity of a text."""
    (quantity,) = find_quantities(text)
    return quantity


@given(prose | st.text(max_size=80))
@example("5.5.5 and 1,,2 and $ $5 5% % 1-1-1")
@example("ten to to twenty or or so")
@example("minus thousands and 0+")
def test_every_mention_is_its_own_characters_in_order_and_apart_from_the_others(text: str) -> None:
    found = find_quantities(text)
    for quantity in found:
        assert 0 <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.text == quantity.text.strip()
        assert quantity.low <= quantity.high or quantity.kind == "score"
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


@given(prose)
def test_a_quantity_has_the_same_value_as_itself(text: str) -> None:
    assert all(same_value(quantity, quantity) for quantity in find_quantities(text))


@given(prose, prose)
def test_sameness_does_not_depend_on_the_order(one: str, other: str) -> None:
    for a, b in itertools.product(find_quantities(one), find_quantities(other)):
        assert same_value(a, b) == same_value(b, a)


@given(st.integers(1, 10**9))
def test_upper_and_lower_case_are_read_alike(number: int) -> None:
    text = f"more than {number:,} soldiers"
    assert only(text).low == only(text.upper()).low == number


def test_a_mention_covers_its_qualifier_and_unit_and_its_core_the_number() -> None:
    text = "He has around 100,000 Russian troops there."
    quantity = only(text)
    assert quantity.text == "around 100,000 Russian troops"
    assert text[quantity.number_start : quantity.number_end] == "100,000"


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("worth $1.2bn today's money", "$1.2bn"),
        ("about 50 per cent", "50 per cent"),
        ("up to £3 million", "£3 million"),
        ("some 5 million euros", "5 million euros"),
        ("between 10 and 15 jets", "10 and 15"),
        ("nearly two-thirds of voters", "two-thirds"),
    ],
)
def test_the_core_holds_currency_and_percent_signs_and_multipliers(text: str, core: str) -> None:
    quantity = find_quantities(text)[0]
    assert text[quantity.number_start : quantity.number_end] == core


@pytest.mark.parametrize(
    "text",
    [
        "Version 1.2.3 and 10.0.0.1 were hit.",
        "Call 0800 123 456 or +44 20 7946 0958 or 555-0199.",
        "See https://example.org/2024/05/12?page=3 and www.example.org/7.",
        "Write to press24@example.org or @desk7.",
        "F-16s, MH17, Covid-19, G7, COP26 and B52s",
        "It streams 1080p over 5G, 24/7, after 9/11.",
        "No one knows which one; one of them might, one hopes.",
        "She may go, and they march on.",
        "Order 12345678901234567890.",
        "",
    ],
)
def test_what_holds_digits_or_number_words_but_counts_nothing_is_left_alone(text: str) -> None:
    assert find_quantities(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100,000 troops", "100k troops"),
        ("100,000 troops", "a hundred thousand troops"),
        ("100,000 troops", "around 97,000 troops"),
        ("100,000 troops", "100,000"),
        ("half", "50 per cent"),
        ("24 hours", "one day"),
        ("two weeks", "14 days"),
        ("5 km", "5,000 metres"),
        ("60 miles", "96.5 km"),
        ("10°C", "50°F"),
        ("$1.5bn", "$1,500 million"),
        ("5,000 to 10,000 people", "7,000 people"),
        ("dozens of people", "40 people"),
        ("24 January 2022", "January 24"),
        ("24 January 2022", "2022-01-24"),
        ("January 2022", "24 January 2022"),
        ("2022", "24 January 2022"),
        ("Monday", "last Monday"),
        ("3-1", "3–1"),
        ("aged 34", "34-year-old"),
        ("5 p.m.", "17:00"),
    ],
)
def test_one_value_written_in_two_ways_is_the_same(one: str, other: str) -> None:
    assert same_value(find_quantities(one)[0], find_quantities(other)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("100,000 troops", "10,000 troops"),
        ("100,000 troops", "100,000 tanks"),
        ("100,000 troops", "100,000 soldiers"),
        ("around 100,000 troops", "120,000 troops"),
        ("$5m", "£5m"),
        ("$5m", "5m people"),
        ("5%", "5 percentage points"),
        ("nine months", "nine weeks"),
        ("24 January", "25 January"),
        ("24 January 2022", "24 January 2021"),
        ("2021", "2022"),
        ("Monday", "Tuesday"),
        ("last week", "this week"),
        ("3-1", "1-3 win"),
        ("5°C", "5°F"),
    ],
)
def test_different_values_are_not_the_same(one: str, other: str) -> None:
    assert not same_value(find_quantities(one)[0], find_quantities(other)[0])


ADVERSARIAL = [
    *word_list("1, 111, 1- 1/ a- a. twenty- $ ' ( +1 1.1 2021- a' @ www. 0 x1 é ½ 1: 5,5 "),
    *(f"{words} " for words in ("1", "one hundred and", "between 1 and", "half a", "5 or", "1 to", "January", "last")),
    *(
        f"{words} "
        for words in ("more than", "of the", "million", "dozens of", "1 in", "5 feet", "early", "no.", "5th")
    ),
    *(f"{words} " for words in ("and a half", "Monday,", "south", "a year and", "5 -", "$5 to", "how many", "a")),
]


def calls(work: Callable[[], Any]) -> int:
    """How many functions, Python's and C's, a piece of work calls once its caches are warm."""
    work()
    count = 0

    def tally(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    # The collector calls back into whoever asked to be told; those calls are not the work's.
    gc.disable()
    sys.setprofile(tally)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


@pytest.mark.parametrize("part", ADVERSARIAL)
def test_twice_the_text_is_at_most_about_twice_the_work(part: str) -> None:
    short, long = part * 300, part * 600
    assert calls(lambda: find_quantities(long)) <= 2.2 * calls(lambda: find_quantities(short)) + 500


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ADVERSARIAL)
def test_a_hundred_thousand_hostile_characters_are_read_to_the_end(part: str) -> None:
    find_quantities(part * (100_000 // len(part)))


@pytest.mark.parametrize("part", [*ADVERSARIAL, ", which ", "name of ", "do you know ", "US ", "The Of ", "how ", "? "])
def test_a_question_twice_as_long_is_at_most_about_twice_the_work(part: str) -> None:
    short, long = f"name the {part * 300}", f"name the {part * 600}"
    assert calls(lambda: analyse(long)) <= 2.2 * calls(lambda: analyse(short)) + 500
