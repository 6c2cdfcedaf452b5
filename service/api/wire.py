"""The JSON shapes of responses, shared by HTTP and `--json`; names are those of the records."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.library.catalogue import Listing
from service.records import Answer, Article, Citation, Degradation, Evidence, Reason, Refusal, Status
from service.retrieval.search import Found


class Shape(BaseModel):
    """A response: built from records, never validated twice."""

    model_config = ConfigDict(frozen=True)


class RanksShape(Shape):
    """Where each searcher placed the passage; null where it did not return it."""

    dense: int | None = Field(description="Rank by vector, from 1.")
    dense_score: float | None = Field(description="Cosine.")
    lexical: int | None = Field(description="Rank by BM25, from 1.")
    lexical_score: float | None = Field(description="BM25 score.")
    reader: int | None = Field(description="Rank by the reader, among those it read.")
    reader_score: float | None = Field(description="The reader's logit that the passage answers.")
    timely: bool | None = Field(
        description="Whether the article is of the days that the question asks about; null where it names none."
    )


class EvidenceShape(Shape):
    """A passage that was found: `text` is characters [start_char, end_char) of the article's text."""

    passage_id: str
    article_id: str
    version: int
    title: str
    url: str | None
    source: str | None
    published_at: str | None
    start_char: int = Field(description="Code points, from 0.")
    end_char: int
    text: str
    score: float = Field(description="Fused score; comparable within one response only.")
    ranks: RanksShape
    copies: list[str] = Field(description="Near-identical articles that this one stands for.")
    spans: list[tuple[int, int]] = Field(description="Sentences that the answer uses, as offsets into the article.")

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceShape:
        """The shape of a record."""
        passage, article = evidence.passage, evidence.article
        return cls(
            passage_id=passage.id,
            article_id=article.id,
            version=article.version,
            title=article.title,
            url=article.url,
            source=article.source,
            published_at=article.published_at,
            start_char=passage.start,
            end_char=passage.end,
            text=passage.text,
            score=round(evidence.score, 6),
            ranks=RanksShape.model_validate(evidence.ranks, from_attributes=True),
            copies=list(evidence.copies),
            spans=list(evidence.spans),
        )


class VerificationShape(Shape):
    """What was checked of a citation."""

    status: Literal["verified", "failed", "unchecked"] = Field(
        description="`failed` only where the gate is set to flag, `unchecked` only where it is off."
    )
    checks: list[str] = Field(description="What was checked, and passed.")


class CitationShape(Shape):
    """Characters of one article version that prove a sentence of the answer."""

    marker: int = Field(description="The n of [n] in the answer.")
    answer_start: int = Field(description="The proven sentence, in code points of `answer`.")
    answer_end: int
    article_id: str
    version: int
    article_sha256: str = Field(description="SHA-256 of the article's text in UTF-8.")
    title: str
    url: str | None
    source: str | None
    published_at: str | None
    start_char: int = Field(description="In code points of the article's text.")
    end_char: int
    start_utf16: int = Field(description="The same in UTF-16 code units, as JavaScript counts.")
    end_utf16: int
    cited_text: str = Field(description="The article's text from start_char to end_char, exactly.")
    verification: VerificationShape

    @classmethod
    def of(cls, citation: Citation) -> CitationShape:
        """The shape of a record."""
        return cls.model_validate(citation, from_attributes=True)


class UnprovenShape(Shape):
    """A sentence that its citations do not prove."""

    text: str
    reasons: list[str] = Field(
        description="What failed: uncited, number, unit, date, quotation, name, negation, coverage or markup."
    )


