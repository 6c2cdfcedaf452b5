"""The HTTP application, made from its parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI

from service.api import (
    answers,
    articles,
    ask,
    chat_completions,
    feedback,
    health,
    holdings,
    pages,
    problems,
    search,
    sentences,
)
from service.api.keeping import Keeper
from service.api.metrics import Metrics
from service.api.middleware import Envelope
from service.api.origins import Origins
from service.api.parts import Parts

DESCRIPTION = (
    "Answers questions over a library of news articles; every sentence cites the exact characters that prove it."
)

log = structlog.get_logger("dateline.api")


def create_app(parts: Parts) -> FastAPI:
    """The application that serves `parts`; the caller opens and closes them."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        log.info("serving", version=parts.version)
        keeper.start()
        yield
        await asyncio.to_thread(keeper.close)
        await parts.asker.disconnect()
        log.info("stopped")

    app = _application(parts.version, lifespan)
    metrics = Metrics()
    keeper = Keeper(parts.library, parts.limits.keep_answers_days)
    app.state.parts = parts
    app.state.metrics = metrics
    app.state.keeper = keeper
    app.state.ingesting = asyncio.Lock()
    app.state.assets = pages.read_assets()
    app.add_middleware(Origins, keys=parts.keys, public=pages.public_paths(app.state.assets))
    app.add_middleware(Envelope, metrics=metrics, body_bytes=parts.limits.body_bytes)
    return app


def describe() -> dict[str, Any]:
    """The OpenAPI document, which needs no library."""
    return _application("", None).openapi()


def _application(version: str, lifespan: Any) -> FastAPI:
    # The documentation pages of FastAPI load scripts from elsewhere, which must not happen here.
    app = FastAPI(
        title="Dateline",
        version=version or "0",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    for routes in (ask, answers, feedback, search, articles, sentences, holdings, chat_completions, health, pages):
        app.include_router(routes.router)
    problems.install(app)
    return app
