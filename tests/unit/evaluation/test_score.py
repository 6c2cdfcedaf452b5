from __future__ import annotations

import pytest

from service.evaluation.records import Given, Gold, GoldCitation
from service.evaluation.score import METRICS, Texts, score
from tests.unit.evaluation.sample import FERRY, TEXT, abstained, citation, evidence, given, gold

TEXTS: Texts = {("a", None): TEXT, ("a", 1): TEXT, ("b", None): "Another text.", ("b", 1): "Another text."}
UNANSWERABLE = gold(answers=(), citations=(), expected="abstained")


def test_a_right_answer_with_its_proof_has_every_point() -> None:
    scored = score(gold(), given(), TEXTS)
    assert scored.failed is None
    told = {name: value for name, value in scored.scores.items() if value is not None}
    assert told.pop("over_refusal") == 0
    assert told.pop("exact_match") == 1
    assert set(told.values()) == {1.0}
    assert {"right", "answered_right", "mrr", "citation_f1", "citation_validity", "support"} <= set(told)


def test_every_metric_is_there_and_none_where_it_says_nothing() -> None:
    for scored in (score(gold(), given(), TEXTS), score(UNANSWERABLE, abstained(), TEXTS)):
        assert set(scored.scores) == set(METRICS)
    silent = score(UNANSWERABLE, abstained(), TEXTS).scores
    assert (silent["right"], silent["false_answer"], silent["abstention_precision"], silent["abstention_recall"]) == (
        1,
        0,
        1,
        1,
    )
    assert silent["exact_match"] is silent["citation_f1"] is silent["mrr"] is silent["over_refusal"] is None


def test_an_error_has_no_score_at_all() -> None:
    scored = score(gold(), Given("q", {}, 1.0, "it cannot be reached"), TEXTS)
    assert scored.failed == "failed"
    assert set(scored.scores.values()) == {None}


@pytest.mark.parametrize(
    ("question", "answer", "stage"),
    [
        (gold(), abstained(evidence=[evidence("b", 0, 10)]), "not_retrieved"),
        (gold(), abstained(), "refused_wrongly"),
        (gold(), abstained(withheld=[{"text": "x", "reasons": ["number"]}]), "withheld"),
        (gold(), given(answer="Divers found the bell. [1]", short_answer=None), "read_wrong"),
        (UNANSWERABLE, given(), "answered_wrongly"),
        (gold(expected="conflicting"), given(), "read_wrong"),
    ],
)
def test_the_stage_that_went_wrong_first_is_named(question: Gold, answer: Given, stage: str) -> None:
    scored = score(question, answer, TEXTS)
    assert scored.failed == stage
    assert scored.scores["right"] == 0


def test_a_copy_that_stands_for_the_gold_article_counts_as_it() -> None:
    start = TEXT.index(FERRY)
    copied = given(
        evidence=[evidence("b", copies=("a",))], citations=[citation(start, start + len(FERRY), len(FERRY), "b")]
    )
    texts: Texts = {**TEXTS, ("b", None): TEXT, ("b", 1): TEXT}
    scored = score(gold(), copied, texts)
    assert scored.failed is None
    assert (scored.scores["mrr"], scored.scores["citation_f1"]) == (1, 1)


def test_a_citation_that_does_not_hold_is_invalid() -> None:
    shifted = given(citations=[{**given().answer["citations"][0], "start_char": 3}])
    assert score(gold(), shifted, TEXTS).scores["citation_validity"] == 0
    gone: Texts = {("a", None): TEXT}
    assert score(gold(), given(), gone).scores["citation_validity"] == 0


def test_a_sentence_that_its_citation_does_not_prove_is_unsupported() -> None:
    told = "It carried 43 people."
    wrong = given(answer=f"{told} [1]", citations=[{**given().answer["citations"][0], "answer_end": len(told)}])
    assert score(gold(), wrong, TEXTS).scores["support"] == 0


def test_graded_articles_are_ranked_where_gold_tells_no_characters() -> None:
    question = gold(answers=(), citations=(), relevant={"a": 2, "b": 0, "c": 1}, expected=None)
    ranked = given(evidence=[evidence("b"), evidence("a")])
    scored = score(question, ranked, TEXTS)
    assert scored.scores["mrr"] == 0.5
    assert scored.scores["recall@5"] == 0.5
    assert scored.scores["right"] is None and scored.failed is None


def test_of_gold_that_only_cites_what_is_cited_is_right() -> None:
    question = gold(answers=())
    assert score(question, given(), TEXTS).scores["right"] == 1
    beside = gold(answers=(), citations=(GoldCitation("a", TEXT[:10], 0, 10),))
    assert score(beside, given(), TEXTS).scores["right"] == 0
    elsewhere = gold(answers=(), citations=(GoldCitation("b", "Another text.", 0, 13),))
    assert score(elsewhere, given(), TEXTS).scores["right"] == 0


def test_graded_articles_are_ranked_as_deep_as_they_were_searched_for() -> None:
    question = gold(answers=(), citations=(), relevant={"c": 1}, expected=None)
    deep = [("a", 0, 9), ("a", 9, 20), ("b", 0, 9), ("c", 0, 9)]
    assert score(question, given(), TEXTS).scores["mrr"] == 0
    assert score(question, given(), TEXTS, passages=deep).scores["mrr"] == 1 / 3


def test_a_figure_may_be_off_by_the_tolerance() -> None:
    question = gold(answers=("42 people",))
    near = given(short_answer="43 people", answer="It carried 43 people. [1]")
    assert score(question, near, TEXTS).scores["right"] == 0
    loose = score(question, near, TEXTS, tolerance=0.05).scores
    assert (loose["right"], loose["numeric_match"]) == (1, 1)


def test_what_the_sentence_holds_beside_a_wrong_short_answer_is_not_right() -> None:
    question = gold(answers=("the bell",))
    told = given(short_answer="Divers", answer="Divers found the bell. [1]")
    assert score(question, told, TEXTS).scores["right"] == 0
    silent = given(short_answer=None, answer="Divers found the bell. [1]")
    assert score(question, silent, TEXTS).scores["right"] == 1


def test_a_marker_is_no_answer_and_typographic_marks_are_no_difference() -> None:
    one = gold(answers=("1",))
    assert score(one, given(short_answer=None, answer="Divers found it. [1]"), TEXTS).scores["right"] == 0
    poor = gold(answers=("poor",))
    assert score(poor, given(short_answer="rated “poor”"), TEXTS).scores["right"] == 1


def test_a_sentence_that_cites_nothing_is_not_supported() -> None:
    more = f"{FERRY} [1] The moon is made of cheese."
    assert score(gold(), given(answer=more), TEXTS).scores["support"] == 0.5


def test_squad_counts_silence_where_nothing_answers_as_right() -> None:
    assert score(UNANSWERABLE, abstained(), TEXTS).scores["squad_f1"] == 1
    assert score(UNANSWERABLE, given(), TEXTS).scores["squad_f1"] == 0
    assert score(gold(), abstained(), TEXTS).scores["squad_f1"] == 0
    assert score(gold(), given(), TEXTS).scores["squad_em"] == 1
