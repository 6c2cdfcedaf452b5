"""POST /v1/feedback: what a reader thinks of an answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, StringConstraints

from service.api.access import caller
from service.api.described import failures
from service.api.parts import Parts
from service.api.requests import Asked
from service.api.wire import Shape
from service.library.answers import Verdict, give

router = APIRouter(tags=["answers"])

Words = Annotated[str, StringConstraints(max_length=2000)]


class FeedbackRequest(Asked):
    """A verdict on an answer; given again it replaces the earlier one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"answer_id": "ans_0f8fad5bd9cb469fa16570867728950e", "verdict": "up"},
                {
                    "answer_id": "ans_7c9e6679742540de944be07fc1f90ae7",
                    "verdict": "down",
                    "comment": "That was the figure of last year.",
                    "corrected_answer": "About 100,000",
                },
            ]
        }
    )
    answer_id: str = Field(description="The answer's id.", max_length=200)
    verdict: Verdict = Field(description="Whether the answer is right.")
    comment: Words | None = Field(None, description="What is good or bad about it, in at most 2,000 characters.")
    corrected_answer: Words | None = Field(None, description="What is right, in at most 2,000 characters.")


class FeedbackShape(Shape):
    """Feedback that was stored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "fb_6ecd8c99403640f9b2a1d1b1a1d0c1f3"}]})
    id: str = Field(description="The feedback's id; it stays when the feedback is replaced.")


@router.post(
    "/v1/feedback",
    operation_id="give_feedback",
    summary="Say whether an answer is right",
    status_code=201,
    responses=failures(401, 403, 404, 413, 415, 422, 503),
)
def feedback(request: Request, body: FeedbackRequest) -> FeedbackShape:
    """Stores a verdict with its own copy of the answer, for good; feedback on the same answer again replaces it."""
    parts: Parts = request.app.state.parts
    answer = request.app.state.keeper.find(body.answer_id)
    caller(request).ask(answer.collection)
    identity = give(parts.library.database, answer, body.verdict, _said(body.comment), _said(body.corrected_answer))
    request.app.state.metrics.feedback(body.verdict)
    return FeedbackShape(id=identity)


def _said(words: str | None) -> str | None:
    return words.strip() or None if words else None
