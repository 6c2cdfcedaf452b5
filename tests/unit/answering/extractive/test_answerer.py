"""The embedded answerer on articles of the kinds that news brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.answer import Request
from service.answering.extractive.answerer import ExtractiveAnswerer
from service.answering.extractive.candidates import Candidate
from service.answering.extractive.conflicts import LEAST
from service.answering.extractive.scoring import Scored
from service.api.parts import Parts
from service.assembly import open_parts
from service.errors import InvalidInput, NotFound
from service.indexing.ingest import ingest
from service.language.question import Question
from service.records import Answer, Draft, Evidence, Filters
from service.settings import Settings
from tests.unit.answering.extractive.test_conflicts import evidence

STORM = """Storm Odalys has cut power to 48,000 homes along the coast, the grid operator said on Tuesday.
The mayor of Brightmouth, Ines Calloway, ordered three schools to close until Thursday.
Ferries to the islands were halted because waves reached nine metres.
No deaths have been reported."""
RIVAL = """Power was lost in 61,000 homes along the coast when Storm Odalys came ashore, a rival supplier said.
Crews from two neighbouring counties are helping with repairs."""
LATER = """Storm Odalys left 90,000 homes along the coast without power at its height, a review found.
It took eleven days to reconnect the last of them."""
DRAFTS = (
    Draft(STORM, "Storm Odalys hits the coast", source="Quay Post", published_at="2024-02-06", id="storm"),
    Draft(RIVAL, "Crews race to restore power", source="Dune Gazette", published_at="2024-02-07", id="rival"),
    Draft(LATER, "What the storm taught", source="Quay Post", published_at="2024-09-01", id="later"),
    Draft(
        "The bakery 😀 on Elm Street sold 310 loaves on Saturday.\r\nQueues went round the block.",
        "Bread 😀 fever",
        id="bakery",
    ),
)


@pytest.fixture(scope="module")
def parts(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with open_parts(Settings(data=tmp_path_factory.mktemp("answers"), models=models)) as opened:
        list(ingest(DRAFTS, opened.library, opened.indexes, opened.embedder))
        yield opened


def ask(parts: Parts, question: str, **options: object) -> Answer:
    return parts.asker.ask(Request(question, **options))  # type: ignore[arg-type]  # options are named by each test


@pytest.mark.parametrize(
    ("question", "short", "article"),
    [
        ("Who ordered schools to close in Brightmouth?", "Ines Calloway", "storm"),
        ("How many schools were ordered to close?", "three", "storm"),
        ("How many loaves did the bakery on Elm Street sell?", "310", "bakery"),
        ("Why were ferries to the islands halted?", "waves reached nine metres", "storm"),
        ("How long did it take to reconnect the last homes?", "eleven days", "later"),
    ],
)
def test_it_answers_with_the_sentence_and_the_few_words_in_it(
    parts: Parts, question: str, short: str, article: str
) -> None:
    answer = ask(parts, question)
    assert answer.status == "answered"
    assert answer.short_answer == short
    assert answer.citations[0].article_id == article
    assert short in answer.citations[0].cited_text


@pytest.mark.parametrize(
    "question",
    [
        "How many Chinese troops are in Taiwan?",
        "Who won the chess championship in Reykjavik?",
        "How much did the yacht in Monaco cost?",
    ],
)
def test_it_abstains_from_what_no_article_tells_and_shows_the_nearest_passages(parts: Parts, question: str) -> None:
    answer = ask(parts, question)
    assert (answer.status, answer.reason, answer.answer, answer.citations) == ("abstained", "below_threshold", "", ())
    assert answer.evidence


def test_independent_articles_of_the_same_days_that_differ_are_both_cited(parts: Parts) -> None:
    answer = ask(parts, "How many homes along the coast lost power in Storm Odalys?", as_of="2024-02-10")
    assert answer.status == "conflicting"
    assert {citation.article_id for citation in answer.citations} == {"storm", "rival"}
    assert "48,000 homes" in answer.answer
    assert "61,000 homes" in answer.answer


def test_a_figure_of_months_later_does_not_contradict(parts: Parts) -> None:
    answer = ask(
        parts,
        "How many homes along the coast lost power in Storm Odalys?",
        filters=Filters(article_ids=("storm", "later")),
    )
    assert answer.status == "answered"


def test_nothing_published_after_as_of_is_used(parts: Parts) -> None:
    answer = ask(parts, "How long did it take to reconnect the last homes?", as_of="2024-02-10")
    assert all(evidence.article.id != "later" for evidence in answer.evidence)


def test_a_time_with_no_articles_is_out_of_range(parts: Parts) -> None:
    answer = ask(parts, "How many homes lost power?", as_of="1999-01-01")
    assert (answer.status, answer.reason) == ("abstained", "out_of_range")


def test_an_empty_collection_has_no_evidence(parts: Parts) -> None:
    answer = ask(parts, "How many homes lost power?", filters=Filters(article_ids=("no-such",)))
    assert (answer.status, answer.reason) == ("abstained", "no_evidence")


def test_the_same_question_gets_the_same_answer(parts: Parts) -> None:
    first, second = (ask(parts, "How many schools were ordered to close?") for _ in range(2))
    assert (first.answer, first.citations, first.score) == (second.answer, second.citations, second.score)


@pytest.mark.parametrize("question", ["", "   ", "?!", "x" * 10_000])
def test_a_question_that_cannot_be_read_is_refused(parts: Parts, question: str) -> None:
    with pytest.raises(InvalidInput):
        ask(parts, question)


def test_what_is_not_there_is_named(parts: Parts) -> None:
    with pytest.raises(NotFound, match="no collection 'sport'"):
        ask(parts, "Who won?", collection="sport")
    with pytest.raises(InvalidInput, match="no answerer 'oracle'"):
        ask(parts, "Who won?", answerer="oracle")


class Sharing:
    """Sentences that hold "homes" answer, and share what is likely of one that answers."""

    def __init__(self, likely: float) -> None:
        self._likely = likely

    def score(self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Scored]:
        told = [one for one in candidates if "homes" in one.text]
        return [Scored(one, self._likely / len(told), 1.0, None, self._likely) for one in told]


@given(st.floats(LEAST, 1.0), st.lists(st.sampled_from((STORM, RIVAL, RIVAL.replace("61,000", "70,000"))), max_size=4))
def test_that_papers_disagree_makes_it_no_less_likely_that_they_answer(likely: float, more: list[str]) -> None:
    first = [text.partition(".")[0] for text in (STORM, RIVAL, *more)]
    # Each in words of its own, since what is told twice is one candidate.
    told = [evidence(at, f"{text}, as paper {chr(65 + at)} has it.") for at, text in enumerate(first)]
    agreeing = 1 + more.count(STORM)
    written = ExtractiveAnswerer(Sharing(likely), LEAST / 5).read("How many homes along the coast lost power?", told)
    assert (written.status, written.score) == ("conflicting", likely / agreeing)


class Certain:
    """Every sentence surely answers."""

    def score(self, question: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Scored]:
        return [Scored(one, 1.0, 1.0, None, 1.0) for one in candidates]


def test_the_troops_of_others_are_no_answer_however_well_they_fit() -> None:
    answerer = ExtractiveAnswerer(Certain())
    others = [evidence(0, "The US may send 50,000 US troops to Poland.")]
    assert answerer.read("Where are the Russian troops?", others).status == "abstained"
    both = [*others, evidence(1, "Russian troops are in Belarus.")]
    written = answerer.read("Where are the Russian troops?", both)
    assert [one.text for one in written.sentences] == ["Russian troops are in Belarus."]


def test_a_disagreement_of_unlikely_answers_is_refused() -> None:
    told = [evidence(at, text) for at, text in enumerate((STORM, RIVAL))]
    written = ExtractiveAnswerer(Sharing(LEAST), LEAST + 0.01).read("How many homes along the coast lost power?", told)
    assert (written.status, written.score, written.sentences) == ("abstained", LEAST, ())
