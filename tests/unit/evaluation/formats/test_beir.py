"""BEIR folders: queries that a split judges, graded documents, and a corpus that is read as it is ingested."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from service.evaluation.formats.beir import is_beir, read_beir
from service.evaluation.formats.faults import Faults
from service.evaluation.formats.identity import article_name
from service.evaluation.formats.reading import Reading
from service.evaluation.records import Gold
from service.records import Draft, Refusal

HEADER = "query-id\tcorpus-id\tscore\n"
CORPUS = """{"_id": "d1", "title": "Pier", "text": "It burned.", "metadata": {}}
{"_id": "d 2", "title": "Band", "text": ""}
{"_id": "d3", "title": "", "text": " "}
"""
QUERIES = """{"_id": "1", "text": "What burned?", "metadata": {}}
{"_id": "2", "text": "Who played?"}
{"_id": "3", "text": "Who sang?"}
"""


def folder(tmp_path: Path, corpus: str = CORPUS, queries: str = QUERIES, **splits: str) -> Path:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(corpus, "utf-8")
    (tmp_path / "queries.jsonl").write_text(queries, "utf-8")
    for split, judged in splits.items():
        (tmp_path / "qrels" / f"{split}.tsv").write_text(HEADER + judged, "utf-8")
    return tmp_path


def read(path: Path, split: str | None = None) -> tuple[Reading, list[str]]:
    faults = Faults("set")
    return read_beir(path, split, faults), faults.found


def test_judged_queries_are_questions_and_grades_are_those_of_articles(tmp_path: Path) -> None:
    path = folder(tmp_path, test="1\td1\t2\n1\td 2\t0\n2\td 2\t1\n3\td1\t-1\n")
    reading, faults = read(path)
    band = article_name("d 2")
    assert faults == []
    assert reading.questions == (
        Gold("1", "What burned?", expected=None, relevant={"d1": 2, band: 0}, line=1),
        Gold("2", "Who played?", expected=None, relevant={band: 1}, line=2),
    )
    assert reading.name == f"{tmp_path.name}/test"
    assert reading.notes == ("1 queries of 3 have no relevant document in test.tsv and are left out",)
    assert reading.corpus is not None
    expected = [
        Draft("It burned.", title="Pier", id="d1"),
        Draft("Band", title="Band", id=band),
        Refusal("corpus.jsonl:3", "holds no text: give the words of the article", "d3"),
    ]
    assert list(reading.corpus()) == expected == list(reading.corpus())


@pytest.mark.parametrize(
    ("splits", "chosen", "ids"),
    [
        (("test", "dev", "train"), None, ["1"]),
        (("dev", "train"), None, ["2"]),
        (("train",), None, ["3"]),
        (("test", "dev"), "dev", ["2"]),
    ],
)
def test_the_split_is_the_one_named_else_test_else_dev_else_the_only_one(
    tmp_path: Path, splits: tuple[str, ...], chosen: str | None, ids: list[str]
) -> None:
    query = {"test": "1", "dev": "2", "train": "3"}
    reading, faults = read(folder(tmp_path, **{split: f"{query[split]}\td1\t1\n" for split in splits}), chosen)
    assert faults == []
    assert [one.id for one in reading.questions] == ids


def test_relevant_documents_that_the_corpus_lacks_are_noted(tmp_path: Path) -> None:
    reading, faults = read(folder(tmp_path, test="1\td1\t1\n1\td9\t1\n2\td9\t1\n"))
    assert faults == []
    assert [dict(one.relevant) for one in reading.questions] == [{"d1": 1}]
    assert reading.notes == (
        "2 queries of 3 have no relevant document in test.tsv and are left out",
        "1 relevant documents of test.tsv are not in the corpus and are left out",
    )


def test_a_packed_corpus_is_read(tmp_path: Path) -> None:
    path = folder(tmp_path, test="1\td1\t1\n")
    (path / "corpus.jsonl").unlink()
    (path / "corpus.jsonl.gz").write_bytes(gzip.compress(CORPUS.encode()))
    assert is_beir(path)
    reading, faults = read(path)
    assert faults == []
    assert reading.corpus is not None
    assert len(list(reading.corpus())) == 3


@pytest.mark.parametrize(
    ("part", "content", "fault"),
    [
        ("corpus", CORPUS + '{"_id": "d1"}', 'set/corpus.jsonl:4: _id "d1" stands on line 1 already: give each its own'),
        ("corpus", CORPUS + "[]", "set/corpus.jsonl:4: must be an object, not an array"),
        ("corpus", CORPUS + '{"title": "a"}', "set/corpus.jsonl:4: _id is missing: every line needs it"),
        ("queries", '{"_id": "1", "text": ""}', "set/queries.jsonl:1: text is empty: fill it in or leave the line out"),
        ("queries", '{"_id": "1", "text": "Who?"}\n{', "set/queries.jsonl:2: is not JSON: Expecting property name enclosed in double quotes at column 2"),
        ("test", "1\td1\thigh", 'set/qrels/test.tsv:2: the score "high" is no whole number'),
        ("test", "1 d1 1", "set/qrels/test.tsv:2: has 1 cells: write query-id, corpus-id and score with a tab between"),
        ("test", "1\td1\t1\n1\td1\t2", 'set/qrels/test.tsv:3: "d1" is judged twice for "1", and not alike: leave one'),
        ("test", "1\td1\t1\n8\td1\t1", 'set/queries.jsonl: the qrels judge the query "8", which is not there: add it or leave them out'),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_and_line(tmp_path: Path, part: str, content: str, fault: str) -> None:
    parts = {"test": "1\td1\t1\n", part: content}
    assert read(folder(tmp_path, **parts))[1] == [fault]


def test_what_a_folder_lacks_is_named(tmp_path: Path) -> None:
    has = "a BEIR folder has corpus.jsonl, queries.jsonl and qrels/*.tsv"
    assert read(tmp_path)[1] == [
        f"set: holds no {name}: {has}" for name in ("qrels/*.tsv", "corpus.jsonl", "queries.jsonl")
    ]
    path = folder(tmp_path, one="1\td1\t1\n", two="2\td1\t1\n")
    assert read(path)[1] == ["set: has several splits and none is test or dev: choose one of one, two"]
    assert read(path, "three")[1] == ['set: has no split "three": use one of one, two']
