"""POST /v1/search: the passages that a question would be answered from."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from service.api.access import reading
from service.api.described import failures
from service.api.parts import Parts
from service.api.requests import SearchRequest, checked_date
from service.api.wire import SearchResults
from service.records import Filters

router = APIRouter(tags=["search"], dependencies=[Depends(reading)])


@router.post(
    "/v1/search", operation_id="search", summary="Find passages", responses=failures(403, 404, 413, 415, 422, 503)
)
def search(request: Request, body: SearchRequest) -> SearchResults:
    """Passages by dense and lexical search, fused, best first, with every score; with `rerank` in the order that
    answers are made from."""
    parts: Parts = request.app.state.parts
    query = body.text(parts.limits.question_chars)
    filters = body.filters.record() if body.filters else Filters()
    as_of = checked_date(body.as_of, "as_of")
    return SearchResults.of(
        parts.searcher.search(query, body.collection, filters, body.limit, rerank=body.rerank, as_of=as_of)
    )
