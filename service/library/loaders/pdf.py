"""PDF files: the words of their pages, set again as paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from service.errors import InvalidInput
from service.library.loaders import fields
from service.library.loaders.quiet import quietly
from service.library.loaders.title import cut
from service.records import Draft, Refusal

if TYPE_CHECKING:
    from pypdf import PdfReader

_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014\s]*(?:page\s+)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?[-\u2013\u2014\s]*",
    re.IGNORECASE | re.ASCII,
)
_PAGE_OF = re.compile(r"page\s+\d+|\d+\s*(?:of|/)\s*\d+", re.IGNORECASE)
_BULLET = re.compile(r"(?:\d{1,3}[.)]|[*\u2022\u2023\u25e6\u25aa\u25cf\u00b7\u2013\u2014-])\s")
_SENTENCE_END = re.compile(r"[.!?:\u2026][\"'\u201d\u2019\u00bb)\]]*$")
_NO_TITLE = re.compile(
    r"untitled.*|document\d*|microsoft word\b.*|.*\.(?:docx?|odt|indd|pdf|tex|dvi|ps)", re.IGNORECASE
)
_HYPHENS = ("-", "\u2010", "\u00ad")
_WIDE = 0.75
_UNBREAKABLE = dict.fromkeys((0x00, *range(0xD800, 0xE000)), " ")


def load_pdf(raw: bytes, origin: str) -> Iterator[Draft | Refusal]:
    """One article; InvalidInput where the file is locked by a password, broken, or an image of text."""
    with quietly("pypdf"):
        reader = _open(raw)
        pages = _pages(reader)
        stated = _stated(reader)
    text = to_paragraphs(pages)
    if not text.strip():
        raise InvalidInput("holds no text (a scan?): run OCR first, then give the PDF that has a text layer")
    yield fields.make_draft(stated, text, origin)


def to_paragraphs(pages: Sequence[str]) -> str:
    """The pages' lines joined to paragraphs apart by a blank line.

    Page numbers are dropped, words broken at a line end are whole again where both parts are in lower
    case. A paragraph ends at a blank line, or at a line too short to have been wrapped.
    """
    lines: list[str] = []
    for page in _without_numbers(pages):
        # A sentence may run on over the page's end, past whatever space ends the page.
        while lines and not lines[-1]:
            lines.pop()
        if lines and _SENTENCE_END.search(lines[-1]):
            lines.append("")
        lines.extend(page)
    width = _width(lines)
    paragraphs = [""]
    for line, following in pairwise([*lines, ""]):
        paragraphs[-1] = _join(paragraphs[-1], line)
        if _ends_paragraph(line, following, width):
            paragraphs.append("")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _open(raw: bytes) -> PdfReader:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(raw))
        opened = not reader.is_encrypted or reader.decrypt("") != 0
    except Exception as error:  # pypdf raises whatever a broken file provokes in it
        raise _broken(error) from None
    if not opened:
        raise InvalidInput("is encrypted: save it without a password")
    return reader


def _pages(reader: PdfReader) -> list[str]:
    try:
        return [page.extract_text().translate(_UNBREAKABLE) for page in reader.pages]
    except Exception as error:  # as in _open
        raise _broken(error) from None


def _broken(error: Exception) -> InvalidInput:
    return InvalidInput(f"is a broken PDF ({cut(str(error) or type(error).__name__, 200)}): save it again, or as text")


def _stated(reader: PdfReader) -> dict[str, object]:
    warnings: list[str] = []
    title = _said(reader, "title", warnings)
    date = _said(reader, "creation_date", warnings)
    stated: dict[str, object] = {
        "title": title if title and not _NO_TITLE.fullmatch(title) else None,
        "author": _said(reader, "author", warnings),
        "published_at": fields.usable(fields.publication, date, warnings),
    }
    if warnings:
        stated["metadata"] = {"warnings": warnings}
    return stated


def _said(reader: PdfReader, name: str, warnings: list[str]) -> Any:
    """A property of the document; one that cannot be read becomes a warning."""
    try:
        value = getattr(reader.metadata, name, None)
    except Exception as error:  # as in _open; the article is good without it
        warnings.append(f"{name} cannot be read ({cut(str(error), 200)})")
        return None
    if not isinstance(value, str):
        return value
    clean = " ".join(str(value).translate(_UNBREAKABLE).split())
    return cut(clean, fields.LONGEST_TITLE) or None


def _without_numbers(pages: Sequence[str]) -> list[list[str]]:
    """Each page's lines without its number: a first or last line that counts up with the pages."""
    split = [[" ".join(line.split()) for line in page.strip().split("\n")] for page in pages]
    offsets = Counter(offset for number, lines in enumerate(split) for offset in _offsets(lines, number))
    kept = []
    for number, lines in enumerate(split):
        for edge in (0, -1):
            found = _number(lines[edge]) if lines else None
            counted = found is not None and (offsets[found - number] > 1 or found == number + 1)
            if counted or (found is not None and _PAGE_OF.search(lines[edge])):
                del lines[edge]
        kept.append(lines)
    return kept


def _offsets(lines: Sequence[str], page: int) -> set[int]:
    return {found - page for edge in (0, -1) if (found := _number(lines[edge])) is not None}


def _number(line: str) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line)
    return int(match[1]) if match else None


def _width(lines: Sequence[str]) -> int:
    """The length of a full line: nine in ten are no longer."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if not line or not following or _BULLET.match(following):
        return True
    if len(line) >= _WIDE * width or line.endswith(_HYPHENS):
        return False
    return bool(_SENTENCE_END.search(line)) or not (following[0].islower() or following[0].isdigit())


def _join(before: str, line: str) -> str:
    if not before or not line:
        return before + line
    if before.endswith(_HYPHENS) and before[-2:-1].isalnum():
        # COVID-19 and Austria-Hungary keep their hyphen, a word that was broken does not.
        broken = before[-1] == "\u00ad" or (before[-2].islower() and line[0].islower())
        return (before[:-1] if broken else before) + line
    return f"{before} {line}"
