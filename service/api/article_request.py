"""How OpenAPI describes the body of POST /v1/articles, which the loader of JSON articles reads and checks."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_EXAMPLE = {
    "title": "Ferries stop as storm nears",
    "source": "Harbour Courier",
    "published_at": "2024-02-01",
    "text": "All 14 ferries stayed in port on Thursday. Winds reached 90 km/h.",
}


class ArticleRequest(BaseModel):
    """An article to take in, with either `text` or `html`; the fields are those of a line of JSON Lines."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(None, description="The article's own id; made from url, file or text where none is given.")
    text: str | None = Field(None, description="The words of the article.")
    html: str | None = Field(None, description="A page; what it states fills in the fields that are absent.")
    title: str | None = Field(None, description="Headline; the first line of the text where none is given.")
    url: str | None = Field(None, description="Where it was published: http or https.")
    source: str | None = Field(None, description="Outlet.")
    author: str | None = Field(None, description="Byline.")
    published_at: str | int | None = Field(None, description="Date or time of publication: ISO 8601, or epoch seconds.")
    language: str | None = Field(None, description="BCP 47 tag; `en` where none is given.")
    collection: str | None = Field(None, description="Where to put it; `default` where none is named.")
    metadata: dict[str, Any] | None = Field(None, description="Anything else, at most 16 KiB of JSON.")


def body() -> dict[str, Any]:
    """The requestBody of the route: one article or an array of them as JSON, or files."""
    article = ArticleRequest.model_json_schema()
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "One file an article."}
    return {
        "required": True,
        "description": "One article or an array of them as JSON, or files as multipart.",
        "content": {
            "application/json": {
                "schema": {"oneOf": [article, {"type": "array", "items": article, "minItems": 1}]},
                "example": _EXAMPLE,
            },
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["files"], "properties": {"files": files}}
            },
        },
    }
