from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.cohesion import is_patchwork
from service.answering.checks.coverage import THRESHOLD, coverage


def share(sentence: str, *proofs: str, heading: str = "") -> float:
    return coverage(analyse(sentence), [cite(proof, heading, None) for proof in proofs])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("The ward closed.", "The hospital shut the ward."),
        ("Officials approved the invasion.", "Approval to invade came from officials."),
        ("He said so on Monday.", "He said so."),
        ("He is 34.", "He, 34, is a dentist."),
    ],
)
def test_synonyms_and_kindred_words_are_covered(sentence: str, proof: str) -> None:
    assert share(sentence, proof) == 1


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("Putin praised Biden.", "Mr. Biden is to speak to Mr. Putin by video link."),
        ("The minister kicked a dog.", "The minister spoke in parliament."),
        ("Yes.", "Russia has troops."),
        ("", "Russia has troops."),
    ],
)
def test_what_only_shares_names_is_not_covered(sentence: str, proof: str) -> None:
    assert share(sentence, proof) < THRESHOLD


def test_a_citation_more_never_lowers_the_coverage() -> None:
    said = "The ward of the hospital closed in August."
    assert share(said, "The ward closed.") <= share(said, "The ward closed.", "A hospital stands there.")


def test_words_of_two_citations_side_by_side_are_a_patchwork() -> None:
    proofs = [cite(text, "", None) for text in ("Two torpedoes sank the ship.", "England received silver coins.")]
    assert is_patchwork(analyse("Two torpedoes sank silver coins."), proofs)
    assert not is_patchwork(analyse("Two torpedoes sank the ship, and England received silver coins."), proofs)


def test_a_name_may_stand_for_a_pronoun_of_the_other_citation() -> None:
    proofs = [
        cite(text, "", None)
        for text in ("The chief executive, Leonard Voss, apologised.", "He said it had spent $12 million.")
    ]
    assert not is_patchwork(analyse("Leonard Voss had spent $12 million."), proofs)
