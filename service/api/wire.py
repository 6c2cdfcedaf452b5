"""The JSON shapes of requests and responses, shared by HTTP and `--json`; names are those of the records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.answering.answer import Request, checked_question
from service.errors import InvalidInput
from service.library.catalogue import Listing
from service.library.dates import FUTURE_ALLOWANCE, epoch_range, published
from service.records import Answer, Article, Citation, Evidence, Filters, Reason, Refusal, Status
from service.retrieval.search import Found

DateText = Annotated[str, Field(description="ISO 8601 date or UTC date and time.", examples=["2022-01-24"])]


# A question may reach past today, up to the last moment that there is a number for.
_LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - FUTURE_ALLOWANCE


class Shape(BaseModel):
    """A response: built from records, never validated twice."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """A request: fields we do not know are refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class FiltersShape(Asked):
    """What may be searched; dates are inclusive."""

    published_from: DateText | None = None
    published_to: DateText | None = None
    source: Annotated[list[str], BeforeValidator(_listed, json_schema_input_type=str | list[str])] | None = Field(
        None, description="Outlet, or several.", examples=[["Harbour Courier"]], max_length=1000
    )
    article_ids: list[str] | None = Field(None, description="Only these articles.", max_length=1000)

    def record(self) -> Filters:
        """The record; InvalidInput for a date that is none."""
        return filters_from_options(
            self.published_from, self.published_to, self.source, self.article_ids, within="filters."
        )


class AskRequest(Asked):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "How many troops are near the border?", "as_of": "2022-01-31"}]}
    )
    question: str = Field(description="The question, in plain words.")
    collection: str | None = Field(None, description="Where to look; `default` where none is named.")
    filters: FiltersShape | None = None
    as_of: DateText | None = Field(None, description="Use nothing published after this date.")
    answerer: str | None = Field(None, description="Who answers; the configured one by default.")
    max_evidence: int | None = Field(None, description="Passages given to the answerer, 1 to 50.")

    def record(self) -> Request:
        """The record; InvalidInput for a date that is none."""
        return Request(
            question=_text(self.question, "question"),
            collection=self.collection,
            filters=self.filters.record() if self.filters else Filters(),
            as_of=_date(self.as_of, "as_of"),
            max_evidence=self.max_evidence,
            answerer=self.answerer,
        )


class SearchRequest(Asked):
    """What to look for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "embassy staff leaving Kyiv", "limit": 5}]})
    query: str = Field(description="Words or a question.")
    collection: str | None = Field(None, description="Where to look; `default` where none is named.")
    filters: FiltersShape | None = None
    limit: int = Field(8, ge=1, le=50, description="How many passages.")

    def text(self, longest: int) -> str:
        """The query with white space folded; InvalidInput where it is empty or over `longest` characters."""
        query = _text(self.query, "query")
        try:
            return checked_question(query, longest)
        except InvalidInput as error:
            raise InvalidInput(str(error).replace("question", "query"), "query") from None


class RanksShape(Shape):
    """Where each searcher placed the passage; null where it did not return it."""

    dense: int | None = Field(description="Rank by vector, from 1.")
    dense_score: float | None = Field(description="Cosine.")
    lexical: int | None = Field(description="Rank by BM25, from 1.")
    lexical_score: float | None = Field(description="BM25 score.")
    reader: int | None = Field(description="Rank by the trained reader.")
    reader_score: float | None = Field(description="Score of the trained reader.")


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

    status: Literal["verified", "failed"]
    checks: list[str]


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


class AnswerShape(Shape):
    """An answer whose every sentence is cited, or an abstention with its reason."""

    id: str
    question: str
    status: Status
    reason: Reason | None = Field(description="Why it abstained; null otherwise.")
    answer: str = Field(description="The answer with [n] markers; empty when it abstained.")
    short_answer: str | None = Field(description="The few words asked for, as the article writes them.")
    citations: list[CitationShape]
    evidence: list[EvidenceShape] = Field(description="What the answerer was given, best first.")
    answerer: str
    degraded: bool = Field(description="Whether a simpler answerer stood in for the one asked for.")
    score: float = Field(description="How sure the answerer is, 0 to 1.")
    timings_ms: dict[str, float]
    usage: dict[str, int]
    index_seq: int = Field(description="The state of the library that was searched.")

    @classmethod
    def of(cls, answer: Answer) -> AnswerShape:
        """The shape of a record."""
        return cls(
            id=answer.id,
            question=answer.question,
            status=answer.status,
            reason=answer.reason,
            answer=answer.answer,
            short_answer=answer.short_answer,
            citations=[CitationShape.of(one) for one in answer.citations],
            evidence=[EvidenceShape.of(one) for one in answer.evidence],
            answerer=answer.answerer,
            degraded=answer.degraded,
            score=answer.score,
            timings_ms=answer.timings_ms,
            usage=answer.usage,
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


def filters_from_options(
    published_from: str | None,
    published_to: str | None,
    source: Sequence[str] | None,
    article_ids: Sequence[str] | None,
    within: str = "",
) -> Filters:
    """Filters from what a caller wrote; InvalidInput for a date that is none or a range that is empty."""
    first = _date(published_from, f"{within}published_from")
    last = _date(published_to, f"{within}published_to")
    if first and last and epoch_range(first)[0] > epoch_range(last)[1]:
        raise InvalidInput(f"published_from {first} is after published_to {last}", f"{within}published_from")
    return Filters(
        published_from=first,
        published_to=last,
        source=tuple(_text(one, f"{within}source") for one in source) if source else None,
        article_ids=tuple(_text(one, f"{within}article_ids") for one in article_ids)
        if article_ids is not None
        else None,
    )


def ask_from_options(
    question: str,
    collection: str | None,
    filters: Filters,
    as_of: str | None,
    max_evidence: int | None,
    answerer: str | None,
) -> Request:
    """A question from what a caller wrote on the command line."""
    return Request(_text(question, "question"), collection, filters, _date(as_of, "as_of"), max_evidence, answerer)


def refused(index: int, refusal: Refusal) -> RefusedShape:
    """The shape of a refusal at a place in the request."""
    # What was refused may be refused for half a surrogate pair, which UTF-8 cannot carry back.
    identity = None if refusal.id is None else refusal.id.encode("utf-8", "backslashreplace").decode()
    return RefusedShape(index=index, id=identity, error=refusal.error.encode("utf-8", "backslashreplace").decode())


def _date(value: str | None, field: str) -> str | None:
    return published(value, field, now=_LATEST)


def _text(value: str, field: str) -> str:
    """The text, unless it holds half a surrogate pair, which no UTF-8 can carry on."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"{field} holds an unpaired surrogate at character {error.start}", field) from error
    return value
