"""POST /v1/ask: a question to a cited answer."""

from __future__ import annotations

from fastapi import APIRouter, Request

from service.api.described import failures
from service.api.requests import AskRequest
from service.api.wire import AnswerShape

router = APIRouter(tags=["answers"])


@router.post(
    "/v1/ask",
    operation_id="ask",
    summary="Answer a question, with citations",
    responses=failures(404, 413, 415, 422, 503),
)
def ask(request: Request, body: AskRequest) -> AnswerShape:
    """Sentences from the articles, each cited, or an abstention with its reason and the nearest passages."""
    answer = request.app.state.parts.asker.ask(body.record())
    request.app.state.metrics.answer(answer.status, answer.reason)
    return AnswerShape.of(answer)
