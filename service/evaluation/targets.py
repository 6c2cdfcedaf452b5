"""The service that is evaluated: in this process, or elsewhere over HTTP; both give the same JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from service.answering.answer import Asker, Request
from service.errors import DatelineError, InvalidInput, NotFound
from service.evaluation.records import Gold
from service.library.store import Library
from service.records import DEFAULT_COLLECTION, Answer
from service.retrieval.search import Searcher

# Further down than this nobody looks for the passage that an answer missed.
DEEP = 50
# How often a service that has too much to do is asked again, and the longest wait between, in seconds.
_TRIES = 6
_LONGEST_WAIT = 10.0


class Target(Protocol):
    """A service that can be asked, and whose articles can be read."""

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    async def ask(self, gold: Gold) -> Mapping[str, Any]:
        """The answer, in the shape of POST /v1/ask."""
        ...

    async def passages(self, gold: Gold, question: str) -> list[tuple[str, int, int]]:
        """The `DEEP` best passages for `question`: article id and characters."""
        ...

    async def text(self, article_id: str, version: int | None = None) -> str | None:
        """The text of an article; None where there is none, or the newest is deleted or in another collection."""
        ...

    async def state(self) -> Mapping[str, Any]:
        """`index_seq`, which another state of the library has not, and `answerers`, the default first.

        Raises DatelineError where no Dateline answers.
        """
        ...

    def look_in(self, collections: Iterable[str]) -> None:
        """Names further collections that are asked, beside the target's own."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...


class InProcess:
    """The open service of this process; `shape` gives an answer its JSON."""

    name = "in process"

    def __init__(
        self,
        asker: Asker,
        searcher: Searcher,
        library: Library,
        shape: Callable[[Answer], Mapping[str, Any]],
        answerer: str | None = None,
        collection: str | None = None,
    ) -> None:
        self._asker = asker
        self._searcher = searcher
        self._library = library
        self._shape = shape
        self._answerer = answerer
        self._collection = collection
        self._collections = {collection or DEFAULT_COLLECTION}

    async def state(self) -> Mapping[str, Any]:
        """As the indexes say."""
        seq = await asyncio.to_thread(self._searcher.ready, self._collection)
        return {"index_seq": seq, "answerers": self._asker.answerers}

    def look_in(self, collections: Iterable[str]) -> None:
        """Adds to the target's own."""
        self._collections |= set(collections)

    async def ask(self, gold: Gold) -> Mapping[str, Any]:
        """Asks the asker; errors are those that it raises."""
        request = Request(
            question=gold.question,
            collection=gold.collection or self._collection,
            filters=gold.filters,
            as_of=gold.as_of,
            answerer=self._answerer,
            history=gold.history,
        )
        return self._shape(await self._asker.answer(request))

    async def passages(self, gold: Gold, question: str) -> list[tuple[str, int, int]]:
        """Searches as an ask does, only deeper."""
        collection = gold.collection or self._collection
        found = await asyncio.to_thread(self._searcher.search, question, collection, gold.filters, DEEP)
        return [(one.article.id, one.passage.start, one.passage.end) for one in found.evidence]

    async def text(self, article_id: str, version: int | None = None) -> str | None:
        """Reads the library."""
        try:
            article = await asyncio.to_thread(self._library.article, article_id, version)
        except NotFound:
            return None
        lost = version is None and (article.deleted or article.collection not in self._collections)
        return None if lost else article.text

    async def close(self) -> None:
        """The models' connections."""
        await self._asker.disconnect()


class Remote:
    """A service at a URL."""

    def __init__(
        self, url: str, api_key: str | None = None, answerer: str | None = None, collection: str | None = None
    ) -> None:
        import httpx

        if not url.startswith(("http://", "https://")):
            raise InvalidInput(f"{url!r} is no URL of a service: it starts with http:// or https://", "url")
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.name = url.rstrip("/")
        self._answerer = answerer
        self._collection = collection
        self._collections = {collection or DEFAULT_COLLECTION}
        try:
            self._client = httpx.AsyncClient(base_url=self.name, headers=headers, timeout=120, trust_env=False)
        except httpx.InvalidURL as error:
            raise InvalidInput(f"{url!r} is no URL of a service: {error}", "url") from error

    async def state(self) -> Mapping[str, Any]:
        """GET /readyz."""
        found = await self._ask("GET", "/readyz")
        if "index_seq" not in found or not found.get("answerers"):
            raise DatelineError(f"{self.name} is no Dateline: look at the URL, which ends before /v1")
        return found

    def look_in(self, collections: Iterable[str]) -> None:
        """Adds to the target's own."""
        self._collections |= set(collections)

    async def ask(self, gold: Gold) -> Mapping[str, Any]:
        """POST /v1/ask. Raises DatelineError with what the service said."""
        body: dict[str, Any] = {"question": gold.question, **self._where(gold)}
        if gold.as_of:
            body["as_of"] = gold.as_of
        if self._answerer:
            body["answerer"] = self._answerer
        if gold.history:
            body["messages"] = [{"role": turn.role, "content": turn.content} for turn in gold.history]
        return await self._ask("POST", "/v1/ask", body)

    async def passages(self, gold: Gold, question: str) -> list[tuple[str, int, int]]:
        """POST /v1/search."""
        body = {"query": question, "limit": DEEP, **self._where(gold)}
        found = await self._ask("POST", "/v1/search", body)
        return [(one["article_id"], one["start_char"], one["end_char"]) for one in found["results"]]

    async def text(self, article_id: str, version: int | None = None) -> str | None:
        """GET /v1/articles/{id}."""
        where = f"/v1/articles/{quote(article_id, safe='')}" + (f"?version={version}" if version is not None else "")
        try:
            found = await self._ask("GET", where)
        except NotFound:
            return None
        lost = version is None and (found.get("deleted") or found["collection"] not in self._collections)
        text: str | None = None if lost else found["text"]
        return text

    async def close(self) -> None:
        """The connections."""
        await self._client.aclose()

    def _where(self, gold: Gold) -> dict[str, Any]:
        filters = {
            name: list(value) if isinstance(value, tuple) else value
            for name in ("published_from", "published_to", "source", "article_ids")
            if (value := getattr(gold.filters, name)) is not None
        }
        collection = gold.collection or self._collection
        return {**({"filters": filters} if filters else {}), **({"collection": collection} if collection else {})}

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The JSON object of a response, asked for again while the service says that it has too much to do."""
        for left in reversed(range(_TRIES)):
            response = await self._send(method, path, body)
            if response.status_code not in (429, 503) or not left:
                break
            asked = response.headers.get("retry-after", "")
            await asyncio.sleep(min(float(asked) if asked.isdigit() else 1.0, _LONGEST_WAIT))
        try:
            found = response.json()
        except ValueError:
            found = None
        if response.status_code == 200 and isinstance(found, dict):
            return found
        said = found.get("detail") if isinstance(found, dict) else None
        kind = NotFound if response.status_code == 404 else DatelineError
        raise kind(f"{self.name} gave status {response.status_code} for {path}: {said or 'no JSON'}")

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        import httpx

        try:
            return await self._client.request(method, path, json=body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DatelineError(f"{self.name} cannot be reached: {type(error).__name__}") from error
