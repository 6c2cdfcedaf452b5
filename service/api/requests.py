"""The JSON shapes of questions and searches, and the records they stand for; options of the command line too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.answering.answer import MAX_TURNS, Request, checked_question
from service.errors import InvalidInput
from service.library.dates import FUTURE_ALLOWANCE, epoch_range, published
from service.records import Filters, Turn

DateText = Annotated[str, Field(description="ISO 8601 date or UTC date and time.", examples=["2022-01-24"])]
AS_OF = (
    'The day of asking: nothing later is used, and "this week" is the week of it. Without it, the week of today; '
    '"in June" is then any June where no article that was found is of the last one.'
)


# Characters of a turn; of a longer conversation little is read, and it would only fill the memory.
MOST_OF_A_TURN = 20_000

# A question may reach past today, up to the last moment that there is a number for.
_LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - FUTURE_ALLOWANCE


class Asked(BaseModel):
    """A request: fields we do not know are refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class FiltersShape(Asked):
    """What may be searched; dates are inclusive."""

    published_from: DateText | None = None
    published_to: DateText | None = None
    source: Annotated[list[str], BeforeValidator(_listed, json_schema_input_type=str | list[str])] | None = Field(
        None, description="Outlet, or several.", examples=[["Harbour Courier"]], max_length=1000
    )
    article_ids: list[str] | None = Field(None, description="Only these articles.", max_length=1000)

    def record(self) -> Filters:
        """The record; InvalidInput for a date that is none."""
        return filters_from_options(
            self.published_from, self.published_to, self.source, self.article_ids, within="filters."
        )


class TurnShape(Asked):
    """What one side said earlier in the conversation."""

    role: Literal["user", "assistant"] = Field(description="Who said it.")
    content: str = Field(description="What was said; markers in it are not read.", max_length=MOST_OF_A_TURN)


class AskRequest(Asked):
    """A question, alone or as the next of a conversation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "How many troops are near the border?", "as_of": "2022-01-31"},
                {
                    "question": "And in Belarus?",
                    "messages": [
                        {"role": "user", "content": "How many Russian troops are near the border with Ukraine?"},
                        {"role": "assistant", "content": "About 100,000 troops [1]"},
                    ],
                    "stream": True,
                },
            ]
        }
    )
    question: str = Field(description="The question, in plain words.")
    messages: list[TurnShape] = Field(
        [],
        description="The conversation before the question, oldest first; the server keeps none.",
        max_length=MAX_TURNS,
    )
    collection: str | None = Field(None, description="Where to look; `default` where none is named.")
    filters: FiltersShape | None = None
    as_of: DateText | None = Field(None, description=AS_OF)
    answerer: str | None = Field(None, description="Who answers; the configured one by default.")
    max_evidence: int | None = Field(None, description="Passages given to the answerer, 1 to 50.")
    stream: bool = Field(False, description="Send sentences as they are proven, as server-sent events.")

    def record(self) -> Request:
        """The record; InvalidInput for a date that is none."""
        return ask_from_options(
            self.question,
            self.collection,
            self.filters.record() if self.filters else Filters(),
            self.as_of,
            self.max_evidence,
            self.answerer,
            tuple(Turn(turn.role, turn.content) for turn in self.messages),
        )


class SearchRequest(Asked):
    """What to look for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "embassy staff leaving Kyiv", "limit": 5}]})
    query: str = Field(description="Words or a question.")
    collection: str | None = Field(None, description="Where to look; `default` where none is named.")
    filters: FiltersShape | None = None
    as_of: DateText | None = Field(None, description=AS_OF)
    limit: int = Field(8, ge=1, le=50, description="How many passages.")
    rerank: bool = Field(
        False, description="Let the reader read the best passages, as it does before answering: slower, better ordered."
    )

    def text(self, longest: int) -> str:
        """The query with white space folded; InvalidInput where it is empty or over `longest` characters."""
        query = require_text(self.query, "query")
        try:
            return checked_question(query, longest)
        except InvalidInput as error:
            raise InvalidInput(str(error).replace("question", "query"), "query") from None


def filters_from_options(
    published_from: str | None,
    published_to: str | None,
    source: Sequence[str] | None,
    article_ids: Sequence[str] | None,
    within: str = "",
) -> Filters:
    """Filters from what a caller wrote; InvalidInput for a date that is none or a range that is empty."""
    first = checked_date(published_from, f"{within}published_from")
    last = checked_date(published_to, f"{within}published_to")
    if first and last and epoch_range(first)[0] > epoch_range(last)[1]:
        raise InvalidInput(f"published_from {first} is after published_to {last}", f"{within}published_from")
    return Filters(
        published_from=first,
        published_to=last,
        source=tuple(require_text(one, f"{within}source") for one in source) if source else None,
        article_ids=tuple(require_text(one, f"{within}article_ids") for one in article_ids)
        if article_ids is not None
        else None,
    )


def ask_from_options(
    question: str,
    collection: str | None,
    filters: Filters,
    as_of: str | None,
    max_evidence: int | None,
    answerer: str | None,
    history: tuple[Turn, ...] = (),
) -> Request:
    """A question from what a caller wrote, on the command line or in another protocol than ours."""
    return Request(
        question=require_text(question, "question"),
        collection=collection,
        filters=filters,
        as_of=checked_date(as_of, "as_of"),
        max_evidence=max_evidence,
        answerer=answerer,
        history=_before(question, tuple(Turn(turn.role, require_text(turn.content, "messages")) for turn in history)),
    )


def _before(question: str, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The conversation without the question itself, which many clients send as its last turn."""
    repeated = turns and turns[-1].role == "user" and turns[-1].content.split() == question.split()
    return turns[:-1] if repeated else turns


def checked_date(value: str | None, field: str) -> str | None:
    """The ISO 8601 date that a caller wrote; InvalidInput, naming the field, where it is none."""
    return published(value, field, now=_LATEST)


def require_text(value: str, field: str) -> str:
    """The text; InvalidInput where it holds half a surrogate pair, which no UTF-8 can carry on."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"{field} holds an unpaired surrogate at character {error.start}", field) from error
    return value
