"""Markers put into an answer, each standing for exact characters of one article version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.records import Citation, Evidence, Verification

if TYPE_CHECKING:
    from service.answering.answer import Sentence


def cite(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> tuple[str, tuple[Citation, ...]]:
    """The answer's text with `[n]` after each sentence, and a citation for each marker set.

    Markers count from 1 in order of first use; the same characters of the same version keep their
    number wherever they are cited again, which then gives one more citation with that number.
    """
    numbers: dict[tuple[str, int, int, int], int] = {}
    citations: list[Citation] = []
    text = ""
    for sentence in sentences:
        start = len(text) + 1 if text else 0
        text += f" {sentence.text}" if text else sentence.text
        end = len(text)
        for source in sentence.sources:
            article = evidence[source.number].article
            place = (article.id, article.version, source.start, source.end)
            marker = numbers.setdefault(place, len(numbers) + 1)
            text += f" [{marker}]"
            citations.append(_citation(marker, start, end, evidence[source.number], source.start, source.end))
    return text, tuple(citations)


def _citation(marker: int, answer_start: int, answer_end: int, of: Evidence, start: int, end: int) -> Citation:
    article = of.article
    cited = article.text[start:end]
    inside = of.passage.start <= start < end <= of.passage.end
    before = utf16_length(article.text[:start])
    return Citation(
        marker=marker,
        answer_start=answer_start,
        answer_end=answer_end,
        article_id=article.id,
        version=article.version,
        article_sha256=article.sha256,
        title=article.title,
        url=article.url,
        source=article.source,
        published_at=article.published_at,
        start_char=start,
        end_char=end,
        start_utf16=before,
        end_utf16=before + utf16_length(cited),
        cited_text=cited,
        verification=Verification("verified" if inside else "failed", ("offsets",) if inside else ()),
    )


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` has: what JavaScript counts as its length."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)
