from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.fragments import is_stray

PROOF = "France has put troops on standby, and about 5,000 Russian soldiers had reached Belarus by Wednesday."


@pytest.mark.parametrize("said", ["France has.", "About 5k soldiers.", "Russian soldiers.", "By Wednesday", "5,000"])
def test_a_few_words_in_the_order_of_the_text_are_proven(said: str) -> None:
    assert not is_stray(analyse(said), [cite(PROOF, "", None)])


@pytest.mark.parametrize("said", ["Soldiers, France!", "OBEY OBEY", "Troops troops troops", "Belarus reached France"])
def test_words_that_are_only_picked_from_the_text_are_not(said: str) -> None:
    assert is_stray(analyse(said), [cite(PROOF, "", None)])


def test_a_heading_alone_proves_no_fragment() -> None:
    assert is_stray(analyse("Courier wins."), [cite(PROOF, "Courier wins", None)])


def test_a_sentence_is_left_to_the_other_checks() -> None:
    assert not is_stray(analyse("Soldiers of the courier wins nothing at all."), [cite(PROOF, "", None)])
