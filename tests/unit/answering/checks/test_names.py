from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.names import are_cited

BIDEN = "Mr. Biden met Antony Blinken and Sergei Lavrov in Kyiv."


def cited(sentence: str, *proofs: str, heading: str = "") -> bool:
    return are_cited(analyse(sentence), [cite(proof, heading, None) for proof in proofs])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("President Biden met Blinken.", BIDEN),
        ("Biden met Antony Blinken.", BIDEN),
        ("The Russians attacked.", "Russia attacked."),
        ("American officials agreed.", "U.S. officials agreed."),
        ("The United States agreed.", "The US agreed."),
        ("The U.S. agreed.", "Washington agreed."),
        ("Ukraine met Biden.", BIDEN),
        ("The WHO approved it.", "The World Health Organization approved it."),
        ("The World Health Organization approved it.", "The WHO approved it."),
        ("NATO sent ships.", "The North Atlantic Treaty Organization sent ships."),
        ("The CIA knew.", "The Central Intelligence Agency knew."),
        ("Officials met on Monday in January.", "They met."),
        ("The President met Blinken.", BIDEN),
        ("Then Chancellor Biden met Blinken.", BIDEN),
        ("However, he met them.", "He met them."),
        ("The Justice Ministry agreed.", "The justice ministry agreed."),
        ("The Moscow-backed leader left.", "The leader, backed by Moscow, left."),
        ("It never rose above 7°C.", "It never rose above 7 degrees."),
        ("It cost 5 million Canadian dollars.", "It cost C$5 million."),
    ],
)
def test_a_name_is_proven_by_the_same_one_told_otherwise(sentence: str, proof: str) -> None:
    assert cited(sentence, proof)


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("Joe Biden met Blinken.", BIDEN),
        ("Antony Lavrov met Mr. Biden.", BIDEN),
        ("Sergei Blinken met Mr. Biden.", BIDEN),
        ("Putin met Blinken.", BIDEN),
        ("Burns meets Blinken.", BIDEN),
        ("They met in Warsaw.", BIDEN),
        ("Polish officials agreed.", "Russian officials agreed."),
        ("He flew to Moscow.", "He flew to Russia."),
        ("NATO sent ships.", "The ministry sent ships."),
        ("A man accuses King of it.", "A man accuses Biden of it."),
        ("Its August schedule was cut.", "Its November schedule was cut."),
        ("the drills began in poland", "The drills began in Belarus."),
        ("THE DRILLS BEGAN IN POLAND", "The drills began in Belarus."),
    ],
)
def test_a_name_that_is_not_cited_is_not_proven(sentence: str, proof: str) -> None:
    assert not cited(sentence, proof)


def test_the_heading_supplies_names() -> None:
    assert cited("Joe Biden met Blinken.", BIDEN, heading="Joe Biden in Kyiv · Keystone Wire")


def test_names_come_from_any_of_the_citations() -> None:
    assert cited("Blinken and Scholz met.", BIDEN, "Olaf Scholz came.")
