"""Plain text files: the text as it stands, with the title and date that its first lines give."""

from __future__ import annotations

from collections.abc import Iterator

from service.library.loaders.encoding import decode
from service.library.loaders.fields import make_draft
from service.library.loaders.title import leading_date
from service.library.text import normalise
from service.records import Draft, Refusal


def load_plain(raw: bytes, origin: str) -> Iterator[Draft | Refusal]:
    """One article, whose text is the whole file; InvalidInput where the file is binary."""
    text = normalise(decode(raw))
    warnings: list[str] = []
    stated: dict[str, object] = {"published_at": leading_date(text, warnings)}
    if warnings:
        stated["metadata"] = {"warnings": warnings}
    yield make_draft(stated, text, origin)
