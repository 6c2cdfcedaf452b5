from __future__ import annotations

import pytest

from service.answering.checks.analysis import analyse, cite
from service.answering.checks.quantities import unproven

TUESDAY = "2022-01-25T12:00:00Z"


def failures(sentence: str, proof: str, published_at: str | None = TUESDAY) -> frozenset[str]:
    return unproven(analyse(sentence), [cite(proof, "", published_at)])


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("It was signed on Monday.", "It was signed on Monday."),
        ("It was signed on 24 January.", "It was signed on Monday."),
        ("It was signed on Monday, January 24, 2022.", "It was signed on Monday."),
        ("It was signed in January 2022.", "It was signed on Monday."),
        ("It was signed in 2022.", "It was signed on Monday."),
        ("It was signed on Monday.", "It was signed on 24 January 2022."),
        ("It was signed on January 24.", "It was signed yesterday."),
        ("It was signed last week.", "It was signed on 18 January."),
        ("It was signed this month.", "It was signed on 18 January."),
        ("It was signed in December 2021.", "It was signed last month."),
        ("They will meet on 26 January.", "They are due to meet on Wednesday."),
        ("It lasted from 10 to 20 February.", "It lasts from February 10 to 20."),
        ("It was sown between 2014 and 2017.", "It was sown from 2014 to 2017."),
        ("As of 25 January 2022, talks go on.", "Talks go on."),
        ("It has run since 2011.", "It has run since October 2011."),
        ("It fell in early 2022.", "It fell in early 2022."),
    ],
)
def test_a_date_is_proven_by_the_same_day_or_a_day_within_it(sentence: str, proof: str) -> None:
    assert failures(sentence, proof) == frozenset()


@pytest.mark.parametrize(
    ("sentence", "proof"),
    [
        ("It was signed in 2021.", "It was signed in 2022."),
        ("It was signed on Tuesday.", "It was signed on Monday."),
        ("It was signed on 23 January.", "It was signed on Monday."),
        ("It was signed on Sunday, 24 January.", "It was signed on Monday."),
        ("It was signed on Tuesday.", "It was signed on 24 January 2022."),
        ("It was signed on 24 January.", "It was signed in January."),
        ("It was signed last month.", "It was signed on 18 January."),
        ("It was signed yesterday.", "It was signed on 18 January."),
        ("It was signed in 2022.", "It was signed."),
        ("It lasted from 10 to 25 February.", "It lasts from February 10 to 20."),
        ("It was sown between 2014 and 2020.", "It was sown between 2014 and 2017."),
        ("It fell in late 2022.", "It fell in early 2022."),
        ("It was signed on Monday morning.", "It was signed on Monday evening."),
    ],
)
def test_an_altered_date_is_not_proven(sentence: str, proof: str) -> None:
    assert "date" in failures(sentence, proof)


def test_without_a_day_of_publication_a_weekday_is_only_itself() -> None:
    assert failures("It was signed on Monday.", "It was signed on Monday.", None) == frozenset()
    assert failures("It was signed on 24 January.", "It was signed on Monday.", None) == {"date"}
