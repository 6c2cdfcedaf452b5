"""Spreadsheets of questions: columns by name in any case, an empty answer says nothing, bad rows are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.evaluation.formats.faults import Faults
from service.evaluation.formats.reading import Reading
from service.evaluation.formats.spreadsheet import read_spreadsheet
from service.evaluation.records import Gold, GoldCitation


def read(tmp_path: Path, content: str | bytes, name: str = "gold.csv") -> tuple[Reading, list[str]]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    faults = Faults(name)
    return read_spreadsheet(path, faults), faults.found


def test_every_column_arrives_whatever_its_case(tmp_path: Path) -> None:
    reading, faults = read(
        tmp_path,
        "\ufeffID,Question,ANSWER,Expected,article_id,Quote,Tags\r\n"
        'q1,"How many ferries, in all?",12| twelve ,,ferries,"Twelve ferries ran.",numeric|how_many\r\n'
        "q2,Who paid?,,Abstained,,,\r\n",
    )
    assert faults == []
    assert reading.questions == (
        Gold(
            "q1",
            "How many ferries, in all?",
            answers=("12", "twelve"),
            citations=(GoldCitation("ferries", "Twelve ferries ran."),),
            tags=("numeric", "how_many"),
            line=2,
        ),
        Gold("q2", "Who paid?", expected="abstained", line=3),
    )


def test_an_empty_answer_says_nothing_and_an_article_alone_is_relevant(tmp_path: Path) -> None:
    reading, faults = read(tmp_path, "question,answer,article_id\nWho?,,\nWhere?,,ferries\n")
    assert faults == []
    assert [(one.expected, dict(one.relevant)) for one in reading.questions] == [
        (None, {}),
        ("answered", {"ferries": 1}),
    ]


def test_an_id_made_of_the_question_does_not_depend_on_the_row(tmp_path: Path) -> None:
    first, _ = read(tmp_path, "question,answer\nWho?,Ann\nWhere?,Here\n")
    second, _ = read(tmp_path, "question,answer\nWhere?,There\nWhen?,Now\nWho?,Bo\n")
    assert {one.question: one.id for one in first.questions}.items() <= {
        one.question: one.id for one in second.questions
    }.items()


@pytest.mark.parametrize(("name", "between"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "\t")])
def test_the_separator_is_the_one_of_the_header(tmp_path: Path, name: str, between: str) -> None:
    reading, faults = read(
        tmp_path, f"Question{between}Answers\nWho, then?{between}Ann\n".replace("Who, then?", '"Who, then?"'), name
    )
    assert faults == []
    assert [(one.question, one.answers) for one in reading.questions] == [("Who, then?", ("Ann",))]


def test_a_column_of_questions_is_enough_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    reading, faults = read(tmp_path, "question\n\nWho?\n \n")
    assert faults == []
    assert [(one.question, one.line) for one in reading.questions] == [("Who?", 3)]


def test_a_row_is_named_by_the_line_it_begins_on(tmp_path: Path) -> None:
    reading, faults = read(tmp_path, 'question,answer\n"Who\nelse?",Ann\nWhere?,Here\n,Now\n')
    assert [one.line for one in reading.questions] == [2, 4]
    assert faults == ["gold.csv:5: question is empty: fill it in or leave the line out"]


def test_other_columns_are_noted(tmp_path: Path) -> None:
    reading, faults = read(tmp_path, "question,answer,Reviewer\nWho?,Ann,Bo\n")
    assert faults == []
    assert reading.notes == ("not read: the columns reviewer",)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("text,answer\nWho?,Ann\n", "1: there is no column question in the header, which has text, answer: name one of its columns so"),
        ("", "1: there is no column question in the header, which has nothing: name one of its columns so"),
        ("question,anwser\nWho?,Ann\n", '1: the column "anwser" is not known: did you mean answer?'),
        ("question,answer,answer\nWho?,Ann,Bo\n", "1: the column answer stands 2 times in the header: leave one"),
        ("question,answer\nWho?,Ann,Bo\n", "2: has 3 cells and the header has 2: put a cell that holds the separator in quotes"),
        ("question,quote\nWho?,It was Ann.\n", "2: has a quote and no article_id: say which article it stands in"),
        ("question,expected\nWho?,perhaps\n", '2: expected must be one of answered, abstained, conflicting, not "perhaps"'),
        ("question,answer,expected\nWho?,Ann,abstained\n", '2: expected is "abstained" and answers given: take one of them away'),
        ("id,question\na,Who?\na,Where?\n", '3: id "a" stands on line 2 already: give each its own'),
        (f"id,question\n{'x' * 201},Who?\n", "2: id has 201 characters: use at most 200"),
        (b"question\ncaf\xe9?\n", "2: is not UTF-8 (byte 0xE9): save it as CSV UTF-8"),
        ('question\n"Who?\nWhere?\n', "2: is not CSV: unexpected end of data; close every quote, and double a quote within quotes"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_line(tmp_path: Path, content: str | bytes, fault: str) -> None:
    _, faults = read(tmp_path, content)
    assert faults == [f"gold.csv:{fault}"]


def test_a_question_asked_twice_without_ids_is_to_be_one_row(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "question,answer\nWho?,Ann\nWho?,Bo\n")
    (fault,) = faults
    assert fault.startswith("gold.csv:3: id ")
    assert fault.endswith(' stands on line 2 already: put all answers to a question in one row, with "|" between')


def test_rows_after_a_bad_one_are_still_read(tmp_path: Path) -> None:
    reading, faults = read(tmp_path, 'question\n"Who"x?\nWhere?\n')
    assert [one.question for one in reading.questions] == ["Where?"]
    assert [fault.split(";")[0] for fault in faults] == ["gold.csv:2: is not CSV: ',' expected after '\"'"]
