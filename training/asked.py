"""Questions asked of the service's own search and reader, with their candidate sentences described by features."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.answering.extractive.answerer import FIGURES
from service.answering.extractive.candidates import Candidate, find_candidates
from service.answering.extractive.scoring import FEATURES, ReaderScorer
from service.assembly import open_parts, open_reader
from service.indexing.ingest import ingest
from service.language.question import analyse
from service.library.loaders.source import Inputs
from service.records import Draft, Evidence, Filters, Refusal
from service.settings import Settings
from training.reader.questions import WRITTEN, halves
from training.reader.written import read_written

ROOT = Path(__file__).parent.parent
# Sets of questions; weights fitted on news may not be published.
SETS = ("seeds", "squad", "sentences", "written", "news")
# The articles of SQuAD with visible questions.
TITLES = (
    "Computational complexity theory",
    "European Union law",
    "French and Indian War",
    "Harvard University",
    "Immune system",
    "Imperialism",
    "Normans",
    "Packet switching",
    "Steam engine",
    "Warsaw",
)
# Whose sentences may be learnt from; the others of the file are for evaluation alone.
LEARNT = "selqa_dev"

Right = Callable[[Candidate, Evidence], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, whether it can be answered, which sentences are right, its kind, and where and when it is asked."""

    text: str
    answerable: bool
    right: Right
    group: str = ""
    filters: Filters = field(default_factory=Filters)
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """Candidates of one question: features (n, k), whether each is right (n), and its span's words.

    `figure` is whether nothing but a figure answers.
    """

    question: str
    group: str
    answerable: bool
    figure: bool
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    spans: tuple[str, ...]


def describe(
    name: str, data: Path, limit: int, reader: str, only: Callable[[Asked], bool] = lambda _: True
) -> Iterator[Described]:
    """Some questions of one set as `reader` reads them, by their filters; the articles of the set make one library."""
    drafts, questions = {
        "seeds": _seeds,
        "squad": _squad,
        "sentences": _sentences,
        "written": _written,
        "news": _news,
    }[name](data)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), models=ROOT / "indexes" / "models", reader=reader)
        scorer = ReaderScorer(open_reader(settings))
        with open_parts(settings) as parts:
            list(ingest(drafts, parts.library, parts.indexes, parts.embedder))
            for asked in [one for one in questions if only(one)][:limit]:
                question = analyse(asked.text)
                evidence = parts.searcher.search(
                    asked.text, filters=asked.filters, rerank=True, as_of=asked.as_of
                ).evidence
                told = scorer.tell(question, find_candidates(evidence), evidence) if evidence else []
                rows = scorer.features(question, told, evidence) if told else np.zeros((0, len(FEATURES)))
                right = [asked.right(one.candidate, evidence[one.candidate.number]) for one in told]
                spans = tuple(one.words for one in told)
                figure = question.kind in FIGURES and bool(question.expects)
                yield Described(
                    asked.text, asked.group, asked.answerable, figure, rows, np.asarray(right, dtype=bool), spans
                )


def _seeds(_: Path) -> tuple[Iterator[Draft | Refusal], list[Asked]]:
    articles = Inputs.of([str(ROOT / "seeds" / "articles")], 50_000_000, None).drafts(lambda _: None)
    lines = (ROOT / "seeds" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    return articles, [
        Asked(one["question"], one["expected"] != "abstained", _quoted(one["citations"]), one["id"].split("-")[0])
        for one in questions
        if not one.get("history")
    ]


def _quoted(citations: list[dict[str, str]]) -> Right:
    def right(candidate: Candidate, evidence: Evidence) -> bool:
        told_by = {evidence.article.id, *evidence.copies}
        return any(one["article_id"] in told_by and one["quote"] in candidate.text for one in citations)

    return right


def _squad(data: Path) -> tuple[Iterator[Draft], list[Asked]]:
    return _openqa(data / "openqa_squad_visible.jsonl.gz")


def _news(data: Path) -> tuple[Iterator[Draft], list[Asked]]:
    return _openqa(data / "openqa_news_realtimeqa_visible.jsonl.gz")


def _written(_: Path) -> tuple[Iterator[Draft], list[Asked]]:
    """Those we wrote, each asked of its own article: most name neither who nor where, as nobody asks a library."""
    articles = read_written()
    drafts = (
        Draft(one.text, title=one.title, source=one.source, published_at=one.published_at, id=one.id)
        for one in articles
    )
    questions = [
        Asked(
            asked.question,
            bool(asked.answers),
            _cited(article.id, asked.sentence),
            article.title,
            Filters(article_ids=(article.id,)),
        )
        for article in articles
        for asked in article.questions
    ]
    random.Random(5).shuffle(questions)
    return drafts, questions


def _cited(article: str, sentence: str) -> Right:
    def right(candidate: Candidate, evidence: Evidence) -> bool:
        return evidence.article.id == article and bool(sentence) and candidate.text in sentence

    return right


def half_of(name: str, asked: Asked) -> int:
    """The half of a set's articles that a question is in, as `training.reader.train --fold` numbers them."""
    return _halves(name)[asked.group]


@lru_cache(maxsize=2)
def _halves(name: str) -> dict[str, int]:
    return halves(TITLES) if name == "squad" else halves([one.title for one in read_written()], WRITTEN)


def _openqa(path: Path) -> tuple[Iterator[Draft], list[Asked]]:
    """Questions over short passages, in random order: right is a sentence of the gold one that holds an answer."""
    records = _lines(path)
    passages = [one for one in records if one["type"] == "passage"]
    names = {one["id"]: f"p{n}" for n, one in enumerate(passages)}
    titles = {one["id"]: one["title"] for one in passages}
    drafts = (Draft(one["text"], title=one["title"], id=names[one["id"]], published_at=_day(one)) for one in passages)
    questions = [
        Asked(
            one["question"],
            one["answerable"],
            _holding(names.get(one["gold_passage_id"]), one["answers"]),
            titles.get(one["gold_passage_id"] or "", ""),
            as_of=_day(one),
        )
        for one in records
        if one["type"] == "question"
    ]
    random.Random(5).shuffle(questions)
    return drafts, questions


def _day(record: dict[str, Any]) -> str | None:
    return record["date"].replace("/", "-") if "date" in record else None


def _holding(gold: str | None, answers: list[Any]) -> Right:
    folded = [str(answer).casefold() for answer in answers]

    def right(candidate: Candidate, evidence: Evidence) -> bool:
        return evidence.article.id == gold and any(answer in candidate.text.casefold() for answer in folded)

    return right


def _sentences(data: Path) -> tuple[Iterator[Draft], list[Asked]]:
    """Questions on one article each, whose sentences were judged by hand."""
    records = [one for one in _lines(data / "citation_sentences.jsonl.gz") if one["source"] == LEARNT]
    drafts = (Draft("\n\n".join(one["sentences"]), title=one["title"], id=f"s{n}") for n, one in enumerate(records))
    return drafts, [
        Asked(
            one["question"],
            bool(one["gold_idx"]),
            _told_by([one["sentences"][at] for at in one["gold_idx"]]),
            one["title"],
            Filters(article_ids=(f"s{n}",)),
        )
        for n, one in enumerate(records)
    ]


def _told_by(gold: list[str]) -> Right:
    folded = ["".join(sentence.split()) for sentence in gold]

    def right(candidate: Candidate, evidence: Evidence) -> bool:
        text = "".join(candidate.text.split())
        return any(text in sentence or sentence in text for sentence in folded)

    return right


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
