from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.quantifiers import is_another_share


def another(sentence: str, *proofs: str) -> bool:
    return is_another_share(analyse(sentence), [cite(proof, "", None) for proof in proofs])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("All of the passengers were killed.", "Some of the passengers were killed."),
        ("Few people voted.", "Many people voted."),
        ("Most passengers left.", "A few of the passengers left."),
        ("Every school is open.", "Not all schools are open."),
        ("Some roads were flooded.", "No roads were flooded."),
        ("The majority of voters agreed.", "Several voters agreed."),
        ("All roads were flooded.", "Most roads were flooded."),
    ],
)
def test_another_share_of_the_same_thing_is_found(sentence: str, proof: str) -> None:
    assert another(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "proofs"),
    [
        ("Most passengers were killed.", ["All of the passengers were killed."]),
        ("Some roads were flooded.", ["Many roads were flooded."]),
        ("All 20 towns were flooded.", ["All towns were flooded."]),
        ("Some 5,000 people voted.", ["Many people voted."]),
        ("Many people voted.", ["People voted."]),
        ("Many people voted.", ["Some people voted.", "Many people voted."]),
        ("It was the most people ever.", ["Few people came."]),
        ("Quite a few people came.", ["Many people came."]),
        ("Not all schools are open.", ["Some schools are open."]),
        ("All", ["Some"]),
    ],
)
def test_what_follows_from_the_share_that_is_cited_may_be_said(sentence: str, proofs: list[str]) -> None:
    assert not another(sentence, *proofs)
