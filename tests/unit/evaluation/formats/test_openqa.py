"""Passages and questions in one file: the sentences that hold an answer are cited, else the passage is relevant."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from service.evaluation.formats.faults import Faults
from service.evaluation.formats.openqa import read_openqa
from service.evaluation.formats.reading import Reading
from service.evaluation.records import Gold, GoldCitation
from service.records import Draft

PIER = {
    "type": "passage",
    "id": "pier",
    "title": "Pier",
    "date": "2022/06/16",
    "text": "It opened in 1911. It burned in 1954. \n",
}
BAND = {"type": "passage", "id": "the band", "title": "", "text": "The band played until two."}


def asked(identity: str, answers: list[str], **more: Any) -> dict[str, Any]:
    return {"type": "question", "id": identity, "question": "Well?", "answers": answers, "answerable": True} | more


def read(tmp_path: Path, *objects: object, packed: bool = False) -> tuple[Reading, list[str]]:
    path = tmp_path / "open.jsonl"
    raw = "\n".join(json.dumps(one) for one in objects).encode()
    path.write_bytes(gzip.compress(raw) if packed else raw)
    faults = Faults("open.jsonl")
    return read_openqa(path, faults), faults.found


@pytest.mark.parametrize("packed", [False, True])
def test_passages_are_articles_and_sentences_with_the_answer_are_cited(tmp_path: Path, packed: bool) -> None:
    reading, faults = read(
        tmp_path,
        asked("a", ["in 1954", "1954"], gold_passage_id="pier", numeric=True, choices=["1954", "1955"]),
        PIER,
        BAND,
        asked("b", ["yes"], gold_passage_id="the band", question_type="comparison"),
        asked("c", ["1911"], gold_passage_ids=["pier", "the band"]),
        asked("d", [], gold_passage_id="pier", answerable=False),
        packed=packed,
    )
    assert faults == []
    assert reading.corpus is not None
    pier, band = reading.corpus()
    assert pier == Draft("It opened in 1911. It burned in 1954.", title="Pier", id="pier", published_at="2022-06-16")
    assert isinstance(band, Draft)
    assert band.id is not None
    assert " " not in band.id
    assert reading.questions == (
        Gold("a", "Well?", answers=("in 1954", "1954"), citations=(GoldCitation("pier", "It burned in 1954.", 19, 37),), tags=("numeric",), line=1),
        Gold("b", "Well?", answers=("yes",), relevant={band.id: 1}, tags=("comparison",), line=4),
        Gold("c", "Well?", answers=("1911",), citations=(GoldCitation("pier", "It opened in 1911.", 0, 18),), relevant={"pier": 1, band.id: 1}, line=5),
        Gold("d", "Well?", expected="abstained", line=6),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("obj", "fault"),
    [
        ({"type": "passages"}, 'must be an object with a "type", which is "passage" or "question"'),
        (["passage"], 'must be an object with a "type", which is "passage" or "question"'),
        (PIER, 'the passage id "pier" stands on line 1 already: give each its own'),
        (asked("first", ["1911"]), 'the question id "first" stands on line 2 already: give each its own'),
        (asked("", ["1911"]), "id is empty: fill it in or leave the line out"),
        (asked("a", ["1911"], question=""), "question is empty: fill it in or leave the line out"),
        (asked("a", ["1911"], answerable=None), "answerable must be true or false, not null"),
        (asked("a", ["1911"], answerable=False), "answerable is false and answers given: take one of them away"),
        (asked("a", []), "answerable is true and nothing says what is right: give answers or gold_passage_id"),
        (asked("a", "1911"), "answers must be an array, not a string"),
        (asked("a", ["1911"], gold_passage_id="dock"), 'the gold passage "dock" is not in this file: add it or name another'),
        (PIER | {"id": "a", "text": ""}, "text is empty: fill it in or leave the line out"),
        (PIER | {"id": "a", "date": 1.5}, "date must be a string or an integer, not a number"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_line(tmp_path: Path, obj: object, fault: str) -> None:
    first = asked("first", ["1911"], gold_passage_id="pier")
    reading, faults = read(tmp_path, PIER, first, obj)
    assert faults == [f"open.jsonl:3: {fault}"]
    assert [one.id for one in reading.questions] == ["first"]


def test_a_gold_passage_at_fault_is_named_once(tmp_path: Path) -> None:
    _, faults = read(tmp_path, PIER | {"text": 3}, asked("a", ["1911"], gold_passage_id="pier"))
    assert faults == ["open.jsonl:1: text must be a string, not a number"]
