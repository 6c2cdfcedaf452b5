from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.polarity import is_flipped


def flipped(sentence: str, proof: str) -> bool:
    return is_flipped(analyse(sentence), [cite(proof, "", None)])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("It has 100,000 troops near the border.", "Although it does not plan to invade, it has 100,000 troops near the border."),
        ("No one was killed.", "Nobody was killed."),
        ("There were no deaths.", "No one was reported dead."),
        ("A decision had not been made.", "No decision had been taken."),
        ("It has not yet carried gas.", "It has yet to carry any gas."),
        ("It isn't a member.", "It is not a member."),
        ("He denied the claim.", "He rejected the claim and denied it."),
        ("No. 7 was opened.", "Pier No. 7 was opened."),
        ("It lasted no more than five days.", "It lasted up to five days."),
        ("Five died and two were hurt.", "Five were killed and two injured."),
        ("It is not only cheap.", "It is cheap and good."),
        ("Prices fell after rising.", "Prices rose, then fell."),
        ("The founder died.", "It was the first without its founder. The founder died."),
        ("It lasted three days before going out.", "It burned itself out after three days."),
    ],
)  # fmt: skip
def test_a_negation_that_is_kept_or_is_of_something_else_is_no_flip(sentence: str, proof: str) -> None:
    assert not flipped(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("It has not massed troops.", "It has massed troops."),
        ("The court upheld the ruling.", "The court overturned the ruling."),
        ("The fire killed people.", "The fire hurt people."),
        ("No more ships will come.", "Ships will come."),
        ("It intends to invade.", "It denied that it intends to invade."),
        ("It is a member.", "It is not a member."),
        ("People were killed.", "No people were killed."),
        ("Everyone was injured.", "Nobody was hurt."),
        ("No deaths were not reported.", "No deaths were reported."),
        ("It denies that it does not plan it.", "It denies that it plans it."),
        ("He denied the claim.", "He confirmed the claim."),
        ("He did not deny the claim.", "He denied the claim."),
        ("The bank paid.", "The bank failed to pay."),
        ("The bank refused to pay.", "The bank paid."),
        ("The plan was rejected.", "The plan was approved."),
        ("Prices rose.", "Prices fell."),
        ("Prices never fell above 7.", "Prices never rose above 7."),
        ("The team won.", "The team lost."),
        ("A deal is likely.", "A deal is unlikely."),
        ("Officials ruled out an attack.", "Officials expect an attack."),
        ("Work was halted.", "Work continued."),
        ("Northern towns were hit.", "Southern towns were hit."),
        ("It was the best result.", "It was the worst result."),
        ("Talks ended after the vote.", "Talks ended before the vote."),
        ("He hired her.", "He fired her."),
        ("They bought it.", "They sold it."),
        ("Troops arrived.", "Troops left."),
    ],
)
def test_the_opposite_of_what_is_cited_is_a_flip(sentence: str, proof: str) -> None:
    assert flipped(sentence, proof)
