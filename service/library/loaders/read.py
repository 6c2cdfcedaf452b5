"""Any file or upload: the loader for it is picked, and whatever is wrong becomes a refusal."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from service.errors import InvalidInput
from service.library.loaders.feed import load_feed
from service.library.loaders.html import load_html
from service.library.loaders.jsonl import load_jsonl
from service.library.loaders.markdown import load_markdown
from service.library.loaders.pdf import load_pdf
from service.library.loaders.plain import load_plain
from service.records import Draft, Refusal

Loader = Callable[[bytes, str], Iterator[Draft | Refusal]]

_SNIFFED_BYTES = 4096
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*<[?!a-z]", re.IGNORECASE)


def load_xml(raw: bytes, origin: str) -> Iterator[Draft | Refusal]:
    """A feed or an XHTML page, told apart by the first element; InvalidInput where it is neither."""
    head = _head(raw)
    if _FEED.search(head):
        return load_feed(raw, origin)
    if _PAGE.search(head):
        return load_html(raw, origin)
    raise InvalidInput("is XML but neither an RSS or Atom feed nor an XHTML page: give the article as text or JSON")


_LOADERS: dict[str, Loader] = {
    ".txt": load_plain,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".html": load_html,
    ".htm": load_html,
    ".xhtml": load_html,
    ".pdf": load_pdf,
    ".json": load_jsonl,
    ".jsonl": load_jsonl,
    ".ndjson": load_jsonl,
    ".rss": load_feed,
    ".atom": load_feed,
    ".xml": load_xml,
}
SUFFIXES = tuple(_LOADERS)


def read_file(path: Path, origin: str, max_bytes: int) -> Iterator[Draft | Refusal]:
    """The articles of a file, by its suffix; at least one record, and a Refusal for all that is wrong.

    A file of more than `max_bytes` is refused before it is read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder that cannot be listed" if stat.S_ISDIR(status.st_mode) else "a device or a pipe"
            yield Refusal(origin, f"is {kind}: give a file")
            return
        if path.suffix.lower() not in _LOADERS:
            yield _unknown(path.suffix, origin)
            return
        if status.st_size > max_bytes:
            yield _too_large(status.st_size, max_bytes, origin)
            return
        with path.open("rb") as stream:
            raw = stream.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a path that holds a NUL
        yield Refusal(origin, f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return
    yield from read_as(path.suffix, raw, origin, max_bytes)


def read_bytes(raw: bytes, name: str, max_bytes: int) -> Iterator[Draft | Refusal]:
    """The articles of an upload, by the suffix of its name, as `read_file` gives them."""
    yield from read_as(PurePath(name).suffix, raw, name, max_bytes)


def read_as(suffix: str, raw: bytes, origin: str, max_bytes: int) -> Iterator[Draft | Refusal]:
    """The articles of bytes that are known to be of the kind that `suffix` names."""
    loader = _LOADERS.get(suffix.lower())
    if loader is None:
        yield _unknown(suffix, origin)
    elif len(raw) > max_bytes:
        yield _too_large(len(raw), max_bytes, origin)
    elif not raw.removeprefix(b"\xef\xbb\xbf").strip():
        yield Refusal(origin, "is empty: give the words of the article")
    else:
        try:
            yield from loader(raw, origin)
        except InvalidInput as error:
            yield Refusal(origin, str(error))
        except RecursionError:
            yield Refusal(origin, "is nested too deeply to be read: flatten it")


def sniff(raw: bytes) -> str:
    """The suffix of what bytes without a name are: JSON, PDF, a feed or a page, else plain text."""
    head = _head(raw)
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if _JSON.match(head):
        return ".json"
    if _MARKUP.match(head):
        if _FEED.search(head):
            return ".rss"
        if _PAGE.search(head):
            return ".html"
    return ".txt"


def _head(raw: bytes) -> bytes:
    """The first 4 KiB as ASCII can tell them, also of UTF-16."""
    return raw[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\x00", b"")


def _unknown(suffix: str, origin: str) -> Refusal:
    kind = f'files named "{suffix}" are not read' if suffix else "a file needs a suffix that says what it is"
    return Refusal(origin, f"{kind}: give one of {' '.join(SUFFIXES)}")


def _too_large(size: int, max_bytes: int, origin: str) -> Refusal:
    return Refusal(origin, f"has {size:,} bytes or more; at most {max_bytes:,} are read: split it")
