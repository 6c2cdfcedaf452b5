"""Edges of spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.extractive.spans import whole
from service.language.quantities import find_quantities

WORDS = ("about", "5,000", "U.S.", "troops", "Vladimir", "Putin", "said", "3.5%", "$1.2", "million", "well-known", "😀")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("sentence", "read", "wanted"),
    [
        ("Around 100,000 troops are there.", "000", "Around 100,000"),
        ("It sent up to 8,500 soldiers.", "8,500", "up to 8,500"),
        ("It cost $1.2 million in all.", "1", "$1.2 million"),
        ("A rise of 3.5% was seen.", "5", "3.5%"),
        ("President Vladimir Putin spoke.", "adimi", "Vladimir Putin"),
        ("It was late, Ms. Kiprono said.", "Ms", "Ms. Kiprono"),
        ("A well-known baker came.", "known", "well-known"),
        ("The bakery’s owner sang.", "baker", "bakery"),
        ("Rain fell, and snow.", " fell,", "fell"),
        ("They left the U.S. at noon.", "U.S.", "U.S."),
        ("She said “not today” twice.", "“not", "not"),
        ("It sank (in May) quickly.", "in May)", "in May"),
    ],
)
def test_a_span_ends_where_words_quantities_and_names_do(sentence: str, read: str, wanted: str) -> None:
    at = sentence.index(read)
    start, end = whole(sentence, at, at + len(read))
    assert wanted in sentence[start:end]
    assert sentence[start:end].strip(" .,") == sentence[start:end] or wanted.endswith(".")


@given(SENTENCES, st.data())
def test_no_span_cuts_a_word_or_a_number_and_none_grows_again(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    first, last = whole(sentence, start, end)
    assert 0 <= first <= last <= len(sentence)
    for edge in (first, last):
        if first < last and 0 < edge < len(sentence):
            assert not (sentence[edge - 1].isalnum() and sentence[edge].isalnum())
    for quantity in find_quantities(sentence):
        low, high = quantity.number_start, quantity.number_end
        assert first == last or last <= low or first >= high or (first <= low and high <= last)
    assert first == last or whole(sentence, first, last) == (first, last)


@given(st.text(max_size=60), st.integers(-3, 70), st.integers(-3, 70))
def test_any_text_and_any_offsets_give_offsets_inside_it(text: str, start: int, end: int) -> None:
    first, last = whole(text, start, end)
    assert first == last or 0 <= first < last <= len(text)
