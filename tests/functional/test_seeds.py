"""The seed articles and gold questions: what ships is whole, and the service answers from it exactly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import display
from service.answering.answer import Request
from service.answering.extractive.answerer import FIGURES
from service.api.parts import Parts
from service.assembly import open_parts
from service.indexing.ingest import ingest
from service.language.quantities import find_quantities
from service.language.question import analyse, fits
from service.library.loaders.source import Inputs
from service.records import Refusal
from service.settings import Settings

SEEDS = Path(__file__).parents[2] / "seeds"
QUESTIONS = [json.loads(line) for line in (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
ALONE = [question for question in QUESTIONS if "history" not in question]
KINDS = {"how_many", "who", "when", "where", "why", "what"}


@pytest.fixture(scope="module")
def parts(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with open_parts(Settings(data=tmp_path_factory.mktemp("seeds"), models=models)) as opened:
        inputs = Inputs.of([str(SEEDS / "articles")], 50_000_000, None)
        results = list(ingest(inputs.drafts(lambda _: None), opened.library, opened.indexes, opened.embedder))
        assert [one for one in results if isinstance(one, Refusal)] == []
        yield opened


def test_there_are_enough_articles_of_every_format(parts: Parts) -> None:
    suffixes = Counter(path.suffix for path in (SEEDS / "articles").iterdir())
    assert {".md", ".html", ".pdf", ".jsonl", ".xml"} <= suffixes.keys()
    with parts.library.database.read() as connection:
        texts = [row[0] for row in connection.execute("SELECT text FROM articles")]
        crisis = connection.execute("SELECT count(*) FROM articles WHERE id LIKE 'ukraine-%'").fetchone()[0]
    assert len(texts) >= 32
    assert crisis >= 10
    assert all(200 <= len(text.split()) <= 600 for text in texts)


def test_every_gold_question_is_well_formed_and_there_are_enough_of_each_kind() -> None:
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 90
    expected = Counter(question["expected"] for question in QUESTIONS)
    assert expected.keys() == {"answered", "abstained", "conflicting"}
    assert expected["abstained"] >= 24
    assert expected["conflicting"] >= 8
    assert sum("history" in question for question in QUESTIONS) >= 8
    for question in QUESTIONS:
        assert len(KINDS.intersection(question["tags"])) == 1, question["id"]
        assert bool(question["answers"]) == bool(question["citations"]) == (question["expected"] != "abstained")
    assert {tag for question in QUESTIONS for tag in question["tags"]} >= KINDS


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one["citations"]], ids=lambda one: one["id"])
def test_every_gold_quote_stands_in_its_article(parts: Parts, question: dict) -> None:
    for citation in question["citations"]:
        assert citation["quote"] in parts.library.article(citation["article_id"]).text


@pytest.mark.parametrize("question", ALONE, ids=lambda one: one["id"])
def test_every_answer_cites_exactly_and_every_figure_asked_for_is_given(parts: Parts, question: dict) -> None:
    answer = parts.asker.ask(Request(question["question"]))
    assert (answer.status == "abstained") == (answer.citations == ()) == (answer.answer == "")
    asked = analyse(question["question"])
    for citation in answer.citations:
        text = parts.library.article(citation.article_id, citation.version).text
        assert text[citation.start_char : citation.end_char] == citation.cited_text
        assert f"[{citation.marker}]" in answer.answer
        assert answer.answer[citation.answer_start : citation.answer_end] == " ".join(citation.cited_text.split())
        if asked.kind in FIGURES | {"when"} and asked.expects:
            assert any(fits(asked, quantity) > 0 for quantity in find_quantities(citation.cited_text))


def test_the_demo_question_is_answered_with_around_100_000_troops(parts: Parts) -> None:
    answer = parts.asker.ask(Request("how many troops are near the border?"))
    assert answer.status == "answered"
    assert "100,000" in answer.answer
    assert "100,000" in (answer.short_answer or "")
    gold = next(question for question in QUESTIONS if question["question"] == "How many troops are near the border?")
    assert answer.citations[0].cited_text in {citation["quote"] for citation in gold["citations"]}


def test_evidence_gives_one_place_to_a_wire_story_and_names_its_copies(parts: Parts) -> None:
    found = parts.searcher.search("How many US troops is Biden considering sending to eastern Europe?", limit=8)
    told = {evidence.article.id for evidence in found.evidence}
    assert len(told & {"ukraine-deployment-options", "ukraine-deployment-copy"}) == 1
    assert any(evidence.copies for evidence in found.evidence)


@pytest.mark.parametrize("question", ["how many troops are near the border?", "How many Chinese troops are in Taiwan?"])
def test_the_readme_shows_what_is_printed(parts: Parts, capsys: pytest.CaptureFixture[str], question: str) -> None:
    readme = (SEEDS.parent / "README.md").read_text(encoding="utf-8")
    shown = readme.split(f'$ dateline ask "{question}"\n')[1].split("```")[0]
    display.answer(parts.asker.ask(Request(question)), json=False)
    assert capsys.readouterr().out.startswith(shown)
