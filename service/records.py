"""The records that flow through Dateline, all frozen: a step returns a new value.

The order is that of the data: draft → article → passage → evidence → citation → answer.
Every offset is in Unicode code points of `Article.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["answered", "conflicting", "abstained"]
Reason = Literal["no_evidence", "below_threshold", "unverified", "out_of_range"]
Outcome = Literal["added", "changed", "unchanged"]
Degradation = Literal[
    "model_timeout", "model_rate_limited", "model_unavailable", "model_rejected", "model_interrupted",
    "model_empty", "model_invalid", "model_paused", "unverified",
]  # fmt: skip

DEFAULT_COLLECTION = "default"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a loader read it, before the library gave it identity and version.

    `published_at` is ISO 8601: a date, or a date and time in UTC that ends in `Z`.
    `origin` is the path relative to what was ingested (`#n` follows for the nth article of a
    file that holds several); None where the draft came from no file.
    """

    text: str
    title: str = ""
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    language: str = "en"
    id: str | None = None
    collection: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One input that was not taken, and why, in words that tell the reader what to do.

    `origin` is the path (with `:line` where one is known) or the position in the request.
    """

    origin: str
    error: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One immutable version of one article."""

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
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article version, the unit that is indexed.

    `key` is the integer under which every index knows it; `text` is `article.text[start:end]`;
    `sentences` are offsets into the article's text.
    """

    key: int
    article_id: str
    version: int
    ordinal: int
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]

    @property
    def id(self) -> str:
        """The public name: article, version and ordinal."""
        return f"{self.article_id}:{self.version}:{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be searched; None means no limit. Dates are inclusive, ISO 8601."""

    published_from: str | None = None
    published_to: str | None = None
    source: tuple[str, ...] | None = None
    article_ids: tuple[str, ...] | None = None

    def is_empty(self) -> bool:
        """Whether nothing is restricted."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Ranks:
    """How each searcher placed a passage: rank from 1, raw score; None where it was not asked or found.

    `timely` says whether the article was published in the days that the question asks about; None where it names none.
    """

    dense: int | None = None
    dense_score: float | None = None
    lexical: int | None = None
    lexical_score: float | None = None
    reader: int | None = None
    reader_score: float | None = None
    timely: bool | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage found for a question, with its article and every score it was ranked by.

    `score` is the fused score, with the reader's where it was read; `copies` are ids of near-identical articles whose
    passage this one stands for; `spans` are the offsets of sentences an answer used.
    """

    passage: Passage
    article: Article
    score: float
    ranks: Ranks
    copies: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked of a citation: `status` is `verified` when nothing failed, `checks` what passed.

    `unchecked` is what a gate that is switched off says.
    """

    status: Literal["verified", "failed", "unchecked"]
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters of one article version that prove a stretch of the answer.

    `cited_text == article.text[start_char:end_char]`, always. `answer_start`/`answer_end` are the
    sentence of the answer that the marker proves, in code points of `Answer.answer`.
    """

    marker: int
    answer_start: int
    answer_end: int
    article_id: str
    version: int
    article_sha256: str
    title: str
    url: str | None
    source: str | None
    published_at: str | None
    start_char: int
    end_char: int
    start_utf16: int
    end_utf16: int
    cited_text: str
    verification: Verification


@dataclass(frozen=True, slots=True)
class Unproven:
    """A sentence that the articles do not prove, and the codes of what failed (`service.answering.gate`).

    `text` is empty where a model's words are not to be shown (`service.answering.disclosure`).
    """

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said earlier in a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service says to one question.

    `understood` is the question that was answered: `question` itself, or what a follow-up means on its own.
    `score` grows with how sure the answerer is; `evidence` is what was retrieved and shown to the
    answerer, also when it abstained, so that a reader has the nearest passages. `degraded` says that
    another answerer stood in, the answer was cut short or a follow-up was understood by rules where a model
    should have, `degraded_reason` why. `withheld` are sentences
    that did not pass the gate, `flagged` those that its policy let through all the same. `prompts` are the
    hashes of the prompts by name; `cost` is what the model's tokens cost, in the currency of the prices that are
    set; `cached` says that it was answered before, in the same state of the library.
    """

    id: str
    question: str
    understood: str
    status: Status
    reason: Reason | None
    answer: str
    short_answer: str | None
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    withheld: tuple[Unproven, ...]
    flagged: tuple[Unproven, ...]
    answerer: str
    degraded: bool
    degraded_reason: Degradation | None
    score: float
    timings_ms: dict[str, float]
    usage: dict[str, int]
    cost: float | None
    prompts: dict[str, str]
    cached: bool
    index_seq: int
