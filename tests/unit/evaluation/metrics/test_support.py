"""Support of sentences and need of citations are those of ALCE, whatever the checker."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.metrics.support import Statement, support

words = st.text("abcd", max_size=4)
statements = st.lists(st.tuples(words, st.lists(words, max_size=4)), max_size=5)


def holds_every_letter(sentence: str, cited: Sequence[str]) -> bool:
    return set(sentence) <= set("".join(cited))


def equals_one(sentence: str, cited: Sequence[str]) -> bool:
    """Not monotone: more text may prove less, as with a model."""
    return "".join(cited) == sentence or len(cited) == 3


def alce(given_statements: list[Statement], entails: object) -> tuple[int, int, int]:
    """(supported sentences, precise citations, citations) in the flow of `compute_autoais` of ALCE's eval.py."""
    supported = precise = total = 0
    for sentence, refs in given_statements:
        joint = 0
        if len(refs) > 0:
            total += len(refs)
            joint = int(entails(sentence, refs))  # type: ignore[operator]
        supported += joint
        if joint and len(refs) > 1:
            for at, ref in enumerate(refs):
                if not entails(sentence, [ref]):  # type: ignore[operator]
                    rest = list(refs)
                    del rest[at]
                    if not entails(sentence, rest):  # type: ignore[operator]
                        precise += 1
                else:
                    precise += 1
        else:
            precise += joint
    return supported, precise, total


@given(statements, st.sampled_from([holds_every_letter, equals_one]))
def test_both_shares_are_those_of_the_script_of_alce(given_statements: list[Statement], checker: object) -> None:
    supported, precise, total = alce(given_statements, checker)
    found = support(given_statements, checker)  # type: ignore[arg-type]
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
