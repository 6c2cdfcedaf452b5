"""Our own gold questions: one JSON object a line, as `service/evaluation/gold.schema.json` describes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from service.answering.answer import MAX_TURNS
from service.evaluation.formats.faults import Faults, Seen, Wrong
from service.evaluation.formats.fields import Fields
from service.evaluation.formats.reading import Reading, values
from service.evaluation.records import Expected, Gold, GoldCitation
from service.library.dates import FUTURE_ALLOWANCE, epoch_range, published
from service.library.identity import collection_name
from service.records import Filters, Turn

FIELDS = (
    "id", "question", "expected", "answers", "citations", "relevant", "tags", "history", "collection", "filters",
    "as_of",
)  # fmt: skip
EXPECTED = ("answered", "abstained", "conflicting")
HIGHEST_GRADE = 1_000
MOST_FILTERED = 1_000

_CITATION = ("article_id", "quote", "start", "end")
_TURN = ("role", "content")
_FILTERS = ("published_from", "published_to", "source", "article_ids")
# A filter may reach past today, up to the last moment that there is a number for.
_LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - FUTURE_ALLOWANCE


def read_jsonl(path: Path, faults: Faults) -> Reading:
    """The questions of a file, without those at fault."""
    questions, ids = [], Seen("id")
    for number, wrong, obj in values(path, faults):
        question = gold_from_object(obj, number, wrong)
        stated = obj.get("id") if isinstance(obj, dict) else None
        if isinstance(stated, str) and ids.new(stated, number, wrong) and question is not None:
            questions.append(question)
    return Reading(tuple(questions), path.name, (path,))


def gold_from_object(obj: object, line: int, wrong: Wrong) -> Gold | None:
    """The question that an object states; None where `wrong` was told of any fault."""
    told: list[str] = []
    fields = Fields.of(obj, told.append, FIELDS, "a gold question")
    question = None if fields is None else _question(fields, line)
    for message in told:
        wrong(message)
    return None if told else question


def gold_object(question: Gold) -> dict[str, Any]:
    """The object that `gold_from_object` reads as the question, without what is empty."""
    filters = question.filters
    stated: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "expected": question.expected,
        "answers": list(question.answers),
        "citations": [
            {"article_id": one.article_id, "quote": one.quote}
            | ({} if one.start is None else {"start": one.start, "end": one.end})
            for one in question.citations
        ],
        "relevant": dict(question.relevant),
        "tags": list(question.tags),
        "history": [{"role": turn.role, "content": turn.content} for turn in question.history],
        "collection": question.collection,
        "filters": {
            name: list(value) if isinstance(value, tuple) else value
            for name in _FILTERS
            if (value := getattr(filters, name)) is not None
        },
        "as_of": question.as_of,
    }
    return {name: value for name, value in stated.items() if name == "expected" or value not in (None, [], {})}


def _question(fields: Fields, line: int) -> Gold:
    gold = Gold(
        id=fields.identity("id") or "",
        question=fields.filled("question") or "",
        expected=_expected(fields),
        answers=fields.texts("answers"),
        citations=_citations(fields),
        relevant=_relevant(fields),
        tags=fields.texts("tags"),
        history=_history(fields),
        collection=fields.checked("collection", collection_name),
        filters=_filters(fields),
        as_of=fields.checked("as_of", _date("as_of")),
        line=line,
    )
    _check_expected(fields, gold)
    return gold


def _expected(fields: Fields) -> Expected | None:
    if "expected" not in fields.stated:
        return "answered"
    return cast(Expected | None, fields.one_of("expected", EXPECTED))


def _check_expected(fields: Fields, gold: Gold) -> None:
    """Whether what is expected agrees with what is said to be right; judged by what was stated, faults or not."""
    stated = [name for name in ("answers", "citations") if fields.stated.get(name)]
    relevant = fields.stated.get("relevant")
    if isinstance(relevant, dict) and any(relevant.values()):
        stated.append("relevant")
    if gold.expected == "abstained" and stated:
        fields.fault("expected", f'is "abstained" and {" and ".join(stated)} given: take one of them away')
    if gold.expected in ("answered", "conflicting") and not stated:
        fields.fault(
            "expected",
            f'is "{gold.expected}" and nothing says what is right: give answers, citations or relevant, '
            'or expect "abstained", or null where it is not known',
        )


def _citations(fields: Fields) -> tuple[GoldCitation, ...]:
    found = []
    for number, one in enumerate(fields.array("citations")):
        name = f"citations[{number}]"
        inner = Fields.of(one, fields.wrong, _CITATION, name if not isinstance(one, dict) else "a citation", f"{name}.")
        if inner is None:
            continue
        article, quote = inner.identity("article_id"), inner.filled("quote")
        start, end = inner.whole("start"), inner.whole("end")
        # Articles are kept in this form, so a quote in another would never be found.
        quote = unicodedata.normalize("NFC", quote.replace("\r\n", "\n")) if quote else ""
        if (inner.stated.get("start") is None) != (inner.stated.get("end") is None):
            fields.wrong(f"{name} has start or end alone: give both or neither")
        elif start is not None and end is not None and quote and end - start != len(quote):
            fields.wrong(f"{name} has {len(quote)} characters of quote and {end - start} from start to end")
        found.append(GoldCitation(article or "", quote, start, end))
    return tuple(found)


def _relevant(fields: Fields) -> dict[str, int]:
    value = fields.stated.get("relevant")
    if value is None:
        return {}
    if not isinstance(value, dict):
        fields.fault("relevant", "must be an object of article ids and grades")
        return {}
    inner = Fields(value, fields.wrong, "relevant.")
    grades = {}
    for name in value:
        if Fields({"id": name}, fields.wrong, "relevant's article ").identity("id") is None:
            continue
        if value[name] is None:
            inner.fault(name[:80], "must be a whole number, not null")
        if (grade := inner.whole(name, HIGHEST_GRADE)) is not None:
            grades[name] = grade
    return grades


def _history(fields: Fields) -> tuple[Turn, ...]:
    turns = []
    for number, one in enumerate(fields.array("history", MAX_TURNS)):
        name = f"history[{number}]"
        inner = Fields.of(one, fields.wrong, _TURN, name if not isinstance(one, dict) else "a turn", f"{name}.")
        if inner is None:
            continue
        role, content = inner.one_of("role", ("user", "assistant")), inner.text("content")
        for missing in _TURN:
            if inner.stated.get(missing) is None:
                inner.fault(missing, "is missing")
        turns.append(Turn("assistant" if role == "assistant" else "user", content or ""))
    return tuple(turns)


def _filters(fields: Fields) -> Filters:
    value = fields.stated.get("filters")
    if value is None:
        return Filters()
    what = "filters"
    inner = Fields.of(value, fields.wrong, _FILTERS, what, "filters.")
    if inner is None:
        return Filters()
    first = inner.checked("published_from", _date("filters.published_from"))
    last = inner.checked("published_to", _date("filters.published_to"))
    if first and last and epoch_range(first)[0] > epoch_range(last)[1]:
        inner.fault("published_from", f"{first} is after published_to {last}")
    ids = inner.texts("article_ids", MOST_FILTERED)
    return Filters(
        published_from=first,
        published_to=last,
        source=inner.texts("source", MOST_FILTERED, lone=True) or None,
        article_ids=ids if inner.stated.get("article_ids") is not None else None,
    )


def _date(field: str) -> Callable[[str], str | None]:
    return lambda text: published(text, field, now=_LATEST)
