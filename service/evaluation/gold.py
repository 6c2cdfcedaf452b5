"""Gold questions from a file in any of the formats that we read; a file with a fault is refused with all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from service.errors import InvalidInput
from service.evaluation.formats.beir import is_beir, read_beir
from service.evaluation.formats.faults import Faults
from service.evaluation.formats.jsonl import read_jsonl
from service.evaluation.formats.openqa import read_openqa
from service.evaluation.formats.reading import Corpus, Reading, opened, parse
from service.evaluation.formats.spreadsheet import read_spreadsheet
from service.evaluation.formats.squad import read_squad
from service.evaluation.records import Gold, GoldCitation
from service.library.loaders.folder import printable

Format = Literal["jsonl", "csv", "squad", "beir", "openqa"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "squad", "beir", "openqa")
MOST_SHOWN = 50

_HEAD_BYTES = 1_000_000
_SPREADSHEETS = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The questions of a file, in its order, and the articles that they are asked about where it holds those.

    `sha256` is that of the file as it lies on disk; for a folder, of the checksums of the files read.
    `corpus` reads the articles, in no collection, each time it is called. `notes` say what was passed over.
    """

    questions: tuple[Gold, ...]
    name: str
    sha256: str
    format: Format
    corpus: Corpus | None = None
    notes: tuple[str, ...] = ()


class GoldErrors(InvalidInput):
    """A file of gold questions that cannot be used: `faults` has every fault, the message the first 50."""

    code = "invalid_gold"

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        shown = list(self.faults[:MOST_SHOWN])
        if len(self.faults) > MOST_SHOWN:
            shown.append(f"and {len(self.faults) - MOST_SHOWN:,} faults more")
        super().__init__("\n".join(shown))


def read_gold(path: Path, format: str | None = None, split: str | None = None) -> GoldSet:
    """The questions of a file, or of a folder in BEIR's format; the format is told by name and content.

    `split` names the qrels of BEIR, as does giving the path of their file. GoldErrors has every fault with
    its file and line; a set without questions is one. InvalidInput for a format that is not known.
    """
    if format is not None and format not in FORMATS:
        raise InvalidInput(f'format "{format[:40]}" is not known: use one of {", ".join(FORMATS)}', "format")
    if path.suffix == ".tsv" and path.parent.name == "qrels" and is_beir(path.parent.parent) and format != "csv":
        path, split = path.parent.parent, path.stem
    shown = printable(str(path))
    faults = Faults(shown)
    sort: Format | None = None
    try:
        sort = next((one for one in FORMATS if one == format), None) or _detect(path)
        if split is not None and sort != "beir":
            raise InvalidInput(f"is {sort}, and only BEIR has splits: leave the split out")
        reading = _read(path, sort, split, faults)
        sha256 = _sha256(reading.files)
    except InvalidInput as error:
        faults.add(str(error))
    if not faults.found and not reading.questions:
        faults.add("holds no questions: give at least one")
    if faults.found or sort is None:
        raise GoldErrors(faults.found)
    return GoldSet(reading.questions, printable(reading.name), sha256, sort, reading.corpus, reading.notes)


def check_quotes(questions: Sequence[Gold], find: Callable[[str], str | None], name: str = "gold") -> tuple[str, ...]:
    """Faults for what the library does not bear out: articles that it lacks, quotes that are not in their text.

    `find` gives an article's text by its id, None where there is no such article. A fault begins with
    `name` and the line where the question stands, or its id where the format has no lines.
    """
    told = []
    for question in questions:
        place = f"{name}:{question.line}" if question.line else f'{name}: question "{question.id}"'
        for number, citation in enumerate(question.citations):
            if fault := _misquoted(citation, find(citation.article_id)):
                told.append(f"{place}: citations[{number}] {fault}")
        for article, grade in question.relevant.items():
            if grade and find(article) is None:
                told.append(f'{place}: relevant names the article "{article}", which is not in the library')
    return tuple(told)


def located(question: Gold, text_of: Callable[[str], str | None], note: Callable[[str], None] = lambda _: None) -> Gold:
    """The question with start and end of every quote, by the first place where it stands in its article.

    Those told already stay, and a quote that is not found goes without. `note` is told of a quote that
    stands in several places.
    """
    return replace(question, citations=tuple(_placed(one, text_of, question.id, note) for one in question.citations))


def _placed(
    citation: GoldCitation, text_of: Callable[[str], str | None], question: str, note: Callable[[str], None]
) -> GoldCitation:
    if citation.start is not None:
        return citation
    text = text_of(citation.article_id) or ""
    start = text.find(citation.quote)
    if start < 0:
        return citation
    if text.find(citation.quote, start + 1) >= 0:
        note(f'{question}: "{citation.quote[:80]}" stands more than once in {citation.article_id}; the first is meant')
    return replace(citation, start=start, end=start + len(citation.quote))


def _misquoted(citation: GoldCitation, text: str | None) -> str | None:
    if text is None:
        return f'names the article "{citation.article_id}", which is not in the library: ingest it or correct the id'
    if citation.start is not None and text[citation.start : citation.end] == citation.quote:
        return None
    found = text.find(citation.quote)
    quote = f'"{citation.quote[:80]}"'
    if found < 0:
        return f"quotes {quote}, which does not stand in {citation.article_id}: copy it from the article's text"
    if citation.start is not None:
        return f"quotes {quote} at {citation.start}, and it stands in {citation.article_id} at {found}"
    return None


def _detect(path: Path) -> Format:
    if path.is_dir():
        if not is_beir(path):
            raise InvalidInput("is a folder without corpus.jsonl and queries.jsonl: give a file, or a folder of BEIR")
        return "beir"
    suffix = Path(path.stem).suffix if path.suffix.lower() == ".gz" else path.suffix
    if suffix.lower() in _SPREADSHEETS:
        return "csv"
    with opened(path) as file:
        head = file.read(_HEAD_BYTES)
    line = next((one for one in head.split(b"\n") if one.strip()), b"")
    try:
        first = parse(line)
    except InvalidInput:
        # A document over several lines, or on a line longer than what was looked at.
        return "squad" if suffix.lower() == ".json" else "jsonl"
    if not isinstance(first, dict) or "type" not in first:
        return "squad" if isinstance(first, dict) and "data" in first else "jsonl"
    return "openqa"


def _read(path: Path, sort: Format, split: str | None, faults: Faults) -> Reading:
    if sort == "beir":
        return read_beir(path, split, faults)
    readers = {"jsonl": read_jsonl, "csv": read_spreadsheet, "squad": read_squad, "openqa": read_openqa}
    return readers[sort](path, faults)


def _sha256(files: tuple[Path, ...]) -> str:
    digests = []
    for path in files:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()
