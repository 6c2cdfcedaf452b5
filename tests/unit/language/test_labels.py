"""A number that names something is an ordinal under the name, not a count."""

from __future__ import annotations

import pytest

from service.language.quantities import find_quantities


@pytest.mark.parametrize(
    ("text", "unit", "low", "high"),
    [
        ("Article 5", "article", 5, 5),
        ("No. 10", "number", 10, 10),
        ("Flight 370", "flight", 370, 370),
        ("Articles 28 to 37", "article", 28, 37),
        ("Game 6", "game", 6, 6),
        ("Boeing 737", "boeing", 737, 737),
    ],
)
def test_a_label_is_an_ordinal(text: str, unit: str, low: float, high: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.unit, found.low, found.high) == ("ordinal", unit, low, high)


@pytest.mark.parametrize(
    ("text", "value"),
    [("the first man", 1), ("21st", 21), ("the twenty-first man", 21), ("a third term", 3), ("1,000th goal", 1000)],
)
def test_ordinal_words_and_digits_are_ordinals(text: str, value: float) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.low) == ("ordinal", value)


@pytest.mark.parametrize("text", ["no 5 people came", "Flight 370 passengers", "article 5%"])
def test_a_number_with_a_noun_of_its_own_is_no_label(text: str) -> None:
    assert [found.kind for found in find_quantities(text)] != ["ordinal"]
