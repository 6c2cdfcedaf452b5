"""GET /v1/articles/{id}/sentences: the sentences around a citation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from service.api.access import caller
from service.api.articles import Identity, Version
from service.api.described import failures
from service.api.wire import Shape
from service.errors import InvalidInput
from service.library.sentences import sentence_spans

router = APIRouter(tags=["articles"])


class AroundShape(Shape):
    """Cited characters, with the sentence before them and the one after."""

    article_id: str
    version: int
    before: str | None = Field(description="Null at the beginning of the article.")
    text: str
    after: str | None = Field(description="Null at its end.")


@router.get(
    "/v1/articles/{article_id}/sentences",
    operation_id="read_sentences",
    summary="Read a citation between its neighbours",
    responses=failures(401, 403, 404, 422, 503),
)
def sentences(
    request: Request,
    article_id: Identity,
    start: Annotated[int, Query(ge=0, description="`start_char` of the citation.")],
    end: Annotated[int, Query(ge=0, description="`end_char` of the citation.")],
    version: Version = None,
) -> AroundShape:
    """Characters [start, end) of a version, in code points, and the sentences beside them."""
    article = request.app.state.parts.library.article(article_id, version)
    caller(request).ask(article.collection)
    text = article.text
    if not start <= end <= len(text):
        raise InvalidInput(f"[{start}, {end}) is not within [0, {len(text)}) of this article", "start")
    spans = sentence_spans(text, article.language)
    # A citation may be part of a very long sentence, whose rest is its neighbour then.
    before = [text[first : min(last, start)].strip() for first, last in spans if first < start]
    after = [text[max(first, end) : last].strip() for first, last in spans if last > end]
    return AroundShape(
        article_id=article.id,
        version=article.version,
        before=before[-1] if before else None,
        text=text[start:end],
        after=after[0] if after else None,
    )
