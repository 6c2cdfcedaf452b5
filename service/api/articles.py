"""/v1/articles: articles in, listed, read and deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from service.api import article_request
from service.api.access import caller, reading
from service.api.body import is_json, not_json
from service.api.described import failures
from service.api.parts import Parts
from service.api.problems import AllRefused
from service.api.requests import filters_from_options
from service.api.wire import ArticleList, ArticleShape, IngestedShape, IngestReport, TextShape, refused
from service.errors import InvalidInput, TooLarge
from service.indexing.ingest import ingest
from service.library.catalogue import list_articles, require_collection
from service.library.identity import collection_name
from service.library.loaders.jsonl import draft_from_object
from service.library.loaders.read import read_bytes
from service.records import Draft, Refusal

router = APIRouter(prefix="/v1/articles", tags=["articles"])

Numbered = tuple[int, Draft | Refusal]
Identity = Annotated[str, Path(description="The article's id.")]
# SQLite knows no greater number.
Version = Annotated[int | None, Query(ge=1, lt=2**63, description="A version; the newest where none is named.")]


@router.post(
    "",
    operation_id="add_articles",
    summary="Add or change articles",
    status_code=201,
    responses={
        200: {"model": IngestReport, "description": "Nothing was new"},
        **failures(401, 403, 413, 415, 422, 503),
    },
    openapi_extra={"requestBody": article_request.body()},
)
async def add(
    request: Request,
    response: Response,
    collection: Annotated[str | None, Query(description="Where to put all of them, whatever each one says.")] = None,
) -> IngestReport:
    """One article or an array as JSON, or files as multipart; a bad one is refused by name, the rest is taken."""
    parts: Parts = request.app.state.parts
    # Nothing is read for somebody who may add nothing; which collections it is for shows only then.
    caller(request).write([])
    content_type = request.headers.get("content-type", "")
    if is_json(content_type):
        drafts = await run_in_threadpool(_from_json, await request.body(), parts.limits.batch)
    elif content_type.lower().startswith("multipart/form-data"):
        drafts = await _from_files(request)
    else:
        raise HTTPException(415, "send articles as application/json, or files as multipart/form-data")
    if collection is not None:
        drafts = [(n, replace(one, collection=collection) if isinstance(one, Draft) else one) for n, one in drafts]
    # A file may hold many articles.
    _require_at_most(parts.limits.batch, len(drafts), "articles")
    caller(request).write({one.collection for _, one in drafts if isinstance(one, Draft)} or {collection})
    # One request embeds at a time; the others wait here, where they keep no thread from those who ask.
    async with request.app.state.ingesting:
        report = await run_in_threadpool(_take_in, parts, drafts)
    if report.refused and not report.articles:
        raise AllRefused(report.refused)
    if not (report.added or report.changed):
        response.status_code = 200
    return report


def _from_json(body: bytes, batch: int) -> list[Numbered]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise not_json(error) from error
    objects = value if isinstance(value, list) else [value]
    if not objects:
        raise InvalidInput("the array is empty: send at least one article")
    _require_at_most(batch, len(objects), "articles")
    return [(index, _draft(one)) for index, one in enumerate(objects)]


def _require_at_most(most: int, count: int, kind: str) -> None:
    if count > most:
        raise TooLarge(f"{count:,} {kind} in one request; at most {most:,} are taken: send several requests")


def _draft(value: Any) -> Draft | Refusal:
    try:
        return draft_from_object(value, None)
    except InvalidInput as error:
        identity = value.get("id") if isinstance(value, dict) else None
        return Refusal("", str(error), identity if isinstance(identity, str) else None)


async def _from_files(request: Request) -> list[Numbered]:
    limits = request.app.state.parts.limits
    read: list[tuple[str, bytes]] = []
    async with request.form(max_files=limits.batch) as form:
        for field, part in form.multi_items():
            if not isinstance(part, UploadFile):
                raise InvalidInput("the form holds a field that is no file: send every article as a file part", field)
            read.append((part.filename or "", await part.read()))
    if not read:
        raise InvalidInput("the form holds no file: send each article as a file part", "files")
    return await run_in_threadpool(_from_uploads, read, limits.file_bytes)


def _from_uploads(files: Sequence[tuple[str, bytes]], file_bytes: int) -> list[Numbered]:
    drafts: list[Numbered] = []
    first: dict[str, int] = {}
    for index, (name, raw) in enumerate(files):
        if first.setdefault(name, index) != index:
            error = f"file {first[name]} of this request has the same name: give each file a name of its own"
            drafts.append((index, Refusal(name, error)))
        else:
            drafts += [(index, one) for one in read_bytes(raw, name, file_bytes)]
    return drafts


def _take_in(parts: Parts, drafts: list[Numbered]) -> IngestReport:
    report = IngestReport(added=0, changed=0, unchanged=0, articles=[], refused=[])
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    places: dict[str, int] = {}

    def numbered() -> Iterator[Draft | Refusal]:
        # A result says only where its draft came from, which has to lead back to its place in the request.
        for sequence, (index, one) in enumerate(drafts, start=1):
            origin = f"refused #{sequence}" if isinstance(one, Refusal) else one.origin or f"#{sequence}"
            places.setdefault(origin, index)
            yield replace(one, origin=origin) if isinstance(one, Refusal) else one

    for result in ingest(numbered(), parts.library, parts.indexes, parts.embedder):
        index = places[result.origin]
        if isinstance(result, Refusal):
            report.refused.append(refused(index, result))
        else:
            counts[result.outcome] += 1
            report.articles.append(IngestedShape(index=index, id=result.id, outcome=result.outcome))
    return report.model_copy(update=counts)


@router.get(
    "",
    operation_id="list_articles",
    summary="List articles, newest first",
    responses=failures(403, 404, 422, 503),
    dependencies=[Depends(reading)],
)
def listing(
    request: Request,
    collection: Annotated[str | None, Query(description="Which; `default` where none is named.")] = None,
    published_from: Annotated[str | None, Query(description="ISO 8601 date or UTC date and time, inclusive.")] = None,
    published_to: Annotated[str | None, Query(description="ISO 8601 date or UTC date and time, inclusive.")] = None,
    source: Annotated[list[str] | None, Query(description="Outlet; may be repeated.")] = None,
    cursor: Annotated[str | None, Query(description="The cursor of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> ArticleList:
    """A page of articles without their texts; `cursor` of the answer asks for the next."""
    library = request.app.state.parts.library
    name = collection_name(collection)
    require_collection(library, name)
    filters = filters_from_options(published_from, published_to, source, None)
    return ArticleList.of(list_articles(library, name, filters, cursor, limit))


@router.get(
    "/{article_id}",
    operation_id="read_article",
    summary="Read an article",
    responses=failures(403, 404, 422, 503),
    dependencies=[Depends(reading)],
)
def read(request: Request, article_id: Identity, version: Version = None) -> ArticleShape:
    """The newest version, or the one named; also of a deleted article, until it is purged."""
    return ArticleShape.of(request.app.state.parts.library.article(article_id, version))


@router.get(
    "/{article_id}/text",
    operation_id="read_text",
    summary="Read some characters",
    responses=failures(403, 404, 422, 503),
    dependencies=[Depends(reading)],
)
def text(
    request: Request,
    article_id: Identity,
    start: Annotated[int, Query(description="The first character, from 0.")] = 0,
    end: Annotated[int | None, Query(description="After the last character; the end of the text by default.")] = None,
    version: Version = None,
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
    responses=failures(401, 403, 404, 422, 503),
)
def delete(request: Request, article_id: Identity) -> Response:
    """Takes it out of search; old citations to it still resolve until it is purged. Repeating it does no harm."""
    parts: Parts = request.app.state.parts
    may = caller(request)
    may.write([])
    may.write([parts.library.article(article_id).collection])
    parts.library.delete(article_id)
    parts.indexes.catch_up()
    return Response(status_code=204)
