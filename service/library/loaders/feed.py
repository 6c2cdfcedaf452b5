"""RSS and Atom feeds: an article an entry."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from service.errors import InvalidInput
from service.library.loaders import fields
from service.library.loaders.encoding import declared_charset, decode
from service.library.loaders.quiet import quietly
from service.library.loaders.tags import strip_tags
from service.library.loaders.title import cut
from service.records import Draft, Refusal

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FIRST_ELEMENT = re.compile(r"<[A-Za-z]")


def load_feed(raw: bytes, origin: str) -> Iterator[Draft | Refusal]:
    """An article an entry, each of the origin `path#n`; InvalidInput where the file is no feed.

    An entry without text is refused. A date or an address that cannot be used is left out and told
    in `metadata["warnings"]`; the entry's own identifier is `metadata["guid"]`.
    """
    feed = _parse(decode(raw, declared_charset(raw)))
    if not feed.entries:
        if feed.get("version"):
            raise InvalidInput("is a feed without entries")
        raise InvalidInput("is no RSS or Atom feed: no <item> or <entry> was found in it")
    for number, entry in enumerate(feed.entries, 1):
        place = f"{origin}#{number}"
        try:
            yield _draft(entry, feed.feed, place)
        except InvalidInput as error:
            yield Refusal(place, str(error))


def _parse(text: str) -> Any:
    import feedparser

    text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    first = _FIRST_ELEMENT.search(text)
    if "<!ENTITY" in text[: first.start() if first else None]:
        raise InvalidInput("declares XML entities, which no feed needs: save it without its DOCTYPE")
    try:
        with quietly("feedparser"):
            # A stream, since feedparser would open a string as an address or a file.
            return feedparser.parse(
                io.BytesIO(text.encode("utf-8")),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                resolve_relative_uris=False,
                sanitize_html=False,
            )
    except Exception as error:  # feedparser lets whatever its loose parser provokes pass through
        raise InvalidInput(f"is a broken feed ({cut(str(error), 200)})") from None


def _draft(entry: Any, feed: Any, place: str) -> Draft:
    warnings: list[str] = []
    stated: dict[str, object] = {
        "title": _line(entry, "title", fields.LONGEST_TITLE),
        "url": fields.usable(fields.web_address, entry.get("link"), warnings),
        "source": _line(feed, "title"),
        "author": _line(entry, "author"),
        "published_at": fields.usable(fields.publication, _date(entry), warnings),
        "language": fields.usable(fields.language, feed.get("language"), []),
    }
    metadata: dict[str, object] = {}
    if guid := cut(str(entry.get("id") or ""), fields.LONGEST_FIELD):
        metadata["guid"] = guid
    if warnings:
        metadata["warnings"] = warnings
    return fields.make_draft({**stated, "metadata": metadata}, _text(entry), place)


def _text(entry: Any) -> str:
    """The longest content; the summary where there is none."""
    contents = max((_plain(content) for content in entry.get("content", ())), key=len, default="")
    return contents or _plain(entry.get("summary_detail") or {"value": entry.get("summary", "")})


def _plain(detail: Any) -> str:
    value = str(detail.get("value") or "")
    return value if detail.get("type") == "text/plain" else strip_tags(value)


def _line(part: Any, name: str, limit: int = fields.LONGEST_FIELD) -> str | None:
    detail = part.get(f"{name}_detail") or {}
    words = _plain(detail if "value" in detail else {"value": part.get(name), "type": "text/plain"})
    return cut(" ".join(words.split()), limit) or None


def _date(entry: Any) -> object:
    # By membership: feedparser warns when `updated` stands in for `published` behind the scenes.
    return next((entry[name] for name in ("published", "updated") if name in entry), None)
