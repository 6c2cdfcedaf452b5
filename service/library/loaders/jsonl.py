"""JSON and JSON Lines: articles whose fields are those of `POST /v1/articles`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from service.errors import InvalidInput
from service.library.json_text import parse_json
from service.library.loaders.encoding import decode, refuse_formats
from service.library.loaders.fields import json_object, kind, make_draft
from service.library.loaders.html import read_page
from service.records import Draft, Refusal

FIELDS = (
    "id", "text", "html", "title", "url", "source", "author", "published_at", "language", "collection",
    "metadata",
)  # fmt: skip

_LINE_SUFFIXES = (".jsonl", ".ndjson")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


def load_jsonl(raw: bytes, origin: str) -> Iterator[Draft | Refusal]:
    """An article a line, or one document that is an article, an array of them, or `{"articles": [...]}`.

    What is wrong with one article refuses that one; InvalidInput where the whole is no JSON. A line's
    refusal has the origin `path:line`; the nth of several articles has the origin `path#n`.
    """
    text = _decode(raw)
    if PurePath(origin).suffix.lower() in _LINE_SUFFIXES:
        yield from _from_lines(text, origin)
        return
    try:
        document = _parse(text)
    except InvalidInput:
        if not _has_lines(text):
            raise
        yield from _from_lines(text, origin)
        return
    yield from _from_document(document, origin)


def draft_from_object(obj: object, origin: str | None = None) -> Draft:
    """The draft that one object of `POST /v1/articles` states; InvalidInput names the field at fault.

    Where the article is given as `html`, what the page states fills in the fields that are absent.
    """
    if not isinstance(obj, dict):
        raise InvalidInput(f"an article must be an object, not {kind(obj)}")
    if unknown := sorted(str(name)[:80] for name in obj if name not in FIELDS):
        known = ", ".join(FIELDS)
        raise InvalidInput(
            f'"{unknown[0]}" is no field of an article: put it under "metadata", or use one of {known}',
            unknown[0],
        )
    text, markup = _content(obj, "text"), _content(obj, "html")
    if text is not None and markup is not None:
        raise InvalidInput('an article has either "text" or "html", not both', "html")
    stated = {name: value for name, value in obj.items() if value is not None}
    if text is None and markup is not None:
        text, found = _read_html(markup)
        metadata = {**json_object(found.get("metadata")), **json_object(obj.get("metadata"))}
        stated = {**found, **stated, "metadata": metadata}
    if text is None:
        raise InvalidInput('an article needs "text" or "html"', "text")
    return make_draft(stated, text, origin)


def _content(obj: dict[str, object], field: str) -> str | None:
    value = obj.get(field)
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f"{field} must be a string, not {kind(value)}", field)
    return value


def _read_html(markup: str) -> tuple[str, dict[str, object]]:
    try:
        return read_page(markup)
    except InvalidInput as error:
        raise InvalidInput(f"html: {error}", "html") from None


def _from_document(document: object, origin: str) -> Iterator[Draft | Refusal]:
    if isinstance(document, dict) and "articles" in document:
        if others := sorted(set(document) - {"articles"}):
            raise InvalidInput(f'"{others[0][:80]}" stands beside "articles": leave "articles" alone there')
        document = document["articles"]
        if not isinstance(document, list):
            raise InvalidInput(f"articles must be an array, not {kind(document)}", "articles")
    if not isinstance(document, list):
        yield draft_from_object(document, origin)
        return
    if not document:
        raise InvalidInput("holds no articles: the array is empty")
    for number, obj in enumerate(document, 1):
        place = f"{origin}#{number}"
        try:
            yield draft_from_object(obj, place)
        except InvalidInput as error:
            yield Refusal(place, str(error), _id(obj))


def _from_lines(text: str, origin: str) -> Iterator[Draft | Refusal]:
    # Only "\n" ends a line: JSON strings may hold the other line ends of Unicode as they are.
    lines = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    count = 0
    for count, (number, line) in enumerate(lines, 1):
        obj: object = None
        try:
            obj = _parse(line)
            yield draft_from_object(obj, f"{origin}#{count}")
        except InvalidInput as error:
            yield Refusal(f"{origin}:{number}", str(error), _id(obj))
    if not count:
        raise InvalidInput("holds no articles: every line is blank")


def _has_lines(text: str) -> bool:
    """Whether some line is a whole object, so that a text which is no document is JSON Lines."""
    return any(_is_object(line) for line in text.split("\n") if line.lstrip().startswith("{"))


def _is_object(line: str) -> bool:
    try:
        return isinstance(_parse(line), dict)
    except InvalidInput:
        return False


def _decode(raw: bytes) -> str:
    """UTF-8, in which bytes that are not are kept as surrogates: they refuse a line, not the file."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(raw)
    refuse_formats(raw)
    return raw.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


def _parse(text: str) -> object:
    if found := _NOT_UTF8.search(text):
        place = f"0x{ord(found[0]) - 0xDC00:02X} on line {text.count(chr(10), 0, found.start()) + 1}"
        raise InvalidInput(f"is not UTF-8 (byte {place}): save it as UTF-8")
    return parse_json(text)


def _id(obj: object) -> str | None:
    stated = obj.get("id") if isinstance(obj, dict) else None
    return stated if isinstance(stated, str) else None
