from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.word_order import is_swapped


@pytest.mark.parametrize(
    ("sentence", "proof", "swapped"),
    [
        ("Russia attacked Ukraine.", "Ukraine attacked Russia.", True),
        ("Russia was attacked by Ukraine.", "Russia attacked Ukraine.", True),
        ("Ukraine was attacked by Russia.", "Russia attacked Ukraine.", False),
        ("Russia attacked Ukraine.", "Russia attacked Ukraine.", False),
        ("Russia attacked Ukraine.", "Russia, on Monday, said Poland would wait.", False),
        ("Kenya beat Spain.", "Kenya beat Spain after Spain beat Kenya.", False),
        ("Malmö beat Wolves.", "Wolves defeated Malmö.", True),
    ],
)
def test_names_that_changed_places_around_a_verb_are_seen(sentence: str, proof: str, swapped: bool) -> None:
    assert is_swapped(analyse(sentence), [cite(proof, "", None)]) is swapped
