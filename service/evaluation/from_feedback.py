"""What readers said of answers, as gold questions for a person to review."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from service.errors import NotFound
from service.library.answers import Feedback, feedback
from service.library.store import Library
from service.records import DEFAULT_COLLECTION


def candidates(library: Library) -> Iterator[dict[str, Any]]:
    """A line of our gold format for each feedback that says what is right or at least what is wrong.

    Tags say where a line comes from; `review` stands where something has to be filled in: an answer that
    was called wrong has no citations, and without a correction no answers and nothing expected either. What
    the reader wrote is a tag too, `comment: …`. A follow-up is asked as it was understood,
    since no conversation is kept. The same line twice is given once, under the id of the first.
    """
    given: set[str] = set()
    for one in feedback(library.database):
        if _is_left_out(one):
            continue
        line = _line(library, one)
        content = json.dumps({**line, "id": ""}, sort_keys=True)
        if content not in given:
            given.add(content)
            yield line


def left_out(library: Library) -> int:
    """How many feedbacks make no line: those that call an answer wrong and say no more."""
    return sum(_is_left_out(one) for one in feedback(library.database))


def _is_left_out(one: Feedback) -> bool:
    return one.verdict == "down" and one.corrected_answer is None and one.comment is None


def _line(library: Library, one: Feedback) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(one.of.answer)
    up, corrected = one.verdict == "up", one.corrected_answer
    answers, citations, lost = _right(library, answer) if up else ([], [], False)
    # A correction of an abstention says that there is an answer.
    agreed = up and not (corrected and answer["status"] == "abstained")
    # Who calls an answer wrong and gives no other has not said that there is one.
    otherwise = "answered" if corrected else None
    reworded = answer["understood"] != answer["question"]
    tags = ["from_feedback", f"verdict_{one.verdict}"]
    tags += ["review"] if lost or reworded or not agreed else []
    tags += [f"comment: {' '.join(one.comment.split())}"] if one.comment else []
    line: dict[str, Any] = {
        "id": one.id,
        "question": answer["understood"],
        "answers": list(dict.fromkeys([corrected, *answers] if corrected else answers)),
        "expected": answer["status"] if agreed else otherwise,
        "citations": citations,
        "tags": tags,
    }
    if one.of.collection != DEFAULT_COLLECTION:
        line["collection"] = one.of.collection
    line.update(json.loads(one.of.scope))
    return line


def _right(library: Library, answer: Mapping[str, Any]) -> tuple[list[str], list[dict[str, str]], bool]:
    """The short answers and quotes of an answer, and whether a quote no longer stands in its article."""
    quotes = dict.fromkeys((one["article_id"], one["cited_text"]) for one in answer["citations"])
    standing = [quote for quote in quotes if _stands(library, *quote)]
    citations = [{"article_id": article, "quote": text} for article, text in standing]
    return _short(answer), citations, len(standing) < len(quotes)


def _short(answer: Mapping[str, Any]) -> list[str]:
    if answer["status"] == "abstained":
        return []
    if answer["short_answer"]:
        short: str = answer["short_answer"]
        return short.split(" / ") if answer["status"] == "conflicting" else [short]
    whole: str = answer["answer"]
    for marker in dict.fromkeys(one["marker"] for one in answer["citations"]):
        whole = whole.replace(f"[{marker}]", "")
    return [" ".join(whole.split())]


def _stands(library: Library, identity: str, quote: str) -> bool:
    try:
        article = library.article(identity)
    except NotFound:
        return False
    return not article.deleted and quote in article.text
