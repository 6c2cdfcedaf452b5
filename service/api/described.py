"""How routes describe their errors in OpenAPI."""

from __future__ import annotations

from typing import Any

from service.api.problems import title

_EXAMPLES = {
    401: ("key_needed", "adding and deleting articles takes an ingest key, as `Authorization: Bearer …`"),
    403: ("not_allowed", "the site key is not for pages of https://example.org: add that to its origins"),
    404: ("not_found", "there is no article 'no-such-article'"),
    413: ("too_large", "the body is over 32,000,000 bytes: send fewer articles at a time"),
    415: ("unsupported_media_type", "send the body as application/json"),
    422: ("invalid_input", "the question is empty: ask something"),
    503: ("library_unavailable", "the disk that holds the library is full: free some space"),
}
_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong, where, and what to do."},
        "code": {"type": "string"},
        "instance": {"type": "string", "description": "The request's id, as in the log."},
        "field": {"type": "string", "description": "The field at fault, where one is known."},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "Every field at fault."},
        "refused": {"type": "array", "items": {"type": "object"}, "description": "Every article refused."},
    },
}


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer with, each with an example."""
    return {status: _failure(status) for status in statuses}


def _failure(status: int) -> dict[str, Any]:
    code, detail = _EXAMPLES[status]
    example = {"type": f"/problems/{code}", "title": title(status), "status": status, "detail": detail, "code": code}
    return {
        "description": title(status),
        "content": {"application/problem+json": {"schema": _SCHEMA, "example": example}},
    }
