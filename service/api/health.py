"""Whether the service lives, whether it can answer, and how it fares."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from service.api.described import failures
from service.api.parts import Parts
from service.library.catalogue import counts

router = APIRouter(tags=["operation"])


class Alive(BaseModel):
    """The process answers."""

    status: str = "ok"


class Ready(BaseModel):
    """The library can be read and the indexes are up to date."""

    status: str
    articles: int
    passages: int
    index_seq: int
    answerers: list[str]


@router.get("/healthz", operation_id="healthz", summary="Whether the process lives")
async def healthz() -> Alive:
    """Always ok while the process can answer."""
    return Alive()


@router.get("/readyz", operation_id="readyz", summary="Whether questions can be answered", responses=failures(503))
def readyz(request: Request) -> Ready:
    """Reads the library and lets the indexes catch up."""
    parts: Parts = request.app.state.parts
    seq = parts.indexes.catch_up()
    held = counts(parts.library)
    return Ready(
        status="ok",
        articles=held.articles,
        passages=held.passages,
        index_seq=seq,
        answerers=list(parts.asker.answerers),
    )


@router.get("/metrics", operation_id="metrics", summary="Counters for Prometheus", response_class=Response)
def metrics(request: Request) -> Response:
    """Text in the Prometheus format."""
    parts: Parts = request.app.state.parts
    held = counts(parts.library)
    page = request.app.state.metrics.render(held.articles, held.passages, parts.asker.waiting)
    return Response(page, media_type="text/plain; version=0.0.4; charset=utf-8")
