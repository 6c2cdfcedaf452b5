"""GET /v1/library: what there is to ask about, and how far the indexes are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from service.api.access import Ingesting, caller, reading
from service.api.described import failures
from service.api.parts import Parts
from service.api.wire import Shape
from service.library.catalogue import counts, require_collection, sources
from service.library.identity import collection_name

router = APIRouter(tags=["articles"], dependencies=[Depends(reading)])


class SourceShape(Shape):
    """An outlet, and how many live articles of the collection are its."""

    source: str | None = Field(description="Null for articles that name no outlet.")
    articles: int


class LibraryShape(Shape):
    """What the library holds."""

    collection: str
    articles: int = Field(description="Live articles of this collection.")
    collections: dict[str, int] = Field(description="Every collection with its live articles.")
    sources: list[SourceShape] = Field(description="Those of this collection, the largest first.")
    passages: int = Field(description="Live passages of all collections.")
    index_seq: int = Field(description="The last change of the library.")
    applied: dict[str, int] = Field(description="The last change that each index has applied.")
    answerers: list[str]
    version: str
    ingest: Ingesting = Field(description="Whether who asks may add articles to this collection.")


@router.get(
    "/v1/library",
    operation_id="read_library",
    summary="Say what the library holds",
    responses=failures(403, 404, 422, 503),
)
def library(
    request: Request,
    collection: Annotated[str | None, Query(description="Which; `default` where none is named.")] = None,
) -> LibraryShape:
    """Counts by collection and by source, the state of the indexes, and whether the caller may add to it."""
    parts: Parts = request.app.state.parts
    name = collection_name(collection)
    require_collection(parts.library, name)
    held = counts(parts.library)
    return LibraryShape(
        collection=name,
        articles=held.collections.get(name, 0),
        collections=held.collections,
        sources=[SourceShape(source=source, articles=number) for source, number in sources(parts.library, name)],
        passages=held.passages,
        index_seq=parts.library.head(),
        applied={index.name: index.applied() for index in parts.indexes.all},
        answerers=list(parts.asker.answerers),
        version=parts.version,
        ingest=caller(request).ingesting(name),
    )
