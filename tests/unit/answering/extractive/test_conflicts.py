"""Which sentences of independent articles tell another figure of the same thing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.answering.extractive.candidates import find_candidates
from service.answering.extractive.conflicts import APART, LEAST, find_conflict
from service.answering.extractive.scoring import Scored
from service.language.question import analyse
from service.library.sentences import sentence_spans
from service.records import Article, Evidence, Passage, Ranks

QUESTION = analyse("How many homes on the coast lost power?")


def evidence(number: int, text: str, published_at: str = "2024-02-06") -> Evidence:
    article = Article(
        f"a{number}", "default", 1, "0" * 64, "", None, None, None, published_at, "2024-02-09", "en", text
    )
    passage = Passage(number, article.id, 1, 0, 0, len(text), text, tuple(sentence_spans(text)))
    return Evidence(passage, article, 1.0, Ranks())


def sides(*texts: str, alone: float = LEAST, days: tuple[str, ...] = ()) -> list[str]:
    """The sentences that `find_conflict` returns of one-sentence articles, the first of them the best."""
    told = [
        evidence(n, text, day) for n, (text, day) in enumerate(zip(texts, days or ["2024-02-06"] * 9, strict=False))
    ]
    scored = [Scored(one, 0.01, 1.0, None, alone) for one in find_candidates(told)]
    return [side.candidate.text for side in find_conflict(QUESTION, scored, told)]


BEST = "Some 4,800 homes on the coast lost power."
OTHER = "On the coast 6,100 homes lost power."


def test_another_figure_of_the_same_days_is_a_side() -> None:
    assert sides(BEST, OTHER) == [BEST, OTHER]


def test_a_side_is_judged_as_if_the_better_ones_were_not_there() -> None:
    assert sides(BEST, OTHER, alone=LEAST - 0.01) == []


def test_a_figure_of_another_size_is_of_something_else() -> None:
    assert sides(BEST, "On the coast two homes without power burned, and were lost.") == []


def test_a_sentence_that_says_little_of_what_is_asked_is_no_side() -> None:
    assert sides(BEST, "The storm left 6,100 homes cold.") == []


def test_figures_of_other_days_may_have_changed() -> None:
    assert sides(BEST, OTHER, days=("2024-02-06", "2024-03-06")) == []


@given(st.integers(2, 10_000_000), st.integers(2, 10_000_000))
def test_two_figures_are_sides_if_they_differ_and_are_of_a_size(first: int, second: int) -> None:
    texts = [
        f"On the coast {figure:,} homes lost power, they say in town {name}."
        for figure, name in ((first, "A"), (second, "B"))
    ]
    low, high = sorted((first, second))
    assert bool(sides(*texts)) == (low != high and high < APART * low)


def test_one_article_does_not_contradict_itself() -> None:
    told = evidence(0, f"{BEST} {OTHER}")
    scored = [Scored(one, 0.9, 1.0, None, 0.9) for one in find_candidates([told])]
    assert find_conflict(QUESTION, scored, [told]) == []
