"""Support of sentences and need of citations are those of ALCE, whatever the checker."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics.support import Checker, Statement, support

words = st.text("abcd", max_size=4)
statements = st.lists(st.tuples(words, st.lists(words, max_size=4)), max_size=5)


def holds_every_letter(sentence: str, cited: Sequence[str]) -> bool:
    return set(sentence) <= set("".join(cited))


def equals_one(sentence: str, cited: Sequence[str]) -> bool:
    """Not monotone: more text may prove less, as with a model."""
    return "".join(cited) == sentence or len(cited) == 3


def as_the_paper_says(given_statements: list[Statement], entails: Checker) -> tuple[int, int, int]:
    """(supported sentences, relevant citations of those, citations), from section 4 of the paper."""
    supported = [(sentence, cited) for sentence, cited in given_statements if cited and entails(sentence, cited)]
    relevant = 0
    for sentence, cited in supported:
        for at, one in enumerate(cited):
            rest = [other for number, other in enumerate(cited) if number != at]
            irrelevant = entails(sentence, rest) and not entails(sentence, [one])
            relevant += not irrelevant
    return len(supported), relevant, sum(len(cited) for _, cited in given_statements)


@given(statements, st.sampled_from([holds_every_letter, equals_one]))
def test_both_shares_are_those_of_the_paper(given_statements: list[Statement], checker: Checker) -> None:
    supported, precise, total = as_the_paper_says(given_statements, checker)
    found = support(given_statements, checker)
    assert (found.sentences, found.citations) == (len(given_statements), total)
    assert found.recall == (supported / len(given_statements) if given_statements else None)
    assert found.precision == (precise / total if total else None)


@pytest.mark.parametrize(
    ("cited", "recall", "precision"),
    [
        ([], 0, None),
        (["ab"], 1, 1),
        (["a"], 0, 0),
        (["a", "b"], 1, 1),
        (["ab", "c"], 1, 0.5),
        (["ab", "ab"], 1, 1),
        (["a", "b", "c"], 1, 2 / 3),
        (["a", "c"], 0, 0),
    ],
)
def test_a_citation_counts_where_it_is_needed_or_enough(
    cited: list[str], recall: float, precision: float | None
) -> None:
    found = support([("ab", cited)], holds_every_letter)
    assert (found.recall, found.precision) == (recall, precision)


@given(statements, st.randoms())
def test_the_order_of_sentences_does_not_matter(given_statements: list[Statement], random: object) -> None:
    shuffled = sorted(given_statements, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert support(shuffled, holds_every_letter) == support(given_statements, holds_every_letter)


def test_without_sentences_nothing_is_said() -> None:
    found = support([], holds_every_letter)
    assert (found.recall, found.precision) == (None, None)