class AnswerShape(Shape):
    """An answer whose every sentence is cited, or an abstention with its reason."""

    id: str
    question: str
    understood: str = Field(description="The question that was answered: what a follow-up means on its own.")
    status: Status
    reason: Reason | None = Field(description="Why it abstained; null otherwise.")
    answer: str = Field(description="The answer with [n] markers; empty when it abstained.")
    short_answer: str | None = Field(description="The few words asked for, as the article writes them.")
    citations: list[CitationShape]
    evidence: list[EvidenceShape] = Field(description="What the answerer was given, best first.")
    withheld: list[UnprovenShape] = Field(description="Sentences that were written and not let through.")
    flagged: list[UnprovenShape] = Field(description="Sentences let through unproven, where the gate is set to flag.")
    answerer: str = Field(description="Who wrote the answer.")
    degraded: bool = Field(description="Whether another answerer stood in, or the answer was cut short.")
    degraded_reason: Degradation | None = Field(description="Why it is degraded; null otherwise.")
    score: float = Field(description="How sure the answerer is, 0 to 1.")
    timings_ms: dict[str, float]
    usage: dict[str, int] = Field(description="Tokens of the chat model; empty where none was asked.")
    cost: float | None = Field(description="What the tokens cost, where prices are set.")
    prompts: dict[str, str] = Field(description="Hashes of the prompts by name, where a chat model was asked.")
    cached: bool = Field(description="Whether it was answered before, in the same state of the library.")
    index_seq: int = Field(description="The state of the library that was searched.")

    @classmethod
    def of(cls, answer: Answer) -> AnswerShape:
        """The shape of a record."""
        return cls(
            id=answer.id,
            question=answer.question,
            understood=answer.understood,
            status=answer.status,
            reason=answer.reason,
            answer=answer.answer,
            short_answer=answer.short_answer,
            citations=[CitationShape.of(one) for one in answer.citations],
            evidence=[EvidenceShape.of(one) for one in answer.evidence],
            withheld=[UnprovenShape.model_validate(one, from_attributes=True) for one in answer.withheld],
            flagged=[UnprovenShape.model_validate(one, from_attributes=True) for one in answer.flagged],
            answerer=answer.answerer,
            degraded=answer.degraded,
            degraded_reason=answer.degraded_reason,
            score=answer.score,
            timings_ms=answer.timings_ms,
            usage=answer.usage,
            cost=answer.cost,
            prompts=answer.prompts,
            cached=answer.cached,
            index_seq=answer.index_seq,
        )


class SearchResults(Shape):
    """Passages, best first."""

    results: list[EvidenceShape]
    timings_ms: dict[str, float]
    index_seq: int

    @classmethod
    def of(cls, found: Found) -> SearchResults:
        """The shape of a record."""
        results = [EvidenceShape.of(one) for one in found.evidence]
        return cls(results=results, timings_ms=found.timings_ms, index_seq=found.index_seq)


class ArticleSummary(Shape):
    """An article without its text."""

    id: str
    collection: str
    version: int
    sha256: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: str | None
    ingested_at: str
    language: str
    metadata: dict[str, Any]
    deleted: bool


class ArticleShape(ArticleSummary):
    """One version of an article; `text` never changes for a version."""

    text: str

    @classmethod
    def of(cls, article: Article) -> ArticleShape:
        """The shape of a record."""
        return cls.model_validate(article, from_attributes=True)


class ArticleList(Shape):
    """One page of articles, newest first; `cursor` asks for the next."""

    articles: list[ArticleSummary]
    cursor: str | None
    total: int

    @classmethod
    def of(cls, listing: Listing) -> ArticleList:
        """The shape of a record."""
        articles = [ArticleSummary.model_validate(one, from_attributes=True) for one in listing.articles]
        return cls(articles=articles, cursor=listing.cursor, total=listing.total)


class TextShape(Shape):
    """Characters of one version of an article."""

    article_id: str
    version: int
    sha256: str
    start: int
    end: int
    text: str


class IngestedShape(Shape):
    """What became of one article of a request; `index` is its place there, or its file's."""

    index: int
    id: str
    outcome: Literal["added", "changed", "unchanged"]


class RefusedShape(Shape):
    """One article that was not taken, and why."""

    index: int
    id: str | None
    error: str


class IngestReport(Shape):
    """What became of every article of a request."""

    added: int
    changed: int
    unchanged: int
    articles: list[IngestedShape]
    refused: list[RefusedShape]


def refused(index: int, refusal: Refusal) -> RefusedShape:
    """The shape of a refusal at a place in the request."""
    # What was refused may be refused for half a surrogate pair, which UTF-8 cannot carry back.
    identity = None if refusal.id is None else refusal.id.encode("utf-8", "backslashreplace").decode()
    return RefusedShape(index=index, id=identity, error=refusal.error.encode("utf-8", "backslashreplace").decode())
