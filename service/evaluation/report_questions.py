"""The questions of a run as a page needs them: short rows to filter and sort, and each one's details."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from service.evaluation.excerpts import Mark, Run, excerpt
from service.evaluation.loose_json import finite, mapping, sequence

ArticleText = Callable[[str, int], str | None]

_KEPT_TEXTS = 256
_SHOWN_EVIDENCE = 20
_SHOWN_ARTICLES = 8
_ROW_CHARACTERS = 240
_ANSWER_CHARACTERS = 6000


def row(question: Mapping[str, Any], metrics: Sequence[str]) -> dict[str, Any]:
    """What the table shows of a question before it is opened: short texts, labels and figures, and its scores."""
    given = mapping(question.get("given"))
    scores = mapping(question.get("scores"))
    right = finite(scores.get("right"))
    return {
        "id": str(question.get("id", "")),
        "question": _cut(question.get("question"), 2 * _ROW_CHARACTERS),
        "given": _cut(given.get("short_answer") or given.get("answer"), _ROW_CHARACTERS),
        "expected": [_cut(one, _ROW_CHARACTERS) for one in sequence(question.get("answers"))[:12]],
        "behaviour": _cut(question.get("expected"), 40),
        "status": "failed" if question.get("error") is not None else _cut(given.get("status") or "failed", 40),
        "right": None if right is None else int(right >= 0.5),
        "stage": _cut(question.get("failed"), 40) or None,
        "score": _rounded(given.get("score")),
        "ms": _rounded((finite(question.get("seconds")) or 0.0) * 1000),
        "tags": [_cut(tag, 80) for tag in sequence(question.get("tags"))],
        "scores": [_rounded(scores.get(metric)) for metric in metrics],
    }


class Details:
    """Makes what an opened row shows; reads articles by `article_text`, and keeps the last few."""

    def __init__(self, questions: Iterable[Mapping[str, Any]], article_text: ArticleText, beside: int) -> None:
        self._text = lru_cache(_KEPT_TEXTS)(article_text)
        self._beside = beside
        self._versions: dict[str, int] = {}
        self._heads: dict[str, dict[str, Any]] = {}
        for one in (one for question in questions for one in _passages(mapping(question.get("given")))):
            name, version = str(one.get("article_id", "")), _whole(one.get("version"), 1)
            if version >= self._versions.get(name, 1):
                self._versions[name], self._heads[name] = version, _headline(one)

    def of(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """One question's answer, what proves it in the articles, what was withheld, and its evidence."""
        given = mapping(question.get("given"))
        citations = [mapping(one) for one in sequence(given.get("citations"))]
        seen = {str(one.get("article_id", "")): _whole(one.get("version"), 1) for one in _passages(given)}
        gold = [self._located(mapping(one), seen) for one in sequence(question.get("gold_citations"))]
        answer = str(given.get("answer") or "")
        understood = given.get("understood")
        return {
            "error": None if question.get("error") is None else _cut(question["error"], _ANSWER_CHARACTERS),
            "answer": _cut(answer, _ANSWER_CHARACTERS),
            "short": _cut(given.get("short_answer"), _ROW_CHARACTERS) or None,
            "understood": None if understood in (None, question.get("question")) else _cut(understood, 500),
            "reason": _cut(given.get("reason"), 40) or None,
            "degraded": str(given.get("degraded_reason") or "yes") if given.get("degraded") else None,
            "answerer": _cut(given.get("answerer"), 120),
            "timings": {_cut(name, 40): _rounded(spent) for name, spent in mapping(given.get("timings_ms")).items()},
            "unproven": [
                [kind, _cut(one.get("text"), 1000), [_cut(reason, 60) for reason in sequence(one.get("reasons"))]]
                for kind in ("withheld", "flagged")
                for one in map(mapping, sequence(given.get(kind))[:20])
            ],
            **self._articles(citations, gold),
            "evidence": self._evidence(sequence(given.get("evidence")), citations, gold),
        }

    def _located(self, one: Mapping[str, Any], seen: Mapping[str, int]) -> _Gold:
        """A gold quote with its place in the version that was answered from, else the newest that the run has seen."""
        name, quote = str(one.get("article_id", "")), str(one.get("quote") or "")
        version = seen.get(name, self._versions.get(name, 1))
        text = self._text(name, version)
        start, end = one.get("start"), one.get("end")
        if text is None or not quote:
            return _Gold(name, version, quote, None)
        if isinstance(start, int) and isinstance(end, int) and text[max(start, 0) : max(end, 0)] == quote:
            return _Gold(name, version, quote, (start, end))
        found = text.find(quote)
        return _Gold(name, version, quote, (found, found + len(quote)) if found >= 0 else None)

    def _articles(self, citations: Sequence[Mapping[str, Any]], gold: Sequence[_Gold]) -> dict[str, Any]:
        """Every cited article with its citations lit up, then those that only hold a gold quote."""
        cited: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
        for one in citations:
            cited.setdefault((str(one.get("article_id", "")), _whole(one.get("version"), 1)), []).append(one)
        placed = [one for one in gold if one.span]
        hoped = {(one.name, one.version): None for one in placed if (one.name, one.version) not in cited}
        shown = [
            self._article(key, cited.get(key, []), placed)
            for key in (*islice(cited, _SHOWN_ARTICLES), *islice(hoped, _SHOWN_ARTICLES))
        ]
        lost = [[one.name, _cut(one.quote, 1000)] for one in gold if one.span is None and one.quote]
        left = max(len(cited) - _SHOWN_ARTICLES, 0) + max(len(hoped) - _SHOWN_ARTICLES, 0)
        return {"articles": shown, "unplaced": lost[:_SHOWN_ARTICLES], "articles_left": left}

    def _article(
        self, key: tuple[str, int], citations: Sequence[Mapping[str, Any]], gold: Sequence[_Gold]
    ) -> dict[str, Any]:
        name, version = key
        text = self._text(name, version)
        marks = [Mark(*one.span) for one in gold if one.span and (one.name, one.version) == key]
        broken = []
        for one in citations:
            start, end = _whole(one.get("start_char"), -1), _whole(one.get("end_char"), -1)
            said, marker = str(one.get("cited_text") or ""), _whole(one.get("marker"), 0)
            if text is not None and 0 <= start < end and text[start:end] == said:
                marks.append(Mark(start, end, marker))
            else:
                broken.append([marker, _cut(said, 1000)])
        head = _headline(citations[0]) if citations else self._heads.get(name, {"title": name})
        runs: list[Run] = excerpt(text, marks, self._beside) if text is not None and marks else []
        return {
            **head,
            "id": name,
            "version": version,
            "cited": bool(citations),
            "runs": runs,
            "missing": text is None,
            "broken": broken,
        }

    def _evidence(
        self, evidence: Sequence[Any], citations: Sequence[Mapping[str, Any]], gold: Sequence[_Gold]
    ) -> list[dict[str, Any]]:
        return [self._passage(mapping(one), citations, gold) for one in evidence[:_SHOWN_EVIDENCE]]

    def _passage(
        self, one: Mapping[str, Any], citations: Sequence[Mapping[str, Any]], gold: Sequence[_Gold]
    ) -> dict[str, Any]:
        name, version, text = str(one.get("article_id", "")), _whole(one.get("version"), 1), str(one.get("text") or "")
        begins = _whole(one.get("start_char"), 0)
        copies = {str(copy) for copy in sequence(one.get("copies"))}
        marks = []
        holds = "no"
        for hoped in gold:
            if hoped.name != name and hoped.name not in copies:
                continue
            same = hoped.span is not None and (hoped.name, hoped.version) == (name, version)
            span = hoped.span if same else _found(text, hoped.quote, begins)
            if span and span[0] < begins + len(text) and span[1] > begins:
                marks.append(Mark(span[0] - begins, span[1] - begins))
                holds = "yes" if hoped.name == name or holds == "yes" else "copy"
        for cited in citations:
            start, end = _whole(cited.get("start_char"), 0), _whole(cited.get("end_char"), 0)
            same = cited.get("article_id") == name and _whole(cited.get("version"), 1) == version
            if same and start < begins + len(text) and end > begins:
                marks.append(Mark(start - begins, end - begins, _whole(cited.get("marker"), 0)))
        return {
            **_headline(one),
            "id": name,
            "gold": holds,
            "score": _rounded(one.get("score")),
            "ranks": [_rounded(mapping(one.get("ranks")).get(which)) for which in ("dense", "lexical", "reader")],
            "runs": excerpt(text, marks, self._beside // 2),
        }


@dataclass(frozen=True, slots=True)
class _Gold:
    """A gold quote and where it stands in one version of its article, None where it was not found there."""

    name: str
    version: int
    quote: str
    span: tuple[int, int] | None


def web_address(value: Any) -> str | None:
    """The address if it is one of the web, for a link; None for any other."""
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.netloc else None


def _headline(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": _cut(one.get("title") or one.get("article_id"), 200),
        "url": web_address(one.get("url")),
        "source": _cut(one.get("source"), 80) or None,
        "date": str(one.get("published_at") or "")[:10] or None,
    }


def _passages(given: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """What an answer tells of articles: its evidence, then its citations."""
    for kind in ("evidence", "citations"):
        yield from map(mapping, sequence(given.get(kind)))


def _found(text: str, quote: str, begins: int) -> tuple[int, int] | None:
    at = text.find(quote) if quote else -1
    return (begins + at, begins + at + len(quote)) if at >= 0 else None


def _whole(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise


def _cut(value: Any, longest: int) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _rounded(value: Any) -> float | None:
    number = finite(value)
    if number is None:
        return None
    return int(number) if number == int(number) else round(number, 4)
