"""Passages and questions about them in one file of JSON lines, told apart by their `type`."""

from __future__ import annotations

from pathlib import Path

from service.errors import InvalidInput
from service.evaluation.formats.faults import Faults, Seen, Wrong
from service.evaluation.formats.fields import Fields
from service.evaluation.formats.identity import article_name
from service.evaluation.formats.reading import Reading, values
from service.evaluation.formats.spans import Span, citations, occurrences
from service.evaluation.records import Gold, GoldCitation
from service.library.loaders.fields import kind, make_draft
from service.library.sentences import sentence_spans
from service.records import Draft


def read_openqa(path: Path, faults: Faults) -> Reading:
    """The questions of a file and its passages, each an article; fields that are not known are passed over.

    What is cited are the sentences of the gold passages that hold an answer. Where a gold passage has none
    (the answer is put in other words there, or is yes or no), the gold passages are relevant as a whole.
    """
    passages: dict[str, Draft] = {}
    asked: list[tuple[int, Fields]] = []
    passage_ids, question_ids = Seen("the passage id"), Seen("the question id")
    for number, wrong, obj in values(path, faults):
        sort = obj.get("type") if isinstance(obj, dict) else None
        if not isinstance(obj, dict) or sort not in ("passage", "question"):
            wrong('must be an object with a "type", which is "passage" or "question"')
            continue
        fields = Fields(obj, wrong)
        identity = fields.identity("id")
        if identity is None or not (passage_ids if sort == "passage" else question_ids).new(identity, number, wrong):
            continue
        if sort == "question":
            asked.append((number, fields))
        elif draft := _passage(fields, identity):
            passages[identity] = draft
    sentences: dict[str, list[Span]] = {}
    # A gold passage that is at fault itself is named once, where it stands.
    questions = [_question(fields, number, passages, passage_ids, sentences, faults) for number, fields in asked]
    kept = tuple(question for question in questions if question is not None)
    return Reading(kept, path.name, (path,), lambda: iter(passages.values()))


def _passage(fields: Fields, identity: str) -> Draft | None:
    text, title = fields.filled("text"), fields.text("title")
    if text is None:
        return None
    try:
        stated = {"id": article_name(identity), "title": title, "published_at": fields.stated.get("date")}
        return make_draft(stated, text, None)
    except InvalidInput as error:
        fields.wrong(str(error).replace("published_at", "date", 1))
        return None


def _question(
    fields: Fields,
    line: int,
    passages: dict[str, Draft],
    known: Seen,
    sentences: dict[str, list[Span]],
    faults: Faults,
) -> Gold | None:
    before = len(faults.found)
    question, answers = fields.filled("question"), fields.texts("answers")
    answerable = fields.stated.get("answerable")
    if not isinstance(answerable, bool):
        fields.fault("answerable", f"must be true or false, not {kind(answerable)}")
    named = _gold_passages(fields)
    if answerable is False and answers:
        fields.fault("answerable", "is false and answers given: take one of them away")
    elif answerable and not fields.stated.get("answers") and not named:
        fields.fault("answerable", "is true and nothing says what is right: give answers or gold_passage_id")
    cited: list[GoldCitation] = []
    relevant: list[str] = []
    if answerable:
        cited, relevant = _evidence(named, answers, passages, known, sentences, fields.wrong)
    if len(faults.found) > before or question is None:
        return None
    return Gold(
        id=str(fields.stated["id"]),
        question=question,
        expected="answered" if answerable else "abstained",
        answers=answers,
        citations=tuple(cited),
        relevant=dict.fromkeys(relevant, 1),
        tags=_tags(fields),
        line=line,
    )


def _gold_passages(fields: Fields) -> tuple[str, ...]:
    one = fields.text("gold_passage_id")
    return tuple(dict.fromkeys(((one,) if one else ()) + fields.texts("gold_passage_ids")))


def _evidence(
    named: tuple[str, ...],
    answers: tuple[str, ...],
    passages: dict[str, Draft],
    known: Seen,
    sentences: dict[str, list[Span]],
    wrong: Wrong,
) -> tuple[list[GoldCitation], list[str]]:
    """The sentences that hold an answer, and all gold passages where one of them has no such sentence."""
    cited: list[GoldCitation] = []
    complete = True
    for name in named:
        draft = passages.get(name)
        if draft is None:
            if name not in known:
                wrong(f'the gold passage "{name[:80]}" is not in this file: add it or name another')
            continue
        spans = [span for answer in answers for span in occurrences(answer, draft.text)]
        if spans and name not in sentences:
            sentences[name] = sentence_spans(draft.text)
        cited += citations(article_name(name), draft.text, sentences[name], spans) if spans else ()
        complete = complete and bool(spans)
    return cited, [] if complete else [article_name(name) for name in named]


def _tags(fields: Fields) -> tuple[str, ...]:
    """The kind of question, and whether it asks for a number, where the file tells."""
    sort = fields.stated.get("question_type")
    tags = (sort,) if isinstance(sort, str) and sort.strip() else ()
    return tags + (("numeric",) if fields.stated.get("numeric") is True else ())
