"""Answers in the shapes of OpenAI's chat completions, with Perplexity's lists of sources beside them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from service.answering.abstentions import ABSTENTIONS
from service.api.wire import AnswerShape
from service.records import Answer, Citation

# What of the answer stands in `dateline`: the rest is in the fields of OpenAI.
_LEFT_OUT = {"answer", "evidence", "timings_ms", "usage"}


def completion(answer: Answer, model: str, base: str) -> dict[str, Any]:
    """The object `chat.completion` of an answer; `base` is the URL of the service, with a slash."""
    content = content_of(answer)
    message = {
        "role": "assistant",
        "content": content,
        "refusal": None,
        "annotations": annotated(answer.citations, content, base),
    }
    return {
        "id": completion_id(answer.id),
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage_of(answer),
        "system_fingerprint": None,
        **sources_of(answer, base),
    }


def chunk(identity: str, created: int, model: str, delta: Mapping[str, Any], finish: str | None) -> dict[str, Any]:
    """The object `chat.completion.chunk` with one choice."""
    return {
        "id": identity,
        "object": "chat.completion.chunk",
        "created": created,
        "model": model,
        "system_fingerprint": None,
        "choices": [{"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish}],
    }


def content_of(answer: Answer) -> str:
    """The answer with its markers, or in one sentence why there is none."""
    return answer.answer or ABSTENTIONS[answer.reason or "below_threshold"]


def completion_id(answer_id: str) -> str:
    """The name of the completion, made of the answer's."""
    return "chatcmpl-" + answer_id.removeprefix("ans_")


def usage_of(answer: Answer) -> dict[str, int]:
    """Tokens of the model that was asked; none for the embedded answerer."""
    prompt, completed = answer.usage.get("input_tokens", 0), answer.usage.get("output_tokens", 0)
    return {"prompt_tokens": prompt, "completion_tokens": completed, "total_tokens": prompt + completed}


def annotated(citations: Iterable[Citation], content: str, base: str) -> list[dict[str, Any]]:
    """One `url_citation` a marker of `content`, whose characters `[start_index, end_index)` are the marker.

    What OpenAI does not have stands beside it: the article's characters that prove the sentence.
    """
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": (at := content.index(f"[{one.marker}]", one.answer_end)),
                "end_index": at + len(f"[{one.marker}]"),
                "title": one.title,
                "url": url_of(one, base),
                "article_id": one.article_id,
                "version": one.version,
                "start_char": one.start_char,
                "end_char": one.end_char,
                "cited_text": one.cited_text,
            },
        }
        for one in citations
    ]


def sources_of(answer: Answer, base: str) -> dict[str, Any]:
    """`citations` and `search_results`, where the nth stands for marker n; and the answer's other fields."""
    marked = {one.marker: one for one in answer.citations}
    cited: Sequence[Citation] = [marked[marker] for marker in sorted(marked)]
    return {
        "citations": [url_of(one, base) for one in cited],
        "search_results": [
            {
                "title": one.title,
                "url": url_of(one, base),
                "date": one.published_at,
                "last_updated": None,
                "snippet": one.cited_text,
                "source": one.source,
            }
            for one in cited
        ],
        "dateline": AnswerShape.of(answer).model_dump(mode="json", exclude=_LEFT_OUT),
    }


def url_of(citation: Citation, base: str) -> str:
    """Where the article was published, or where the service keeps it."""
    kept = f"{base}v1/articles/{quote(citation.article_id, safe='')}?version={citation.version}"
    return citation.url or kept
