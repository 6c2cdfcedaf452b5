from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.quantities import unproven

TROOPS = "Russia has massed around 100,000 troops near the border."


def failures(sentence: str, *proofs: str) -> frozenset[str]:
    return unproven(analyse(sentence), [cite(proof, "", "2022-01-25T01:15:00Z") for proof in proofs])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("Russia massed 100k soldiers.", TROOPS),
        ("Russia massed about a hundred thousand servicemembers.", TROOPS),
        ("Russia massed 100,000 troops.", TROOPS),
        ("Half of voters agreed.", "50 percent of voters agreed."),
        ("50% of voters agreed.", "Half of the voters agreed."),
        ("Insurers pay half of the cost of 5 million kroner.", "The cost was 5 million kroner, of which insurers pay half."),
        ("Dozens of people were hurt.", "Dozens of people were injured."),
        ("It sold 5 million cars.", "It sold 5m cars."),
        ("Up to 5,000 troops may go.", "Officials may send as many as 5,000 troops."),
        ("No more than 5,000 may go.", "Up to 5,000 may go."),
        ("At least 5,000 people came.", "More than 5,000 people came."),
        ("Between 5,000 and 10,000 troops may go.", "Some 5,000 to 10,000 troops may go."),
        ("It rose from 11 to 22.", "The number rose from 11 to 22 on Monday."),
        ("It rose to 22 from 11.", "The number rose from 11 to 22 on Monday."),
        ("More than 5,000 people came.", "5,250 people came."),
        ("About 5,000 people came.", "5,012 people came."),
        ("The talks lasted an hour and a half.", "The talks lasted 90 minutes."),
        ("It closed for two weeks.", "It closed for a fortnight."),
        ("It opened at 4 p.m.", "It opened at 4 p.m. on Friday."),
        ("It opened at 16:00.", "It opened at 4 p.m. on Friday."),
        ("It opened at 4.15 p.m.", "It opened at 16:15 on Friday."),
        ("It costs $5 a barrel.", "It costs $5 per barrel."),
        ("It fell from 7 to 5 percent.", "It fell from 7% to 5%."),
        ("Both drivers left.", "The two drivers left."),
        ("It won the cup twice.", "It is a two-time winner of the cup."),
        ("The 34-year-old left.", "The dentist, 34, left."),
        ("The 52-year-old sergeant left.", "A retired sergeant of 52 left."),
        ("The third man left.", "The 3rd man left."),
        ("The harvest fell to 520,000 tonnes from 760,000 tonnes.", "The harvest is 520,000 tonnes, down from 760,000 before."),
        ("Two F-16 jets came.", "Two F-16 fighters came."),
        ("Covid-19 spread.", "COVID-19 spread."),
        ("6,870 people filled the arena.", "A crowd of 6,870 filled the arena."),
        ("The vote was 23 votes to 19.", "The vote was 23 to 19."),
        ("He waited one week.", "He waited a week."),
        ("It cost 9.4 million Canadian dollars.", "It cost C$9.4 million."),
    ],
)  # fmt: skip
def test_a_quantity_is_proven_by_the_same_one_told_otherwise(sentence: str, proof: str) -> None:
    assert failures(sentence, proof) == frozenset()


@pytest.mark.parametrize(
    ("sentence", "proof", "failure"),
    [
        ("Russia massed 102,000 troops.", TROOPS, "number"),
        ("Russia massed about 102,000 troops.", TROOPS, "number"),
        ("Russia massed 100,001 troops.", "Russia massed 100,000 troops.", "number"),
        ("Russia massed exactly 100,000 troops.", TROOPS, "number"),
        ("Russia massed more than 100,000 troops.", TROOPS, "number"),
        ("Russia massed fewer than 100,000 troops.", TROOPS, "number"),
        ("Russia massed 100,000 tanks.", TROOPS, "unit"),
        ("5,000 troops may go.", "Up to 5,000 troops may go.", "number"),
        ("At least 5,000 troops may go.", "Up to 5,000 troops may go.", "number"),
        ("5,000 people came.", "More than 5,000 people came.", "number"),
        ("More than 5,000 people came.", "At least 5,000 people came.", "number"),
        ("Between 5,000 and 15,000 troops may go.", "5,000 to 10,000 troops may go.", "number"),
        ("5,000 troops may go.", "5,000 to 10,000 troops may go.", "number"),
        ("It rose from 11 to 22.", "It rose from 22 to 11.", "number"),
        ("A quarter of voters agreed.", "50 percent of voters agreed.", "number"),
        ("It is 5 km away.", "It is 5 miles away.", "unit"),
        ("It cost $5.", "It cost €5.", "unit"),
        ("It cost $5 billion.", "It cost $5 million.", "number"),
        ("It rose 5 per cent.", "It rose 5 percentage points.", "unit"),
        ("It rose 5 percentage points.", "It rose 5 percent.", "unit"),
        ("The talks lasted 90 hours.", "The talks lasted 90 minutes.", "unit"),
        ("It opened at 4 p.m.", "It opened at 4 a.m.", "date"),
        ("It opened at 17:00.", "It opened at 4 p.m.", "date"),
        ("It opened at 16:05.", "It opened at 4:50 p.m.", "date"),
        ("It costs $5 a barrel.", "It costs $5 a gallon.", "unit"),
        ("Prices rose by 5.", "Prices rose by 5%.", "unit"),
        ("Prices rose by five per mille.", "Prices rose by 5%.", "unit"),
        ("Both drivers left.", "All three drivers left.", "number"),
        ("The four-time winner left.", "The two-time winner left.", "number"),
        ("The third man left.", "The second man left.", "number"),
        ("The 35-year-old left.", "The dentist, 34, left.", "number"),
        ("The F-35 landed.", "The F-16 landed.", "number"),
        ("Version 2.3.4 is out.", "Version 2.3.5 is out.", "number"),
        ("He won in 2:08:50.", "He won in 2:08:51.", "date"),
        ("There were 7 deaths.", "There were deaths.", "number"),
    ],
)  # fmt: skip
def test_an_altered_quantity_is_not_proven(sentence: str, proof: str, failure: str) -> None:
    assert failure in failures(sentence, proof)
