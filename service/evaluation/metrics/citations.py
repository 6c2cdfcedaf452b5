"""Agreement of citations with gold ones down to the character, and whether they are citations at all.

Source: this project; precision and recall over characters are those of the PAN plagiarism measures
(Potthast et al. 2010) within one question. Offsets are code points, half open; a span that holds no
character says nothing. `canonical` names for an article the one that it is a near-identical copy of: a span in a
copy of which the gold holds nothing is taken as the same characters of the copy of which it does, so the copies'
text must begin alike up to there.

Gold citations are alternatives: each of them proves the answer, mostly in articles of their own. Precision
is therefore over their union, and recall over the one that was cited best; where all are needed, as in
a conflict that must show both sides, `every` asks for recall over the union.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

Span = tuple[str, int, int]
_Run = tuple[int, int]
_Marked = Mapping[str, Sequence[_Run]]


def precision(
    given: Collection[Span], gold: Collection[Span], canonical: Mapping[str, str] | None = None
) -> float | None:
    """The share of the cited characters that lie in gold, each counted once, in [0, 1].

    None where nothing was cited or there is no gold.
    """
    wanted = _characters(gold)
    cited = _characters(_placed(given, wanted, canonical or {}))
    count = _count(cited)
    return _count(_common(cited, wanted)) / count if count and wanted else None


def recall(
    given: Collection[Span], gold: Collection[Span], canonical: Mapping[str, str] | None = None, every: bool = False
) -> float | None:
    """The share of the best-covered gold citation that was cited, or with `every` of all gold, in [0, 1].

    None where there is no gold; 0 where there is and nothing was cited.
    """
    wanted = _characters(gold)
    if not wanted:
        return None
    cited = _characters(_placed(given, wanted, canonical or {}))
    if every:
        return _count(_common(cited, wanted)) / _count(wanted)
    return max(
        _count({article: _overlaps(cited.get(article, ()), [(start, end)])}) / (end - start)
        for article, start, end in gold
        if start < end
    )


def f1(
    given: Collection[Span], gold: Collection[Span], canonical: Mapping[str, str] | None = None, every: bool = False
) -> float | None:
    """The harmonic mean of precision and recall, in [0, 1]; None where there is no gold.

    0 where there is gold and nothing was cited.
    """
    recalled = recall(given, gold, canonical, every)
    if not recalled:
        return recalled
    # Something of the gold was cited, so precision is there and above 0.
    precise = precision(given, gold, canonical) or 0.0
    return 2 * precise * recalled / (precise + recalled)


def sentence_match(
    given: Collection[Span],
    gold: Collection[Span],
    sentences: Mapping[str, Sequence[tuple[int, int]]],
    canonical: Mapping[str, str] | None = None,
) -> float | None:
    """1 where some citation touches a sentence that gold touches, else 0; None where there is no gold.

    `sentences` are the sentences of each article; in one that it lacks, spans match where they overlap.
    """
    wanted = _characters(gold)
    if not wanted:
        return None
    cited = _characters(_placed(given, wanted, canonical or {}))
    overlap = any(_common(cited, wanted).values())
    return float(
        overlap or any(_share_one(cited[at], wanted[at], sentences.get(at, ())) for at in cited.keys() & wanted)
    )


def is_valid(citation: Mapping[str, Any], article_text: str | None, answer: str) -> bool:
    """Whether a citation in the shape of `POST /v1/ask` holds exactly what it says.

    Its offsets must be in range and hold at least one character, `cited_text` be the article's text there,
    and its marker `[n]` stand in the answer. No article, no valid citation.
    """
    start, end, cited, marker = (citation.get(name) for name in ("start_char", "end_char", "cited_text", "marker"))
    if article_text is None or type(start) is not int or type(end) is not int or type(marker) is not int:
        return False
    return 0 <= start < end <= len(article_text) and article_text[start:end] == cited and f"[{marker}]" in answer


def validity(citations: Sequence[Mapping[str, Any]], article_texts: Sequence[str | None], answer: str) -> float | None:
    """The share of the citations that are valid, in [0, 1]; None where there is none.

    `article_texts` holds, beside each citation, the text of the article version that it names, None where there is no
    such one. ValueError where the lengths differ.
    """
    valid = [is_valid(one, text, answer) for one, text in zip(citations, article_texts, strict=True)]
    return sum(valid) / len(valid) if valid else None


def _placed(given: Iterable[Span], wanted: _Marked, canonical: Mapping[str, str]) -> list[Span]:
    """The spans in the articles of the gold wherever one of its articles is the same or a copy."""
    known: dict[str, str] = {}
    for article in wanted:
        known.setdefault(canonical.get(article, article), article)
    placed = []
    for article, start, end in given:
        kind = canonical.get(article, article)
        placed.append((article if article in wanted else known.get(kind, kind), start, end))
    return placed


def _characters(spans: Iterable[Span]) -> dict[str, list[_Run]]:
    """The characters of each article that lie in a span, as runs in order and apart from each other."""
    marked: dict[str, list[_Run]] = {}
    for article, start, end in sorted(spans):
        if start >= end:
            continue
        runs = marked.setdefault(article, [])
        if runs and start <= runs[-1][1]:
            start, end = runs[-1][0], max(runs.pop()[1], end)
        runs.append((start, end))
    return marked


def _common(first: _Marked, second: _Marked) -> dict[str, list[_Run]]:
    return {article: _overlaps(first[article], second[article]) for article in first.keys() & second.keys()}


def _overlaps(first: Sequence[_Run], second: Sequence[_Run]) -> list[_Run]:
    pairs = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return [(start, end) for start, end in pairs if start < end]


def _count(marked: _Marked) -> int:
    return sum(end - start for runs in marked.values() for start, end in runs)


def _share_one(cited: Sequence[_Run], wanted: Sequence[_Run], sentences: Iterable[_Run]) -> bool:
    return any(_overlaps(cited, [sentence]) and _overlaps(wanted, [sentence]) for sentence in sentences)
