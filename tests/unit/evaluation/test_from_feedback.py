"""What readers say of answers becomes gold questions that say what a person has to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.evaluation.formats.jsonl import gold_from_object
from service.evaluation.from_feedback import candidates, left_out
from service.library.answers import KeptAnswer, Verdict, give
from service.library.store import Library
from service.records import Draft
from tests.unit.library.test_store import add

CREST = "The river crested at 4.2 metres on Sunday."
FELL = "It fell back slowly after that."
GAUGE = "A second gauge read 4.5 metres."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "library.sqlite3")
    add(made, Draft(f"{CREST} {FELL}", id="river"), Draft(GAUGE, id="gauge"))
    yield made
    made.close()


def cites(*quotes: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"marker": n, "article_id": article, "cited_text": text} for n, (article, text) in enumerate(quotes, 1)]


def answered(**more: Any) -> dict[str, Any]:
    usual = {
        "question": "How high was the river?",
        "understood": "How high was the river?",
        "status": "answered",
        "answer": f"{CREST} [1]",
        "short_answer": "4.2 metres",
        "citations": cites(("river", CREST)),
    }
    return {**usual, **more}


ABSTAINED = answered(status="abstained", answer="", short_answer=None, citations=[])


def said(
    library: Library,
    answer: dict[str, Any],
    verdict: Verdict,
    comment: str | None = None,
    corrected: str | None = None,
    collection: str = "default",
    scope: str = "{}",
    number: int = 0,
) -> str:
    at = "2026-05-01T12:00:00.000000Z"
    kept = KeptAnswer(f"ans_{number}", at, collection, scope, answer["question"], json.dumps(answer))
    return give(library.database, kept, verdict, comment, corrected)


def only(library: Library) -> dict[str, Any]:
    (line,) = candidates(library)
    faults: list[str] = []
    gold = gold_from_object(line, 1, faults.append)
    assert faults == []
    assert gold is not None and gold.question == line["question"]
    return line


def test_an_answer_called_right_is_gold_with_its_quotes(library: Library) -> None:
    identity = said(library, answered(), "up")
    assert only(library) == {
        "id": identity,
        "question": "How high was the river?",
        "answers": ["4.2 metres"],
        "expected": "answered",
        "citations": [{"article_id": "river", "quote": CREST}],
        "tags": ["from_feedback", "verdict_up"],
    }


def test_without_a_short_answer_the_sentences_are_the_answer_less_their_markers(library: Library) -> None:
    text = f"{CREST} [1] {FELL} [2][1] The pact [1949] held."
    said(library, answered(short_answer=None, answer=text, citations=cites(("river", CREST), ("river", FELL))), "up")
    assert only(library)["answers"] == [f"{CREST} {FELL} The pact [1949] held."]


def test_each_side_of_a_conflict_is_an_answer(library: Library) -> None:
    sides = cites(("river", CREST), ("gauge", GAUGE))
    said(library, answered(status="conflicting", short_answer="4.2 metres / 4.5 metres", citations=sides), "up")
    line = only(library)
    assert (line["expected"], line["answers"]) == ("conflicting", ["4.2 metres", "4.5 metres"])
    assert [one["article_id"] for one in line["citations"]] == ["river", "gauge"]


def test_an_abstention_called_right_expects_one(library: Library) -> None:
    said(library, ABSTAINED, "up")
    line = only(library)
    assert (line["expected"], line["answers"], line["citations"]) == ("abstained", [], [])
    assert line["tags"] == ["from_feedback", "verdict_up"]


@pytest.mark.parametrize("answer", [answered(), ABSTAINED, answered(status="conflicting")])
def test_a_correction_of_what_is_wrong_is_the_answer_and_has_to_be_reviewed(
    library: Library, answer: dict[str, Any]
) -> None:
    said(library, answer, "down", corrected="4.5 metres")
    line = only(library)
    assert (line["expected"], line["answers"], line["citations"]) == ("answered", ["4.5 metres"], [])
    assert line["tags"] == ["from_feedback", "verdict_down", "review"]


def test_a_correction_of_what_is_right_stands_before_it(library: Library) -> None:
    said(library, answered(), "up", corrected="about 4.2 metres")
    line = only(library)
    assert line["answers"] == ["about 4.2 metres", "4.2 metres"]
    assert (len(line["citations"]), line["tags"]) == (1, ["from_feedback", "verdict_up"])


def test_an_abstention_that_is_right_and_corrected_has_to_be_reviewed(library: Library) -> None:
    said(library, ABSTAINED, "up", corrected="4.2 metres")
    line = only(library)
    assert (line["expected"], line["answers"]) == ("answered", ["4.2 metres"])
    assert "review" in line["tags"]


def test_wrong_and_no_more_is_left_out_and_counted(library: Library) -> None:
    said(library, answered(), "down", number=1)
    said(library, answered(), "down", number=2)
    said(library, answered(), "up", number=3)
    assert len(list(candidates(library))) == 1
    assert left_out(library) == 2


def test_wrong_with_a_comment_is_for_a_person_to_fill_in(library: Library) -> None:
    said(library, answered(), "down", comment="That was\nMonday.")
    line = only(library)
    assert (line["expected"], line["answers"], line["citations"]) == (None, [], [])
    assert line["tags"] == ["from_feedback", "verdict_down", "review", "comment: That was Monday."]
    assert left_out(library) == 0


def test_a_follow_up_is_asked_as_it_was_understood_and_has_to_be_reviewed(library: Library) -> None:
    said(library, answered(question="And the river?"), "up")
    line = only(library)
    assert line["question"] == "How high was the river?"
    assert "review" in line["tags"]


def test_what_was_asked_for_beside_the_question_is_asked_for_again(library: Library) -> None:
    scope = {"filters": {"source": ["Courier"]}, "as_of": "2026-04-30"}
    said(library, answered(), "up", collection="rivers", scope=json.dumps(scope))
    line = only(library)
    assert {name: line[name] for name in ("collection", "filters", "as_of")} == {"collection": "rivers", **scope}


@pytest.mark.parametrize("change", ["changed", "deleted"])
def test_a_quote_that_stands_no_longer_is_left_out_and_has_to_be_reviewed(library: Library, change: str) -> None:
    said(library, answered(citations=cites(("river", CREST), ("gauge", GAUGE))), "up")
    if change == "changed":
        add(library, Draft("The river is calm.", id="river"))
    else:
        library.delete("river")
    line = only(library)
    assert line["citations"] == [{"article_id": "gauge", "quote": GAUGE}]
    assert line["tags"] == ["from_feedback", "verdict_up", "review"]


def test_what_was_said_of_a_purged_article_is_gone_with_it(library: Library) -> None:
    said(library, answered(citations=cites(("river", CREST))), "up")
    library.delete("river")
    library.purge("river")
    assert list(candidates(library)) == []


def test_a_sentence_cited_twice_is_one_quote(library: Library) -> None:
    said(library, answered(citations=cites(("river", CREST), ("river", CREST))), "up")
    assert len(only(library)["citations"]) == 1


def test_many_who_agree_make_one_line(library: Library) -> None:
    first = said(library, answered(), "up", number=1)
    for number in range(2, 9):
        said(library, answered(), "up", number=number)
    other = said(library, answered(), "up", collection="rivers", number=9)
    assert [line["id"] for line in candidates(library)] == [first, other]
