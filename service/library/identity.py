"""Which article a draft is: its explicit id, else its URL, else where it was found."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

from service.errors import InvalidInput
from service.records import DEFAULT_COLLECTION, Draft

MAX_ID = 200
_FORBIDDEN = re.compile(r"[\s/?#%\\\x00-\x1f\x7f]")
_COLLECTION = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?")


def collection_name(name: str | None) -> str:
    """The collection `name` means: `default` where none is named; InvalidInput when it is no valid name."""
    if name is None or name == "":
        return DEFAULT_COLLECTION
    if not _COLLECTION.fullmatch(name):
        raise InvalidInput(
            f"collection {name[:80]!r} is not a valid name: use 1 to 63 lower-case letters, digits, - and _, "
            "starting and ending with a letter or digit",
            "collection",
        )
    return name


def article_id(draft: Draft, collection: str) -> str:
    """The id of the article that `draft` is a version of.

    An explicit id is taken as it is and is one article in all collections. Otherwise the id is a
    readable name and a hash of the collection with the URL, the relative path, or (where there is
    neither) the text, so that the same thing ingested again is the same article.
    """
    if draft.id is not None:
        return _checked(draft.id)
    if draft.url:
        name, identity = draft.url.rstrip("/").rsplit("/", 1)[-1].split("?")[0], f"url\n{draft.url}"
    elif draft.origin is not None:
        name, identity = draft.origin.rsplit("/", 1)[-1], f"path\n{draft.origin}"
    else:
        name, identity = draft.title, f"text\n{draft.text}"
    digest = hashlib.sha256(f"{collection}\n{identity}".encode()).hexdigest()
    stem = _slug(re.sub(r"\.\w{2,5}(?=#|$)", "", name))
    return f"{stem}-{digest[:12]}" if stem else digest[:20]


def content_sha256(draft: Draft) -> str:
    """A hash of everything that makes a version: the text and what is shown beside it."""
    shown = [draft.title, draft.url, draft.source, draft.author, draft.published_at, draft.language, draft.metadata]
    blob = json.dumps([text_sha256(draft.text), *shown], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(blob.encode()).hexdigest()


def text_sha256(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal: what `article_sha256` of a citation names."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(explicit: str) -> str:
    if explicit in ("", ".", "..") or len(explicit) > MAX_ID or _FORBIDDEN.search(explicit):
        raise InvalidInput(
            f"id {explicit[:80]!r} cannot be used: 1 to {MAX_ID} characters, with no white space and none of "
            "/ ? # % \\",
            "id",
        )
    return explicit


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].rstrip("-")
