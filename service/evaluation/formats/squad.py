"""SQuAD 1.1 and 2.0: one JSON document of articles, paragraphs and questions about them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from service.errors import InvalidInput
from service.evaluation.formats.faults import Faults, Seen, Wrong
from service.evaluation.formats.fields import Fields
from service.evaluation.formats.reading import Reading, document
from service.evaluation.formats.spans import Span, citations, kept_span
from service.evaluation.records import Gold
from service.library.loaders.fields import kind, make_draft
from service.library.sentences import sentence_spans
from service.records import Draft

_LONGEST_SLUG = 80


@dataclass(slots=True)
class _Found:
    """What was read so far."""

    faults: Faults
    ids: Seen = field(default_factory=lambda: Seen("id"))
    slugs: Counter[str] = field(default_factory=Counter)
    drafts: list[Draft] = field(default_factory=list)
    questions: list[Gold] = field(default_factory=list)
    moved: int = 0


def read_squad(path: Path, faults: Faults) -> Reading:
    """The questions of a document and its paragraphs, each an article; fields that SQuAD does not have are passed over.

    An article's id is made of its title and the number of the paragraph. What is cited are the sentences
    that hold the answers, as the library keeps them. The document holds no lines, so a fault has its path.
    Source: rajpurkar.github.io/SQuAD-explorer, versions 1.1 and 2.0.
    """
    found = _Found(faults)
    try:
        whole = document(path)
    except InvalidInput as error:
        faults.add(str(error))
        return Reading((), path.name, (path,))
    if not isinstance(whole, dict) or not isinstance(whole.get("data"), list):
        faults.add('is no SQuAD document, which is an object with an array "data": our own format is .jsonl')
        return Reading((), path.name, (path,))
    for number, article in enumerate(whole["data"]):
        _read_article(article, f"data[{number}]", found)
    notes: tuple[str, ...] = ()
    if found.moved:
        notes = (f"{found.moved:,} answers do not stand at their answer_start: the nearest place was taken",)
    return Reading(tuple(found.questions), path.name, (path,), lambda: iter(found.drafts), notes)


def _read_article(article: object, place: str, found: _Found) -> None:
    wrong = found.faults.at(place)
    if not isinstance(article, dict):
        wrong(f"must be an object, not {kind(article)}")
        return
    fields = Fields(article, wrong)
    title = (fields.text("title") or "").replace("_", " ")
    slug = _slug(title)
    for number, paragraph in enumerate(fields.array("paragraphs")):
        found.slugs[slug] += 1
        _read_paragraph(paragraph, title, f"{slug}-{found.slugs[slug]}", f"{place}.paragraphs[{number}]", found)


def _read_paragraph(paragraph: object, title: str, identity: str, place: str, found: _Found) -> None:
    wrong = found.faults.at(place)
    if not isinstance(paragraph, dict):
        wrong(f"must be an object, not {kind(paragraph)}")
        return
    fields = Fields(paragraph, wrong)
    context = fields.filled("context")
    if context is None:
        return
    try:
        draft = make_draft({"id": identity, "title": title}, context, None)
    except InvalidInput as error:
        wrong(str(error))
        return
    found.drafts.append(draft)
    sentences = sentence_spans(draft.text)
    for number, stated in enumerate(fields.array("qas")):
        where = f"{place}.qas[{number}]"
        told: list[str] = []
        question = _question(stated, context, draft, sentences, told.append, found)
        if question is not None:
            found.ids.new(question.id, where, told.append)
        for message in told:
            found.faults.add(message, where)
        if question is not None and not told:
            found.questions.append(question)


def _question(
    stated: object, context: str, draft: Draft, sentences: list[Span], wrong: Wrong, found: _Found
) -> Gold | None:
    if not isinstance(stated, dict):
        wrong(f"must be an object, not {kind(stated)}")
        return None
    # Sets made after SQuAD's example number their questions.
    number = stated.get("id")
    fields = Fields(stated | {"id": str(number)} if type(number) is int else stated, wrong)
    identity, question = fields.identity("id"), fields.filled("question")
    read = [_answer(one, context, n, wrong, found) for n, one in enumerate(fields.array("answers"))]
    answers = [one for one in read if one is not None]
    impossible = stated.get("is_impossible", False)
    if not isinstance(impossible, bool):
        fields.fault("is_impossible", f"must be true or false, not {kind(impossible)}")
    elif impossible and answers:
        fields.fault("is_impossible", "is true and answers given: take one of them away")
    elif not impossible and not stated.get("answers"):
        fields.fault("answers", "is empty: give answers, or say that is_impossible is true")
    if identity is None or question is None:
        return None
    spans = [kept_span(context, *span, draft.text) for _, span in answers]
    return Gold(
        id=identity,
        question=question,
        expected="abstained" if impossible else "answered",
        answers=tuple(dict.fromkeys(text for text, _ in answers)),
        citations=citations(draft.id or "", draft.text, sentences, [span for span in spans if span]),
    )


def _answer(stated: object, context: str, number: int, wrong: Wrong, found: _Found) -> tuple[str, Span] | None:
    """An answer's words and where they stand in the paragraph as it was written."""
    if not isinstance(stated, dict):
        wrong(f"answers[{number}] must be an object, not {kind(stated)}")
        return None
    fields = Fields(stated, wrong, f"answers[{number}].")
    text, start = fields.filled("text"), fields.whole("answer_start")
    if text is None or start is None:
        if stated.get("answer_start") is None:
            fields.fault("answer_start", "is missing")
        return None
    if not context.startswith(text, start):
        near = _nearest(text, context, start)
        if near is None:
            fields.fault("text", f'does not stand in the paragraph: "{text[:80]}"')
            return None
        start = near
        found.moved += 1
    return text, (start, start + len(text))


def _nearest(text: str, context: str, start: int) -> int | None:
    before, after = context.rfind(text, 0, start + len(text)), context.find(text, start)
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start)) if places else None


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].rstrip("-")
    return slug or "article"
