"""/v1/articles: articles in, listed, read and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from service.api.described import failures
from service.api.parts import Parts
from service.api.problems import AllRefused
from service.api.wire import (
    ArticleList,
    ArticleShape,
    IngestedShape,
    IngestReport,
    RefusedShape,
    TextShape,
    filters_from_options,
)
from service.errors import InvalidInput, TooLarge
from service.indexing.ingest import ingest
from service.library.catalogue import list_articles, require_collection
from service.library.identity import collection_name
from service.library.loaders.jsonl import draft_from_object
from service.library.loaders.read import read_bytes
from service.records import Draft, Refusal

router = APIRouter(prefix="/v1/articles", tags=["articles"])

Numbered = tuple[int, Draft | Refusal]

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [
                        {"$ref": "#/components/schemas/ArticleShape"},
                        {"type": "array", "items": {"$ref": "#/components/schemas/ArticleShape"}},
                    ]
                },
                "example": {
                    "title": "Ferries stop as storm nears",
                    "source": "Harbour Courier",
                    "published_at": "2024-02-01",
                    "text": "All 14 ferries stayed in port on Thursday. Winds reached 90 km/h.",
                },
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            },
        },
    }
}


@router.post(
    "",
    operation_id="add_articles",
    summary="Add or change articles",
    status_code=201,
    responses={200: {"model": IngestReport, "description": "Nothing was new"}, **failures(413, 415, 422, 503)},
    openapi_extra=_BODY,
)
async def add(request: Request, response: Response, collection: str | None = None) -> IngestReport:
    """One article or an array as JSON, or files as multipart; a bad one is refused by name, the rest is taken."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        drafts = _from_json(await request.body(), request.app.state.parts.limits.batch)
    elif kind == "multipart/form-data":
        drafts = await _from_files(request)
    else:
        raise HTTPException(415, "send articles as application/json, or files as multipart/form-data")
    if collection is not None:
        drafts = [(n, replace(one, collection=collection) if isinstance(one, Draft) else one) for n, one in drafts]
    report = await run_in_threadpool(_take_in, request.app.state.parts, request.app.state.ingesting, drafts)
    if report.refused and not report.articles:
        raise AllRefused(report.refused)
    if not (report.added or report.changed):
        response.status_code = 200
    return report


def _from_json(body: bytes, batch: int) -> list[Numbered]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"the body is no valid JSON: {error}") from error
    objects = value if isinstance(value, list) else [value]
    if not objects:
        raise InvalidInput("the array is empty: send at least one article")
    if len(objects) > batch:
        raise TooLarge(f"{len(objects):,} articles in one request; at most {batch:,} are taken: send several requests")
    return [(index, _draft(one)) for index, one in enumerate(objects)]


def _draft(value: Any) -> Draft | Refusal:
    try:
        return draft_from_object(value, None)
    except InvalidInput as error:
        identity = value.get("id") if isinstance(value, dict) else None
        return Refusal("", str(error), identity if isinstance(identity, str) else None)


async def _from_files(request: Request) -> list[Numbered]:
    limits = request.app.state.parts.limits
    async with request.form(max_files=limits.batch, max_fields=limits.batch) as form:
        files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
        if not files:
            raise InvalidInput("the form holds no file: send each article as a file part", "files")
        read = [(part.filename or f"file-{n}", await part.read()) for n, part in enumerate(files)]
    return await run_in_threadpool(
        lambda: [(n, one) for n, (name, raw) in enumerate(read) for one in read_bytes(raw, name, limits.file_bytes)]
    )


def _take_in(parts: Parts, ingesting: Lock, drafts: list[Numbered]) -> IngestReport:
    """Ingests under a lock, so that two requests do not embed at once; asking goes on meanwhile."""
    report = IngestReport(added=0, changed=0, unchanged=0, articles=[], refused=[])
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    places: dict[str, int] = {}

    def numbered() -> Iterator[Draft | Refusal]:
        # A result says only where its draft came from, which has to lead back to its place in the request.
        for sequence, (index, one) in enumerate(drafts, start=1):
            origin = f"refused #{sequence}" if isinstance(one, Refusal) else one.origin or f"#{sequence}"
            places.setdefault(origin, index)
            yield replace(one, origin=origin) if isinstance(one, Refusal) else one

    with ingesting:
        for result in ingest(numbered(), parts.library, parts.indexes, parts.embedder):
            if isinstance(result, Refusal):
                report.refused.append(
                    RefusedShape(index=places.get(result.origin, 0), id=result.id, error=result.error)
                )
            else:
                counts[result.outcome] += 1
                report.articles.append(
                    IngestedShape(index=places.get(result.origin, 0), id=result.id, outcome=result.outcome)
                )
    return report.model_copy(update=counts)


@router.get("", operation_id="list_articles", summary="List articles, newest first", responses=failures(404, 422, 503))
def listing(
    request: Request,
    collection: str | None = None,
    published_from: str | None = None,
    published_to: str | None = None,
    source: Annotated[list[str] | None, Query()] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ArticleList:
    """A page of articles without their texts; `cursor` of the answer asks for the next."""
    library = request.app.state.parts.library
    name = collection_name(collection)
    require_collection(library, name)
    filters = filters_from_options(published_from, published_to, source, None)
    return ArticleList.of(list_articles(library, name, filters, cursor, limit))


@router.get("/{article_id}", operation_id="read_article", summary="Read an article", responses=failures(404, 422, 503))
def read(request: Request, article_id: str, version: int | None = None) -> ArticleShape:
    """The newest version, or the one named; also of a deleted article, until it is purged."""
    return ArticleShape.of(request.app.state.parts.library.article(article_id, version))


@router.get(
    "/{article_id}/text", operation_id="read_text", summary="Read some characters", responses=failures(404, 422, 503)
)
def text(
    request: Request, article_id: str, start: int = 0, end: int | None = None, version: int | None = None
) -> TextShape:
    """Characters [start, end) of a version, in code points: what a citation names."""
    article = request.app.state.parts.library.article(article_id, version)
    last = len(article.text) if end is None else end
    if not 0 <= start <= last <= len(article.text):
        raise InvalidInput(f"[{start}, {last}) is not within [0, {len(article.text)}) of this article", "start")
    return TextShape(
        article_id=article.id,
        version=article.version,
        sha256=article.sha256,
        start=start,
        end=last,
        text=article.text[start:last],
    )


@router.delete(
    "/{article_id}",
    operation_id="delete_article",
    summary="Delete an article",
    status_code=204,
    responses=failures(404, 503),
)
def delete(request: Request, article_id: str) -> Response:
    """Takes it out of search; old citations to it still resolve until it is purged. Repeating it does no harm."""
    parts: Parts = request.app.state.parts
    parts.library.delete(article_id)
    parts.indexes.catch_up()
    return Response(status_code=204)
