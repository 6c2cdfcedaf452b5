"""Answers and gold questions for tests of scores, in the shapes of the service."""

from __future__ import annotations

from typing import Any

from service.evaluation.records import Given, Gold, GoldCitation

TEXT = "The ferry sank on Tuesday. It carried 42 people. Divers found the bell."
FERRY = "It carried 42 people."


def gold(**more: Any) -> Gold:
    """A question that the sentence FERRY of article a answers."""
    usual: dict[str, Any] = {
        "id": "q", "question": "How many people did the ferry carry?", "answers": ("42", "42 people"),
        "citations": (GoldCitation("a", FERRY, TEXT.index(FERRY), TEXT.index(FERRY) + len(FERRY)),),
    }  # fmt: skip
    return Gold(**{**usual, **more})


def evidence(article: str = "a", start: int = 0, end: int = len(TEXT), copies: tuple[str, ...] = ()) -> dict[str, Any]:
    """A passage of article `article`."""
    return {
        "passage_id": f"{article}:1:{start}", "article_id": article, "version": 1, "start_char": start, "end_char": end,
        "text": TEXT[start:end], "copies": list(copies), "title": "Ferry", "source": None, "published_at": None,
    }  # fmt: skip


def citation(start: int, end: int, answer_end: int, article: str = "a", marker: int = 1) -> dict[str, Any]:
    """A citation of the characters of article `article`."""
    return {
        "marker": marker, "answer_start": 0, "answer_end": answer_end, "article_id": article, "version": 1,
        "start_char": start, "end_char": end, "cited_text": TEXT[start:end], "title": "Ferry", "source": None,
        "published_at": None,
    }  # fmt: skip


def given(**more: Any) -> Given:
    """The right answer to `gold()`, with its proof."""
    start = TEXT.index(FERRY)
    answer: dict[str, Any] = {
        "status": "answered", "reason": None, "answer": f"{FERRY} [1]", "short_answer": "42 people",
        "understood": "How many people did the ferry carry?", "evidence": [evidence()],
        "citations": [citation(start, start + len(FERRY), len(FERRY))], "withheld": [], "score": 0.9,
        "answerer": "extractive", "timings_ms": {"total": 5.0, "search": 2.0}, "usage": {}, "cost": None,
    }  # fmt: skip
    return Given("q", {**answer, **more}, 0.01)


def abstained(**more: Any) -> Given:
    """An abstention that saw the evidence."""
    nothing = {"status": "abstained", "reason": "below_threshold", "answer": "", "short_answer": None, "citations": []}
    return given(**{**nothing, **more})
