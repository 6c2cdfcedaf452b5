"""Who may do what with a key: the file that DATELINE_KEYS names, read once.

A site key is public, since it stands in a page's source: what it allows is bound to origins. An ingest key is a
secret, of which the file holds only the SHA-256.
"""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from service.errors import InvalidInput
from service.library.identity import collection_name

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SiteKey:
    """Pages of `origins` may ask in `collections`."""

    name: str
    key: str
    origins: frozenset[str]
    collections: frozenset[str]


@dataclass(frozen=True, slots=True)
class IngestKey:
    """Whoever has the key of this hash may add and delete articles in `collections`; None means all of them."""

    name: str
    sha256: str
    collections: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Keys:
    """Every key of a file."""

    sites: tuple[SiteKey, ...] = ()
    ingests: tuple[IngestKey, ...] = ()

    def site(self, key: str) -> SiteKey | None:
        """The site key that reads `key`."""
        return next((one for one in self.sites if one.key == key), None)

    def ingest(self, key: str) -> IngestKey | None:
        """The ingest key whose hash is that of `key`."""
        digest = hashlib.sha256(key.encode()).hexdigest()
        return next((one for one in self.ingests if hmac.compare_digest(one.sha256, digest)), None)

    def names_origin(self, origin: str) -> bool:
        """Whether any site key is for pages of `origin`."""
        return any(origin in one.origins for one in self.sites)


def read_keys(path: Path) -> Keys:
    """The keys in a TOML file; InvalidInput says what is wrong with it and where."""
    try:
        found = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:3])
        raise InvalidInput(f"DATELINE_KEYS: {path}: {'; '.join(faults)}") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(f"DATELINE_KEYS: {path} cannot be read: {error}") from error
    keys = Keys(
        tuple(
            SiteKey(name, one.key, frozenset(one.origins), frozenset(one.collections))
            for name, one in found.sites.items()
        ),
        tuple(
            IngestKey(name, one.sha256, None if one.collections is None else frozenset(one.collections))
            for name, one in found.ingest.items()
        ),
    )
    if len({one.key for one in keys.sites}) < len(keys.sites):
        raise InvalidInput(f"DATELINE_KEYS: {path}: two sites have the same key: give each its own")
    return keys


def _origin(text: str) -> str:
    """The origin as browsers write it; ValueError where it is none."""
    try:
        parts = urlsplit(text.strip().lower())
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{text!r} is no origin: {error}") from error
    if (
        parts.scheme not in _DEFAULT_PORTS
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.username
    ):
        raise ValueError(f"{text!r} is no origin: write it as https://host or http://host:port, one site each")
    if "*" in parts.hostname:
        raise ValueError(f"{text!r} would let any site ask: name each origin")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = port is None or port == _DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if default else f"{parts.scheme}://{host}:{port}"


def _collection(text: str) -> str:
    try:
        return collection_name(text)
    except InvalidInput as error:
        raise ValueError(str(error)) from error


_Collections = list[Annotated[str, AfterValidator(_collection)]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Site(_Strict):
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{8,200}$")]
    origins: Annotated[list[Annotated[str, AfterValidator(_origin)]], Field(min_length=1)]
    collections: Annotated[_Collections, Field(min_length=1)]


class _Ingest(_Strict):
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    collections: _Collections | None = None


class _File(_Strict):
    sites: dict[str, _Site] = {}
    ingest: dict[str, _Ingest] = {}


def bearer(authorization: str | None) -> str | None:
    """The key in an Authorization header, or None."""
    scheme, _, key = (authorization or "").partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def foreign(origin: str | None, host: str | None) -> str | None:
    """The origin of a page that is not of this service; None for our own pages and for programs, which send none."""
    if origin is None or origin.lower().partition("://")[2] == (host or "").lower():
        return None
    return origin.lower()
