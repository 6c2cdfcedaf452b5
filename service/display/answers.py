"""Answers and passages, as the command line shows them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill, indent
from typing import TYPE_CHECKING

from service.answering.abstentions import ABSTENTIONS
from service.display.lines import WIDTH, about
from service.records import Answer

if TYPE_CHECKING:
    from service.retrieval.search import Found


def answer(given: Answer, json: bool) -> None:
    """An answer with its citations, or why there is none and the nearest passages."""
    if json:
        from service.api.wire import AnswerShape

        print(AnswerShape.of(given).model_dump_json(indent=2))
        return
    if given.status == "abstained":
        print(ABSTENTIONS[given.reason or "below_threshold"])
        if given.evidence:
            print("\nNearest passages:")
            for evidence in given.evidence[:3]:
                print(f"  · {about(evidence.article)}")
                print(indent(fill(evidence.passage.text.strip()[:200] + " …", WIDTH - 6), "    "))
        return
    if given.short_answer:
        print(f"{given.short_answer}\n")
    if given.status == "conflicting":
        print("The sources differ:")
    if given.understood != given.question:
        print(f"Understood as: {given.understood}")
    for paragraph in given.answer.split("\n"):
        print(fill(paragraph, WIDTH))
    if given.degraded:
        print(f"(stood in for the model: {given.degraded_reason})")
    print()
    shown: set[int] = set()
    for citation in given.citations:
        if citation.marker in shown:
            continue
        shown.add(citation.marker)
        where = " · ".join(part for part in (citation.source, citation.published_at, citation.title) if part)
        print(f"  [{citation.marker}] {where}")
        print(indent(fill(f"“{citation.cited_text}”", WIDTH - 6), "      "))
        print(f"      {citation.article_id} v{citation.version}, characters {citation.start_char}–{citation.end_char}")


def passages(found: Found, json: bool) -> None:
    """The passages of a search, best first."""
    if json:
        from service.api.wire import SearchResults

        print(SearchResults.of(found).model_dump_json(indent=2))
        return
    for number, evidence in enumerate(found.evidence, start=1):
        print(f"{number:2}. {evidence.score:6.2f}  {about(evidence.article)}")
        print(indent(fill(" ".join(evidence.passage.text.split()), WIDTH - 12), " " * 12))
    if not found.evidence:
        print("nothing found")


@contextmanager
def asking(answerer: str, json: bool) -> Iterator[None]:
    """Shows that a model is being waited for; the embedded answerer is too quick for that."""
    if json or answerer == "extractive" or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"asking {answerer}"):
        yield
