"""The fields of an article as a caller states them: each is checked, and a fault is named by its path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlsplit

from service.errors import InvalidInput
from service.library.dates import published
from service.library.loaders.title import title_from
from service.library.text import normalise
from service.records import Draft

LONGEST_TITLE = 1_000
LONGEST_FIELD = 2_000
LARGEST_METADATA = 16 * 1024
DEEPEST_METADATA = 32
DEFAULT_LANGUAGE = "en"

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_KINDS = ((bool, "a boolean"), (int, "a number"), (float, "a number"), (str, "a string"), (list, "an array"))

Checked = TypeVar("Checked")


def make_draft(stated: Mapping[str, object], text: str, origin: str | None) -> Draft:
    """The draft with `text`, normalised, and the checked fields; the title is made where none is stated.

    InvalidInput names the field that is at fault.
    """
    body = body_text(text)
    return Draft(
        text=body,
        title=line(stated.get("title"), "title", LONGEST_TITLE) or title_from(body),
        url=web_address(stated.get("url")),
        source=line(stated.get("source"), "source"),
        author=line(stated.get("author"), "author"),
        published_at=publication(stated.get("published_at")),
        language=language(stated.get("language")) or DEFAULT_LANGUAGE,
        id=identity(stated.get("id")),
        collection=line(stated.get("collection"), "collection"),
        metadata=json_object(stated.get("metadata")),
        origin=origin,
    )


def body_text(text: str) -> str:
    """The text normalised; InvalidInput where nothing can be seen in it."""
    try:
        body = normalise(text)
    except InvalidInput as error:
        raise InvalidInput(str(error), "text") from None
    if not any(char.isprintable() and not char.isspace() for char in body):
        raise InvalidInput("holds no text: give the words of the article", "text")
    return body


def line(value: object, field: str, limit: int = LONGEST_FIELD) -> str | None:
    """The string on one line, inner white space as single spaces; None where absent or blank."""
    text = _string(value, field, limit)
    if text is None:
        return None
    try:
        return " ".join(normalise(text).split()) or None
    except InvalidInput as error:
        raise InvalidInput(f"{field}: {error}", field) from None


def identity(value: object) -> str | None:
    """The caller's own name for the article, kept to the letter; never blank, no control characters."""
    text = _string(value, "id", LONGEST_FIELD)
    if text is not None and (text != text.strip() or not text or _CONTROL.search(text)):
        raise InvalidInput("id must not be blank, begin or end with a space, or hold control characters", "id")
    return text


def web_address(value: object, field: str = "url") -> str | None:
    """An absolute http or https address; None where absent or blank."""
    text = _string(value, field, LONGEST_FIELD)
    if not text:
        return None
    try:
        parts = urlsplit(text)
        absolute = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that cannot be read
        absolute = False
    if not absolute or re.search(r"\s", text) or _CONTROL.search(text):
        raise InvalidInput(f'{field}: "{text[:80]}" is no http or https address; write https://host/path', field)
    return text


def publication(value: object, field: str = "published_at") -> str | None:
    """The date of publication as records.Draft keeps it, from a string, a date or epoch seconds."""
    if value is None or (isinstance(value, str | int | date) and not isinstance(value, bool)):
        return published(value, field)
    raise InvalidInput(f"{field} must be a string or an integer, not {kind(value)}", field)


def language(value: object, field: str = "language") -> str | None:
    """A tag that looks like BCP 47 (RFC 5646); None where absent or blank."""
    text = _string(value, field, LONGEST_FIELD)
    if not text:
        return None
    if not _LANGUAGE.fullmatch(text):
        raise InvalidInput(f'{field}: "{text[:80]}" is no language tag; write one such as en or pt-BR', field)
    return text


def json_object(value: object, field: str = "metadata") -> dict[str, Any]:
    """An object of JSON values, at most 16 KiB as UTF-8 JSON and 32 levels deep."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidInput(f"{field} must be an object, not {kind(value)}", field)
    _check_depth(value, field)
    try:
        compact = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        encoded = compact.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidInput(f"{field} holds a lone surrogate: write it as UTF-8", field) from None
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{field} is not JSON ({error})", field) from None
    if len(encoded) > LARGEST_METADATA:
        raise InvalidInput(
            f"{field} takes {len(encoded):,} bytes as JSON; at most {LARGEST_METADATA:,} are kept", field
        )
    kept: dict[str, Any] = json.loads(encoded)
    return kept


def usable(check: Callable[[object], Checked], value: object, warnings: list[str]) -> Checked | None:
    """What `check` makes of a value that a file happened to hold; one it refuses becomes a warning."""
    try:
        return check(value)
    except InvalidInput as error:
        warnings.append(str(error))
        return None


def kind(value: object) -> str:
    """What JSON calls the value, with its article."""
    if value is None:
        return "null"
    return next((name for type_, name in _KINDS if isinstance(value, type_)), "an object")


def _string(value: object, field: str, limit: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInput(f"{field} must be a string, not {kind(value)}", field)
    if len(value) > limit:
        raise InvalidInput(f"{field} has {len(value):,} characters; at most {limit:,} are kept", field)
    return value


def _check_depth(value: object, field: str) -> None:
    level: list[object] = [value]
    for _ in range(DEEPEST_METADATA):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise InvalidInput(f"{field} is nested more than {DEEPEST_METADATA} levels deep: flatten it", field)
