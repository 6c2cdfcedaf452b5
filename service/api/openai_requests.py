"""What `/v1/chat/completions` takes: OpenAI's request, as far as it makes sense here, and our own filters beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from service.answering.answer import MAX_TURNS, Request
from service.api.requests import AS_OF, MOST_OF_A_TURN, DateText, FiltersShape, ask_from_options
from service.errors import InvalidInput
from service.records import Filters, Turn

# The name under which the configured answerer goes, whichever it is.
MODEL = "dateline"

# Taken and without effect, as OpenAI documents of models that do not support them: they tune how a model writes.
_IGNORED = frozenset(
    "frequency_penalty presence_penalty logit_bias max_completion_tokens max_tokens metadata n logprobs top_logprobs "
    "modalities parallel_tool_calls prediction prompt_cache_key prompt_cache_retention reasoning_effort "
    "response_format safety_identifier seed service_tier stop store temperature tool_choice tools top_p user verbosity "
    "web_search_options functions function_call audio".split()
)
# Of those, what would change the shape of the answer is refused unless it asks for what there is.
_ONLY: Mapping[str, tuple[Any, ...]] = {
    "n": (None, 1),
    "logprobs": (None, False),
    "top_logprobs": (None, 0),
    "modalities": (None, ["text"]),
    "response_format": (None, {"type": "text"}),
    "stop": (None, []),
    "tools": (None, []),
    "tool_choice": (None, "none", "auto"),
    "functions": (None, []),
    "function_call": (None, "none", "auto"),
    "audio": (None,),
    "store": (None, False),
}


class UnsupportedParameter(InvalidInput):
    """A parameter that asks for what there is not."""

    code = "unsupported_parameter"


class TextPart(BaseModel):
    """Text as a part of a message, the only kind that is read."""

    type: Literal["text"]
    text: str


class RefusalPart(BaseModel):
    """What an assistant would not say, of which nothing is read."""

    type: Literal["refusal"]
    text: Literal[""] = ""


class Message(BaseModel):
    """One turn. What `system` and `developer` say is not followed: the prompts are the service's own."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[Annotated[TextPart | RefusalPart, Field(discriminator="type")]] | None = None

    @field_validator("content", mode="before")
    @classmethod
    def _readable(cls, content: Any) -> Any:
        """The content, unless it has a part that is not read: the answer would be as if it were not there."""
        for part in content if isinstance(content, list) else ():
            kind = part.get("type") if isinstance(part, dict) else None
            if kind not in ("text", "refusal"):
                raise UnsupportedParameter(
                    f"messages: a part of type {str(kind)[:80]!r} is not read, only text is", "messages"
                )
        return content

    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """How a stream is to be sent."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A conversation whose last turn is the question."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "How many troops are near the border?"}]}
            ]
        },
    )

    model: str = Field(description=f"`{MODEL}`, or an answerer by name: /v1/models lists them.")
    messages: list[Message] = Field(min_length=1, description="The conversation; its last turn, the user's, is asked.")
    stream: bool | None = Field(None, description="Send sentences as they are proven.")
    stream_options: StreamOptions | None = None
    collection: str | None = Field(None, description="Where to look (ours; `extra_body` in OpenAI's client).")
    filters: FiltersShape | None = Field(None, description="What may be searched (ours).")
    as_of: Annotated[DateText | None, Field(description=f"{AS_OF} (Ours.)")] = None
    max_evidence: int | None = Field(None, description="Passages given to the answerer, 1 to 50 (ours).")

    @model_validator(mode="after")
    def _known(self) -> ChatRequest:
        for name, value in (self.model_extra or {}).items():
            if name not in _IGNORED:
                raise UnsupportedParameter(f"Unrecognized request argument supplied: {name[:80]}", name[:80])
            if name in _ONLY and value not in _ONLY[name]:
                raise UnsupportedParameter(f"{name} is not supported: leave it out", name)
        if self.stream_options is not None and not self.stream:
            raise InvalidInput("stream_options goes with stream: true only", "stream_options")
        return self

    def record(self) -> Request:
        """The question with the conversation before it."""
        last = self.messages[-1]
        if last.role != "user":
            raise InvalidInput("the last message must be the user's question", "messages")
        for number, one in enumerate(self.messages[:-1]):
            if len(one.text()) > MOST_OF_A_TURN:
                raise InvalidInput(
                    f"messages.{number} has {len(one.text()):,} characters and may have {MOST_OF_A_TURN:,} at most",
                    "messages",
                )
        turns = [Turn(one.role, one.text()) for one in self.messages[:-1] if one.role in ("user", "assistant")]
        answerer = None if self.model == MODEL else self.model
        return ask_from_options(
            last.text(),
            self.collection,
            self.filters.record() if self.filters else Filters(),
            self.as_of,
            self.max_evidence,
            answerer,
            tuple(turns[-MAX_TURNS:]),
        )

    @property
    def wants_usage(self) -> bool:
        """Whether a stream is to end with the tokens that were used."""
        return self.stream_options is not None and self.stream_options.include_usage
