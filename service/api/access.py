"""What a caller may do, by the key and the origin that a request shows.

Without a file of keys all that reach the service may do all; of browsers, only its own pages reach it (`origins`).
With one, adding and deleting takes an ingest key, and pages of other origins ask with the site key that names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fastapi import Request

from service.api.keys import Keys, bearer, foreign
from service.errors import KeyNeeded, NotAllowed
from service.library.identity import collection_name

Ingesting = Literal["allowed", "key_needed", "not_allowed"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request comes from; `origin` is that of a page which is not ours."""

    keys: Keys | None
    key: str | None
    origin: str | None

    def ask(self, collection: str | None) -> None:
        """Raises NotAllowed or KeyNeeded unless questions may be put to `collection`."""
        if self.keys is None:
            return
        site = self.keys.site(self.key) if self.key else None
        if site is None:
            if self.origin is not None:
                raise KeyNeeded("this page has to ask with a site key of its own: set site-key to one that names it")
            return
        if self.origin is not None and self.origin not in site.origins:
            raise NotAllowed(f"the site key is not for pages of {self.origin}: add that to its origins")
        name = collection_name(collection)
        if name not in site.collections:
            raise NotAllowed(f"the site key is not for the collection {name!r}: add it to its collections")

    def read(self) -> None:
        """Raises NotAllowed for a site key, which is for asking alone."""
        if self.keys is not None and self.key and self.keys.site(self.key):
            raise NotAllowed("a site key is for asking: read and search without it")

    def write(self, collections: Iterable[str | None]) -> None:
        """Raises KeyNeeded or NotAllowed unless articles of every one of `collections` may be added and deleted."""
        if self.keys is None:
            return
        found = self.keys.ingest(self.key) if self.key else None
        if found is None:
            if self.key and self.keys.site(self.key):
                raise NotAllowed("a site key is for asking: add and delete with an ingest key")
            raise KeyNeeded("adding and deleting articles takes an ingest key, as `Authorization: Bearer …`")
        if found.collections is None:
            return
        for name in map(collection_name, collections):
            if name not in found.collections:
                raise NotAllowed(f"this ingest key is not for the collection {name!r}")

    def ingesting(self, collection: str) -> Ingesting:
        """Whether articles may be added to `collection`, or what is wanted for it."""
        try:
            self.write([collection])
        except KeyNeeded:
            return "key_needed"
        except NotAllowed:
            return "not_allowed"
        return "allowed"


def caller(request: Request) -> Caller:
    """Who this request comes from."""
    headers = request.headers
    return Caller(
        request.app.state.parts.keys,
        bearer(headers.get("authorization")),
        foreign(headers.get("origin"), headers.get("host")),
    )


async def reading(request: Request) -> None:
    """What routes depend on that give away more than an answer."""
    caller(request).read()
