from __future__ import annotations

from typing import Any

import pytest

from service.evaluation.report_questions import Details, row


def test_a_row_gives_what_the_table_filters_and_sorts_by() -> None:
    given = {"status": "answered", "answer": "About 400 left. [1]", "short_answer": None, "score": 0.123456}
    asked = {"id": "q1", "question": "How many?", "expected": "answered", "answers": ["400"], "tags": ["numeric"]}
    question = {
        **asked,
        "given": given,
        "seconds": 0.25,
        "error": None,
        "scores": {"right": 0.0, "mrr": 0.5},
        "failed": "read_wrong",
    }
    assert row(question, ["mrr", "map"]) == {
        "id": "q1",
        "question": "How many?",
        "given": "About 400 left. [1]",
        "expected": ["400"],
        "behaviour": "answered",
        "status": "answered",
        "right": 0,
        "stage": "read_wrong",
        "score": 0.1235,
        "ms": 250,
        "tags": ["numeric"],
        "scores": [0.5, None],
    }


def test_a_question_that_failed_says_so() -> None:
    assert row({"id": "q1", "given": {}, "error": "timed out"}, [])["status"] == "failed"


def test_long_answers_are_cut_in_the_row() -> None:
    assert len(row({"given": {"answer": "a" * 100_000}}, [])["given"]) < 300


@pytest.mark.parametrize(("start", "end"), [(None, None), (6, 11), (0, 5), (-3, 2), (6, 99)])
def test_a_gold_quote_is_found_by_its_place_or_where_its_place_is_wrong_by_its_words(start: Any, end: Any) -> None:
    question = {"gold_citations": [{"article_id": "a", "quote": "gold!", "start": start, "end": end}], "given": {}}
    details = Details([question], lambda name, version: "Some, gold! Or not.", 100).of(question)
    assert details["articles"][0]["runs"] == ["Some, ", ["gold!", 1], " Or not."]


def test_of_two_like_quotes_the_one_at_the_given_place_is_gold() -> None:
    question = {"gold_citations": [{"article_id": "a", "quote": "yes", "start": 8, "end": 11}], "given": {}}
    details = Details([question], lambda name, version: "yes, no yes", 100).of(question)
    assert details["articles"][0]["runs"] == ["yes, no ", ["yes", 1]]


def test_gold_is_shown_in_the_version_that_was_answered_from() -> None:
    evidence = {"article_id": "a", "version": 3, "start_char": 0, "end_char": 3, "text": "new"}
    question = {"gold_citations": [{"article_id": "a", "quote": "new"}], "given": {"evidence": [evidence]}}
    details = Details([question], lambda name, version: "new" if version == 3 else "old", 100)
    assert details.of(question)["articles"][0]["version"] == 3


def test_an_article_is_read_once_for_many_questions() -> None:
    reads: list[tuple[str, int]] = []

    def text(name: str, version: int) -> str:
        reads.append((name, version))
        return "gold"

    question = {"gold_citations": [{"article_id": "a", "quote": "gold"}], "given": {}}
    details = Details([question], text, 100)
    for _ in range(5):
        details.of(question)
    assert reads == [("a", 1)]
