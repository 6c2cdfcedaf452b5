"""Markers put into an answer, each standing for exact characters of one article version."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.answerer import Sentence
from service.answering.events import Said
from service.records import Citation, Evidence, Verification


class Citer:
    """Writes an answer sentence by sentence, with `[n]` after each for what it cites.

    Markers count from 1 in order of first use; the same characters of the same version keep their
    number wherever they are cited again, which then gives one more citation with that number.
    """

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._evidence = evidence
        self._numbers: dict[tuple[str, int, int, int], int] = {}
        self._citations: list[Citation] = []
        self._text = ""

    @property
    def text(self) -> str:
        """The answer so far."""
        return self._text

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far, in the order of their markers in the text."""
        return tuple(self._citations)

    def add(self, sentence: Sentence, verification: Verification) -> Said:
        """The sentence as it now stands in the answer."""
        before = len(self._text)
        start = before + len(sentence.lead) if before else 0
        text = (sentence.lead if before else "") + sentence.text
        end = start + len(sentence.text)
        citations: list[Citation] = []
        for source in dict.fromkeys(sentence.sources):
            article = self._evidence[source.number].article
            place = (article.id, article.version, source.start, source.end)
            known = self._numbers.get(place)
            marker = self._numbers.setdefault(place, len(self._numbers) + 1)
            if known is not None and any(one.marker == known for one in citations):
                continue
            text += f" [{marker}]"
            of = self._evidence[source.number]
            citations.append(_citation(marker, start, end, of, source.start, source.end, verification))
        self._text += text
        self._citations += citations
        return Said(before, len(self._text), text, tuple(citations))


def _citation(
    marker: int, answer_start: int, answer_end: int, of: Evidence, start: int, end: int, verification: Verification
) -> Citation:
    article = of.article
    cited = article.text[start:end]
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
        verification=verification,
    )


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` has: what JavaScript counts as its length."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
