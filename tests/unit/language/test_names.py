"""Names are found in a question by capitals, quotes and the table of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.names import find_names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("How many US troops was Joe Biden sending to Kiev?", ("US", "Joe Biden", "Kiev")),
        ("What did the Bank of England say about NATO?", ("Bank of England", "NATO")),
        ("Who wrote “The Long Road” and 'Winter Light'?", ("The Long Road", "Winter Light")),
        ("how many us troops are in ukraine", ("us", "ukraine")),
        ("HOW MANY US TROOPS ARE IN UKRAINE?", ("US", "UKRAINE")),
        ("tell us how many chinese ships sank", ("chinese",)),
        ("Did Boris Johnson's visit help Ukraine’s army?", ("Boris Johnson", "Ukraine")),
        ("When did it happen in January or on Monday?", ()),
        ("Where is Guinea-Bissau?", ("Guinea-Bissau",)),
        ("What does U.S. stand for?", ("U.S.",)),
    ],
)
def test_the_names_of_a_question(question: str, names: tuple[str, ...]) -> None:
    assert find_names(question) == names


@given(st.text(max_size=100))
def test_every_name_stands_in_the_question_once(question: str) -> None:
    names = find_names(question)
    assert all(name and name in question for name in names)
    assert len(set(names)) == len(names)
