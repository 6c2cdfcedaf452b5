"""GET /v1/answers/{id}: an answer that was given, once more."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from service.api.access import reading
from service.api.described import failures
from service.api.wire import AnswerShape

router = APIRouter(tags=["answers"], dependencies=[Depends(reading)])

Identity = Annotated[
    str, Path(description="The answer's id: `id` of /v1/ask, `dateline.id` of /v1/chat/completions.", max_length=200)
]


@router.get(
    "/v1/answers/{answer_id}",
    operation_id="read_answer",
    summary="Read an answer that was given",
    response_model=AnswerShape,
    responses=failures(403, 404, 422, 503),
)
def read(request: Request, answer_id: Identity) -> Response:
    """The JSON of `POST /v1/ask`, to the byte, whatever became of the articles; until it is too old to be kept."""
    return Response(request.app.state.keeper.find(answer_id).answer, media_type="application/json")
