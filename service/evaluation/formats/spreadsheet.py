"""Gold questions from a spreadsheet: CSV or TSV with a column of questions, and of answers where they are known."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from service.evaluation.formats.faults import Faults, Seen, Wrong
from service.evaluation.formats.jsonl import gold_from_object
from service.evaluation.formats.reading import Reading, opened, refuse_utf_16

COLUMNS = ("question", "answer", "id", "expected", "article_id", "quote", "tags")

_ALIASES = {"questions": "question", "answers": "answer", "tag": "tags"}
_BETWEEN = "|"
_DELIMITERS = (",", ";", "\t")
_HEAD_BYTES = 65_536


def read_spreadsheet(path: Path, faults: Faults) -> Reading:
    """The questions of a file, one a row, without those at fault; several answers or tags stand apart by `|`.

    A row without an id gets one made of its question. An empty answer says nothing, so that such a row
    expects nothing unless it says what. A row with an article and no quote says that the article is relevant.
    Source: RFC 4180, with `;` or a tab where the header has them.
    """
    with opened(path) as file:
        head = file.read(_HEAD_BYTES)
        refuse_utf_16(head)
    rows = _rows(path, _delimiter(head), faults)
    number, header = next(rows, (1, []))
    names = [_ALIASES.get(name, name) for name in (cell.strip().lower() for cell in header)]
    unread = _check_header(names, header, faults.at(number))
    if "question" not in names:
        return Reading((), path.name, (path,))
    questions, ids = [], Seen("id")
    for number, row in rows:
        wrong = faults.at(number)
        if len(row) > len(names):
            wrong(
                f"has {len(row)} cells and the header has {len(names)}: put a cell that holds the separator in quotes"
            )
            continue
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name in COLUMNS and cell.strip()}
        obj = _as_object(cells, wrong)
        question = gold_from_object(obj, number, wrong)
        advice = "give each its own" if "id" in cells else 'put all answers to a question in one row, with "|" between'
        if ids.new(str(obj.get("id")), number, wrong, advice) and question is not None:
            questions.append(question)
    notes = (f"not read: the columns {', '.join(unread)}",) if unread else ()
    return Reading(tuple(questions), path.name, (path,), notes=notes)


def _as_object(cells: dict[str, str], wrong: Wrong) -> dict[str, object]:
    """The object of our own format that a row stands for."""
    question, article, quote = cells.get("question", ""), cells.get("article_id"), cells.get("quote")
    obj: dict[str, object] = {
        "id": cells.get("id") or f"q-{hashlib.sha256(question.encode('utf-8', 'replace')).hexdigest()[:12]}",
        "question": question,
        "answers": _several(cells.get("answer", "")),
        "tags": _several(cells.get("tags", "")),
    }
    if quote and article:
        obj["citations"] = [{"article_id": article, "quote": quote}]
    elif quote:
        wrong("has a quote and no article_id: say which article it stands in")
    elif article:
        obj["relevant"] = {article: 1}
    expected = cells.get("expected", "").lower()
    told = obj["answers"] or article
    obj["expected"] = expected or ("answered" if told else None)
    return obj


def _several(cell: str) -> list[str]:
    return [part for one in cell.split(_BETWEEN) if (part := one.strip())]


def _check_header(names: list[str], header: list[str], wrong: Wrong) -> list[str]:
    """The columns that are not read; a fault for one that looks like a slip, stands twice or is missing."""
    if "question" not in names:
        shown = ", ".join(cell[:40] for cell in header[:10]) or "nothing"
        wrong(f"there is no column question in the header, which has {shown}: name one of its columns so")
        return []
    for name in COLUMNS:
        if names.count(name) > 1:
            wrong(f"the column {name} stands {names.count(name)} times in the header: leave one")
    unread = [name for name in names if name and name not in COLUMNS]
    for name in list(unread):
        if close := get_close_matches(name[:40], COLUMNS, 1, 0.8):
            wrong(f'the column "{name[:40]}" is not known: did you mean {close[0]}?')
            unread.remove(name)
    return [name[:40] for name in unread]


def _rows(path: Path, delimiter: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line that it begins on; a fault for one that cannot be read."""
    with opened(path) as file:
        # Not closed with it, since the file is closed by its own owner.
        text = io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        while True:
            number = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                text.detach()
                return
            except csv.Error as error:
                faults.add(f"is not CSV: {error}; close every quote, and double a quote within quotes", number)
                continue
            joined = "".join(row)
            if not joined.isascii() and (byte := next((one for one in joined if "\udc80" <= one <= "\udcff"), None)):
                faults.add(f"is not UTF-8 (byte 0x{ord(byte) - 0xDC00:02X}): save it as CSV UTF-8", number)
            elif joined.strip():
                yield number, row


def _delimiter(head: bytes) -> str:
    """What stands between the columns: what parts a column of questions from the others in the first line."""
    line = next((one for one in head.decode("utf-8-sig", "replace").splitlines() if one.strip()), "")
    for delimiter in _DELIMITERS:
        cells = {cell.strip(' "').lower() for cell in line.split(delimiter)}
        if cells & {"question", "questions"} and len(cells) > 1:
            return delimiter
    return "\t" if "\t" in line else ","
