"""SQuAD documents: paragraphs become articles, and what is cited stands in the text that the library keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.evaluation.formats.faults import Faults
from service.evaluation.formats.reading import Reading
from service.evaluation.formats.squad import read_squad
from service.evaluation.records import Gold, GoldCitation
from service.records import Draft

FIRST = "The pier opened in 1911. It was built of oak."
SECOND = "\r\nA cafe\u0301 stood there.   \r\n\r\n\r\n\r\nIt burned in 1954. Nobody was hurt.  "


def qa(identity: Any, question: str, *answers: tuple[str, int], **more: Any) -> dict[str, Any]:
    given = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": identity, "question": question, "answers": given} | more


def document(*paragraphs: dict[str, Any], title: str = "Old_Pier") -> dict[str, Any]:
    return {"version": "v2.0", "data": [{"title": title, "paragraphs": list(paragraphs)}]}


def read(tmp_path: Path, obj: object) -> tuple[Reading, list[str]]:
    path = tmp_path / "squad.json"
    path.write_text(obj if isinstance(obj, str) else json.dumps(obj), "utf-8")
    faults = Faults("squad.json")
    return read_squad(path, faults), faults.found


def test_each_paragraph_is_an_article_and_the_sentence_that_holds_the_answer_is_cited(tmp_path: Path) -> None:
    reading, faults = read(
        tmp_path,
        document(
            {"context": FIRST, "qas": [qa("a", "When?", ("1911", 19), ("in 1911", 16)), qa(7, "Who?", is_impossible=True, plausible_answers=[])]},
            {"context": SECOND, "qas": [qa("b", "When did it burn?", ("1954", SECOND.index("1954"))), qa("c", "What?", ("cafe\u0301", 4))]},
        ),
    )  # fmt: skip
    assert faults == []
    assert reading.corpus is not None
    articles = list(reading.corpus())
    assert articles == [
        Draft(FIRST, title="Old Pier", id="old-pier-1"),
        Draft("A caf\u00e9 stood there.\n\nIt burned in 1954. Nobody was hurt.", title="Old Pier", id="old-pier-2"),
    ]
    assert reading.questions == (
        Gold("a", "When?", answers=("1911", "in 1911"), citations=(GoldCitation("old-pier-1", "The pier opened in 1911.", 0, 24),)),
        Gold("7", "Who?", expected="abstained"),
        Gold("b", "When did it burn?", answers=("1954",), citations=(GoldCitation("old-pier-2", "It burned in 1954.", 21, 39),)),
        Gold("c", "What?", answers=("cafe\u0301",), citations=(GoldCitation("old-pier-2", "A caf\u00e9 stood there.", 0, 19),)),
    )  # fmt: skip
    assert list(reading.corpus()) == articles


def test_articles_of_one_title_have_ids_of_their_own(tmp_path: Path) -> None:
    one = {"title": "Pier!", "paragraphs": [{"context": FIRST, "qas": []}]}
    other = {"title": "桟橋", "paragraphs": [{"context": FIRST, "qas": []}]}
    reading, faults = read(tmp_path, {"data": [one, one, other]})
    assert faults == []
    assert reading.corpus is not None
    assert [draft.id for draft in reading.corpus()] == ["pier-1", "pier-2", "article-1"]


def test_an_answer_that_is_not_at_its_place_is_taken_from_the_nearest_and_noted(tmp_path: Path) -> None:
    reading, faults = read(tmp_path, document({"context": FIRST, "qas": [qa("a", "Of what?", ("oak", 30))]}))
    assert faults == []
    assert [one.quote for one in reading.questions[0].citations] == ["It was built of oak."]
    assert reading.notes == ("1 answers do not stand at their answer_start: the nearest place was taken",)


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (qa("a", "When?"), "answers is empty: give answers, or say that is_impossible is true"),
        (qa("a", "When?", ("1911", 19), is_impossible=True), "is_impossible is true and answers given: take one of them away"),
        (qa("a", "When?", ("1911", 19), is_impossible="no"), "is_impossible must be true or false, not a string"),
        (qa("a", "When?", ("1912", 19)), 'answers[0].text does not stand in the paragraph: "1912"'),
        (qa("a", "When?", ("1911", None)), "answers[0].answer_start is missing"),
        (qa("a", "When?", ("1911", "19")), "answers[0].answer_start must be a whole number, not a string"),
        (qa("a", " ", ("1911", 19)), "question is empty: fill it in or leave the line out"),
        (qa("", "When?", ("1911", 19)), "id is empty: fill it in or leave the line out"),
        (qa("first", "When?", ("1911", 19)), 'id "first" stands at data[0].paragraphs[0].qas[0] already: give each its own'),
        ("When?", "must be an object, not a string"),
    ],
)  # fmt: skip
def test_a_question_at_fault_is_named_by_its_path(tmp_path: Path, question: object, fault: str) -> None:
    reading, faults = read(
        tmp_path, document({"context": FIRST, "qas": [qa("first", "When?", ("1911", 19)), question]})
    )
    assert faults == [f"squad.json:data[0].paragraphs[0].qas[1]: {fault}"]
    assert [one.id for one in reading.questions] == ["first"]


@pytest.mark.parametrize(
    ("obj", "fault"),
    [
        ("{", ": is not JSON: Expecting property name enclosed in double quotes at column 2"),
        ([], ': is no SQuAD document, which is an object with an array "data": our own format is .jsonl'),
        ({"data": [3]}, ":data[0]: must be an object, not a number"),
        ({"data": [{"title": "a", "paragraphs": {}}]}, ":data[0]: paragraphs must be an array, not an object"),
        (document({"context": " ", "qas": []}), ":data[0].paragraphs[0]: context is empty: fill it in or leave the line out"),
    ],
)  # fmt: skip
def test_a_document_at_fault_is_named(tmp_path: Path, obj: object, fault: str) -> None:
    assert read(tmp_path, obj)[1] == [f"squad.json{fault}"]
