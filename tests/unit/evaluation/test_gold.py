"""Gold files of every format are told apart, refused with all their faults, and hold quotes that stand."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.evaluation.gold import GoldErrors, check_quotes, located, read_gold
from service.evaluation.records import Gold, GoldCitation
from service.library.identity import article_id
from service.library.loaders.source import Inputs
from service.records import Draft

SEEDS = Path(__file__).parents[3] / "seeds"
LINE = '{"id": "a", "question": "Who?", "answers": ["Ann"]}'
OPEN = '{"type": "question", "id": "a", "question": "Who?", "answers": ["Ann"], "answerable": true}'
SQUAD = {
    "version": "1.1",
    "data": [{"title": "T", "paragraphs": [{"context": "Ann did.", "qas": [{"id": "a", "question": "Who?", "answers": [{"text": "Ann", "answer_start": 0}]}]}]}],
}  # fmt: skip
TEXTS = {"pier": "It opened. It burned. It opened.", "band": "It played."}


def written(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def faults_of(path: Path, format: str | None = None) -> tuple[str, ...]:
    with pytest.raises(GoldErrors) as refused:
        read_gold(path, format)
    return refused.value.faults


def test_the_seed_questions_are_read_and_every_quote_stands_in_its_article() -> None:
    gold = read_gold(SEEDS / "questions.jsonl")
    raw = (SEEDS / "questions.jsonl").read_bytes()
    assert (gold.format, gold.name, gold.notes, gold.corpus) == ("jsonl", "questions.jsonl", (), None)
    assert len(gold.questions) == 189 == raw.count(b"\n")
    assert gold.sha256 == hashlib.sha256(raw).hexdigest()
    inputs = Inputs.of([str(SEEDS / "articles")], 50_000_000, None)
    drafts = [draft for draft in inputs.drafts(lambda _: None) if isinstance(draft, Draft)]
    texts = {article_id(draft, "default"): draft.text for draft in drafts}
    assert check_quotes(gold.questions, texts.get) == ()
    for question in gold.questions:
        for citation in located(question, texts.get).citations:
            assert texts[citation.article_id][citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.jsonl", LINE, "jsonl"),
        ("a.jsonl.gz", gzip.compress(LINE.encode()), "jsonl"),
        ("a.json", "\n" + LINE, "jsonl"),
        ("a", LINE, "jsonl"),
        ("a.jsonl", OPEN, "openqa"),
        ("a.jsonl.gz", gzip.compress(OPEN.encode()), "openqa"),
        ("a.json", json.dumps(SQUAD), "squad"),
        ("a.json", json.dumps(SQUAD, indent=1), "squad"),
        ("a.json.gz", gzip.compress(json.dumps(SQUAD).encode()), "squad"),
        ("a.CSV", "question,answer\nWho?,Ann\n", "csv"),
        ("a.tsv", "question\tanswer\nWho?\tAnn\n", "csv"),
    ],
)
def test_the_format_is_told_by_name_and_content(tmp_path: Path, name: str, content: str | bytes, format: str) -> None:
    path = written(tmp_path / name, content)
    gold = read_gold(path)
    assert (gold.format, gold.name) == (format, name)
    assert [(one.question, one.answers) for one in gold.questions] == [("Who?", ("Ann",))]
    assert gold.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_gold(path, format) == gold if gold.corpus is None else read_gold(path, format).questions


def test_a_folder_of_beir_is_read_by_itself_or_by_the_file_of_a_split(tmp_path: Path) -> None:
    written(tmp_path / "corpus.jsonl", '{"_id": "d", "text": "Ann did."}')
    written(tmp_path / "queries.jsonl", '{"_id": "1", "text": "Who?"}\n{"_id": "2", "text": "Who else?"}')
    written(tmp_path / "qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\td\t1\n")
    other = written(tmp_path / "qrels/extra.tsv", "query-id\tcorpus-id\tscore\n2\td\t1\n")
    assert [one.id for one in read_gold(tmp_path).questions] == ["1"]
    assert [one.id for one in read_gold(tmp_path, "beir", "extra").questions] == ["2"]
    by_file = read_gold(other)
    assert ([one.id for one in by_file.questions], by_file.name) == (["2"], f"{tmp_path.name}/extra")
    assert by_file.sha256 != read_gold(tmp_path).sha256


def test_every_fault_is_kept_and_fifty_are_shown(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", "\n".join([LINE, *("{" for _ in range(60))]))
    with pytest.raises(GoldErrors) as refused:
        read_gold(path)
    assert isinstance(refused.value, InvalidInput)
    assert len(refused.value.faults) == 60
    shown = str(refused.value).splitlines()
    assert shown == [*refused.value.faults[:50], "and 10 faults more"]
    assert shown[0].startswith(f"{path}:2: is not JSON")


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.jsonl", "", "holds no questions: give at least one"),
        ("a.jsonl", "\n \n", "holds no questions: give at least one"),
        ("a.csv", "question\n", "holds no questions: give at least one"),
        ("a.json", '{"data": []}', "holds no questions: give at least one"),
        ("a.jsonl", LINE.encode("utf-16"), "is UTF-16: save it as UTF-8"),
        ("a.csv", "question\nWho?".encode("utf-16"), "is UTF-16: save it as UTF-8"),
        ("a.jsonl.gz", gzip.compress(LINE.encode() * 99)[:-9], "is damaged gzip (Compressed file ended before the end-of-stream marker was reached): pack it anew"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_as_a_whole_is_named(tmp_path: Path, name: str, content: str | bytes, fault: str) -> None:
    path = written(tmp_path / name, content)
    assert faults_of(path) == (f"{path}: {fault}",)


def test_what_is_not_there_or_no_gold_is_named(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "b.jsonl") == (f"{tmp_path}/b.jsonl: cannot be read: No such file or directory",)
    assert faults_of(tmp_path / "b.csv") == (f"{tmp_path}/b.csv: cannot be read: No such file or directory",)
    assert faults_of(tmp_path) == (
        f"{tmp_path}: is a folder without corpus.jsonl and queries.jsonl: give a file, or a folder of BEIR",
    )
    path = written(tmp_path / "c.jsonl", LINE)
    assert faults_of(tmp_path, "jsonl") == (f"{tmp_path}: cannot be read: Is a directory",)
    assert faults_of(path, "beir")[0].startswith(f"{path}: holds no qrels/*.tsv")
    with pytest.raises(InvalidInput, match='format "trec" is not known: use one of jsonl, csv, squad, beir, openqa'):
        read_gold(path, "trec")
    with pytest.raises(GoldErrors, match="is jsonl, and only BEIR has splits"):
        read_gold(path, split="dev")


def gold(*citations: GoldCitation, **more: object) -> Gold:
    return Gold("q", "Well?", citations=citations, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "faults"),
    [
        (gold(GoldCitation("pier", "It burned."), GoldCitation("pier", "It opened.", 22, 32), line=3), []),
        (gold(GoldCitation("dock", "It burned."), line=3), ['g.jsonl:3: citations[0] names the article "dock", which is not in the library: ingest it or correct the id']),
        (gold(GoldCitation("band", "It burned."), line=3), ['g.jsonl:3: citations[0] quotes "It burned.", which does not stand in band: copy it from the article\'s text']),
        (gold(GoldCitation("pier", "It burned.", 10, 20), line=3), ['g.jsonl:3: citations[0] quotes "It burned." at 10, and it stands in pier at 11']),
        (gold(GoldCitation("band", "a"), GoldCitation("dock", "a")), ['g.jsonl: question "q": citations[1] names the article "dock", which is not in the library: ingest it or correct the id']),
        (gold(relevant={"pier": 1, "dock": 0, "quay": 2}, line=4), ['g.jsonl:4: relevant names the article "quay", which is not in the library']),
    ],
)  # fmt: skip
def test_what_the_library_does_not_bear_out_is_named(question: Gold, faults: list[str]) -> None:
    assert list(check_quotes([question], TEXTS.get, "g.jsonl")) == faults


def test_quotes_are_located_by_their_first_place_and_several_are_noted() -> None:
    told: list[str] = []
    question = gold(
        GoldCitation("pier", "It opened."),
        GoldCitation("pier", "It opened.", 22, 32),
        GoldCitation("band", "played"),
        GoldCitation("band", "sang"),
        GoldCitation("dock", "sank"),
    )
    places = [(one.start, one.end) for one in located(question, TEXTS.get, told.append).citations]
    assert places == [(0, 10), (22, 32), (3, 9), (None, None), (None, None)]
    assert told == ['q: "It opened." stands more than once in pier; the first is meant']


@given(st.text(min_size=1), st.data())
def test_what_is_located_stands_there_and_passes_the_check(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = located(gold(GoldCitation("a", text[start:end])), lambda _: text)
    assert text[found.citations[0].start : found.citations[0].end] == text[start:end]
    assert check_quotes([found], lambda _: text) == ()


@given(st.binary(max_size=300), st.sampled_from(["a.jsonl", "a.csv", "a.tsv", "a.json", "a.jsonl.gz"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes, name: str) -> None:
    path = written(tmp_path_factory.getbasetemp() / "any" / name, raw)
    for format in (None, "jsonl", "csv", "squad", "openqa"):
        try:
            assert read_gold(path, format).questions
        except GoldErrors as error:
            assert all(fault.startswith(str(path)) for fault in error.faults)
