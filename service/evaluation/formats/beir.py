"""BEIR: a folder with a corpus, queries, and for each split the documents judged relevant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from service.errors import InvalidInput
from service.evaluation.formats.faults import Faults, Seen
from service.evaluation.formats.fields import Fields
from service.evaluation.formats.identity import article_name
from service.evaluation.formats.jsonl import HIGHEST_GRADE
from service.evaluation.formats.reading import Reading, lines, parse, values
from service.evaluation.records import Gold
from service.library.loaders.fields import kind, make_draft
from service.records import Draft, Refusal

_SPLITS = ("test", "dev")
_GRADE = re.compile(r"[+-]?\d{1,9}(\.0*)?", re.ASCII)

Grades = dict[str, dict[str, int]]


def is_beir(folder: Path) -> bool:
    """Whether a folder looks like one of BEIR's."""
    return _found(folder, "corpus") is not None and _found(folder, "queries") is not None


def read_beir(folder: Path, split: str | None, faults: Faults) -> Reading:
    """The queries that a split judges, and the corpus, read anew whenever it is asked for.

    The split is the one named, else test, else dev, else the only one. It says which articles are relevant and
    neither answers nor what is expected. Queries that it does not judge are left out, and documents that the
    corpus does not hold, each with a note.
    Source: github.com/beir-cellar/beir, "Load your custom dataset".
    """
    corpus, queries = _found(folder, "corpus"), _found(folder, "queries")
    qrels = _split(folder, split, faults)
    for path, name in ((corpus, "corpus.jsonl"), (queries, "queries.jsonl")):
        if path is None:
            faults.add(f"holds no {name}: a BEIR folder has corpus.jsonl, queries.jsonl and qrels/*.tsv")
    if corpus is None or queries is None or qrels is None:
        return Reading((), folder.name, ())
    grades = _grades(qrels, faults.of(f"qrels/{qrels.name}"))
    judged = {one for documents in grades.values() for one, grade in documents.items() if grade}
    missing = judged - _document_ids(corpus, faults.of(corpus.name))
    questions, unjudged = _questions(queries, grades, missing, faults.of(queries.name))
    notes = []
    if unjudged:
        notes.append(f"{unjudged:,} queries of {unjudged + len(questions):,} have no relevant document in "
                     f"{qrels.name} and are left out")  # fmt: skip
    if missing:
        notes.append(f"{len(missing):,} relevant documents of {qrels.name} are not in the corpus and are left out")
    name = f"{folder.resolve().name}/{qrels.stem}"
    return Reading(tuple(questions), name, (corpus, queries, qrels), lambda: _drafts(corpus), tuple(notes))


def _found(folder: Path, stem: str) -> Path | None:
    return next((path for end in (".jsonl", ".jsonl.gz") if (path := folder / f"{stem}{end}").is_file()), None)


def _split(folder: Path, split: str | None, faults: Faults) -> Path | None:
    found = {path.stem: path for path in sorted((folder / "qrels").glob("*.tsv"))}
    known = ", ".join(found)
    if not found:
        faults.add("holds no qrels/*.tsv: a BEIR folder has corpus.jsonl, queries.jsonl and qrels/*.tsv")
    elif split is not None:
        if split not in found:
            faults.add(f'has no split "{split[:80]}": use one of {known}')
        return found.get(split)
    for name in _SPLITS:
        if name in found:
            return found[name]
    if len(found) > 1:
        faults.add(f"has several splits and none is test or dev: choose one of {known}")
        return None
    return next(iter(found.values()), None)


def _grades(path: Path, faults: Faults) -> Grades:
    """The grade of each document by query; what is judged below 0 counts as 0."""
    grades: Grades = {}
    for number, raw in lines(path):
        wrong = faults.at(number)
        try:
            cells = [cell.strip() for cell in raw.decode("utf-8").split("\t")]
        except UnicodeDecodeError as error:
            wrong(f"is not UTF-8 (byte 0x{raw[error.start]:02X}): save it as UTF-8")
            continue
        if len(cells) != 3 or not cells[0] or not cells[1]:
            wrong(f"has {len(cells)} cells: write query-id, corpus-id and score with a tab between")
        elif _GRADE.fullmatch(cells[2]) is None:
            if number > 1:  # the first line names the columns
                wrong(f'the score "{cells[2][:40]}" is no whole number')
        else:
            grade = min(max(0, int(cells[2].split(".")[0])), HIGHEST_GRADE)
            if grades.setdefault(cells[0], {}).setdefault(cells[1], grade) != grade:
                wrong(f'"{cells[1][:80]}" is judged twice for "{cells[0][:80]}", and not alike: leave one')
    return grades


def _document_ids(path: Path, faults: Faults) -> set[str]:
    return {identity for _, identity, _ in _objects(path, faults)}


def _questions(path: Path, grades: Grades, missing: set[str], faults: Faults) -> tuple[list[Gold], int]:
    """The queries that have a relevant document in the corpus, and the number of those that have none."""
    questions, unjudged = [], 0
    for number, identity, fields in _objects(path, faults):
        question = fields.filled("text")
        judged = grades.pop(identity, {})
        relevant = {article_name(one): grade for one, grade in judged.items() if one not in missing}
        if not any(relevant.values()):
            unjudged += 1
        elif question is not None:
            questions.append(Gold(identity, question, expected=None, relevant=relevant, line=number))
    for identity in grades:
        faults.add(f'the qrels judge the query "{identity[:80]}", which is not there: add it or leave them out')
    return questions, unjudged


def _objects(path: Path, faults: Faults) -> Iterator[tuple[int, str, Fields]]:
    """The objects of a file with their lines and ids, each id once."""
    ids = Seen("_id")
    for number, wrong, obj in values(path, faults):
        if not isinstance(obj, dict):
            wrong(f"must be an object, not {kind(obj)}")
            continue
        fields = Fields(obj, wrong)
        identity = fields.identity("_id")
        if identity is not None and ids.new(identity, number, wrong):
            yield number, identity, fields


def _drafts(path: Path) -> Iterator[Draft | Refusal]:
    for number, raw in lines(path):
        identity = None
        try:
            obj = parse(raw)
            if not isinstance(obj, dict) or not isinstance(obj.get("_id"), str):
                raise InvalidInput("must be an object with an _id")
            identity = article_name(obj["_id"])
            text = obj.get("text") or obj.get("title")  # some documents are a title alone
            if not isinstance(text, str):
                raise InvalidInput("holds no text")
            yield make_draft({"id": identity, "title": obj.get("title")}, text, None)
        except InvalidInput as error:
            yield Refusal(f"{path.name}:{number}", str(error), identity)
