from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.copies import is_turned


def turned(sentence: str, *proofs: str) -> bool:
    return is_turned(analyse(sentence), [cite(proof, "", None) for proof in proofs])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("The man was not later taken into custody.", "The man was later taken into custody."),
        ("The port isn't designed to settle the dispute.", "The port is designed to settle the dispute."),
        ("Google is not beginning to delete accounts.", "Google is beginning to delete accounts to prevent risks."),
        ("People who have had them before may go.", "People who have not had them before may go."),
        ("It can export grain by sea again.", "It can't export grain by sea again."),
        ("The club had not only 14 healthy players.", "The club had only 14 healthy players."),
        ("The eggs are just fantastic.", "The eggs are not just fantastic but cheap."),
    ],
)
def test_a_copy_with_another_not_in_it_is_turned(sentence: str, proof: str) -> None:
    assert turned(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "proofs"),
    [
        ("The man was later taken into custody.", ["The man was later taken into custody."]),
        ("It hasn't carried gas since May.", ["It has not carried gas since May."]),
        ("The town was not hit by the flood.", ["The flood spared the town."]),
        ("It was not hit.", ["It was hit."]),
        ("The man was not taken into custody.", ["The man was taken into custody.", "The man was not taken into custody."]),
        ("It is not only cheap.", ["It is cheap and good."]),
        ("Only 14 came.", ["Of the players not only the goalkeeper left: only 14 came."]),
    ],
)  # fmt: skip
def test_what_is_said_as_it_is_cited_or_in_other_words_is_not(sentence: str, proofs: list[str]) -> None:
    assert not turned(sentence, *proofs)
