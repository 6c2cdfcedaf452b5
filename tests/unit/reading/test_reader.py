"""The reader that comes with this version, on real text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import ModelUnavailable
from service.reading.prepared import DEFAULT_READER, prepared_reader
from service.reading.reader import OnnxReader, Readable, Reading
from service.reading.wordings import LONGEST_ANSWER

PASSAGES = (
    Readable(
        "Storm hits the coast", "Storm Odalys cut power to 48,000 homes. The mayor, Ines Calloway, closed schools."
    ),
    Readable("", "The bakery 😀 on Elm Street sold 310 loaves on Saturday. Queues went round the block."),
    Readable("Ferries", "Ferries to the islands were halted because waves reached nine metres."),
    Readable("Ferries", "Ferries to the islands ran again on Friday, the operator said, and were full."),
)
QUESTION = "How many homes lost power?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared_reader(DEFAULT_READER, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[OnnxReader]:
    opened = OnnxReader(folder, 2)
    yield opened
    opened.close()


def same(first: Reading, second: Reading) -> bool:
    return (
        (first.relevance, first.none) == (second.relevance, second.none)
        and np.array_equal(first.starts, second.starts)
        and np.array_equal(first.ends, second.ends)
    )


def test_it_finds_the_words_that_answer_and_the_passage_that_holds_them(reader: OnnxReader) -> None:
    readings = reader.read(QUESTION, PASSAGES)
    assert max(range(4), key=lambda at: readings[at].relevance) == 0
    span = readings[0].best(0, len(PASSAGES[0].text))
    assert span is not None
    assert "48,000" in PASSAGES[0].text[span.start : span.end]
    others = [one.best(0, len(passage.text)) for one, passage in zip(readings[1:], PASSAGES[1:], strict=True)]
    assert all(other is not None and span.margin > other.margin for other in others)


def test_what_holds_no_answer_is_told_from_what_does(reader: OnnxReader) -> None:
    held, other = reader.read("Why were the ferries halted?", PASSAGES[2:])
    assert held.relevance > other.relevance


@given(order=st.permutations(range(4)), count=st.integers(1, 4))
@settings(max_examples=10)
def test_a_reading_depends_on_its_passage_alone(folder: Path, order: list[int], count: int) -> None:
    readers = [OnnxReader(folder, threads) for threads in (1, 3)]
    alone = {at: readers[0].read(QUESTION, [PASSAGES[at]])[0] for at in order[:count]}
    together = readers[1].read(QUESTION, [PASSAGES[at] for at in order[:count]])
    assert all(same(alone[at], one) for at, one in zip(order, together, strict=False))
    for one in readers:
        one.close()


@given(
    text=st.text(st.sampled_from("ab 😀é.,\n1שلé"), min_size=1, max_size=300),
    title=st.text(st.sampled_from("aé😀 ."), max_size=40),
    bounds=st.tuples(st.integers(0, 300), st.integers(0, 300)),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_are_characters_of_the_text_within_the_bounds(
    reader: OnnxReader, text: str, title: str, bounds: tuple[int, int]
) -> None:
    reading = reader.read("Who?", [Readable(title, text)])[0]
    assert all(0 <= start <= end <= len(text) for start, end in reading.offsets)
    assert (np.diff(reading.offsets[:, 0]) >= 0).all()
    low, high = min(bounds), max(bounds)
    span = reading.best(low, high)
    inside = [(start, end) for start, end in reading.offsets.tolist() if start >= low and end <= high]
    assert (span is None) == (not inside)
    if span is not None:
        assert low <= span.start < span.end <= high
        assert sum(start >= span.start and end <= span.end for start, end in inside) <= LONGEST_ANSWER


def test_the_margin_is_that_of_the_span_of_highest_sum(reader: OnnxReader) -> None:
    reading = reader.read(QUESTION, [PASSAGES[0]])[0]
    span = reading.best(0, len(PASSAGES[0].text))
    count = len(reading.starts)
    sums = [
        float(reading.starts[a] + reading.ends[b])
        for a in range(count)
        for b in range(a, min(count, a + LONGEST_ANSWER))
    ]
    assert span is not None
    assert span.margin == pytest.approx(max(sums) - reading.none, abs=1e-5)


def test_a_text_beyond_the_models_length_is_read_as_far_as_that_goes(reader: OnnxReader) -> None:
    text = "The tram runs every ten minutes. " * 200
    reading = reader.read("How often does the tram run? " * 60, [Readable("Trams " * 100, text)])[0]
    assert 0 < len(reading.starts) < 512
    assert reading.offsets[-1, 1] < len(text)


def test_an_empty_text_has_no_span(reader: OnnxReader) -> None:
    reading = reader.read(QUESTION, [Readable("A title", "")])[0]
    assert reading.best(0, 10) is None


def test_many_threads_may_read_at_once(reader: OnnxReader) -> None:
    questions = [f"What happened on day {day}?" for day in range(12)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda question: reader.read(question, PASSAGES), questions))
    for question, readings in zip(questions, found, strict=True):
        again = reader.read(question, PASSAGES)
        assert all(same(first, second) for first, second in zip(readings, again, strict=True))


def test_what_was_read_is_remembered_up_to_a_number(folder: Path) -> None:
    reader = OnnxReader(folder, 1)
    reader.remembered = 2
    first = reader.read(QUESTION, PASSAGES[:1])[0]
    assert reader.read(QUESTION, PASSAGES[:1])[0] is first
    reader.read(QUESTION, PASSAGES[1:])
    again = reader.read(QUESTION, PASSAGES[:1])[0]
    assert again is not first
    assert same(again, first)
    reader.close()


@pytest.mark.parametrize("damage", ["weights", "card", "missing"])
def test_a_damaged_reader_is_refused_by_name(
    folder: Path, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "reader"
    shutil.copytree(folder, copy)
    monkeypatch.setattr("service.reading.prepared._published", lambda: copy)
    if damage == "weights":
        (copy / "model.onnx").write_bytes((copy / "model.onnx").read_bytes()[:-100])
    elif damage == "card":
        (copy / "card.json").write_text(json.dumps({"name": "x"}))
    else:
        shutil.rmtree(copy)
    with pytest.raises(ModelUnavailable, match="install Dateline again"):
        prepared_reader(DEFAULT_READER, tmp_path)
