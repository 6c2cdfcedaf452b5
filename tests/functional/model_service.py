"""The service with a chat model: uvicorn, the real indexes, LangChain's client of OpenAI, and the stand-in behind it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from service.assembly import open_parts
from service.indexing.ingest import ingest
from service.library.loaders.source import Inputs
from service.records import Draft, Refusal
from service.settings import Settings
from tests.fakes.language_model import Model, language_model
from tests.fakes.scripts import SCRIPTS
from tests.functional.conftest import Service, serving

SEEDS = Path(__file__).parents[2] / "seeds"
TROOPS = "How many troops are near the border?"
NAME = "openai:stand-in"
# What two answers to the same question may differ in.
OWN = ("id", "timings_ms", "cached", "usage", "cost")


@dataclass(frozen=True)
class ModelService:
    """A running service that asks the stand-in."""

    service: Service
    model: Model

    @property
    def client(self) -> httpx.Client:
        return self.service.client

    def ask(self, question: str, **more: Any) -> dict[str, Any]:
        """The whole answer, which must be 200."""
        response = self.client.post("/v1/ask", json={"question": question, **more})
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def stream(self, question: str, **more: Any) -> list[Event]:
        """Every event of the streamed answer."""
        body = {"question": question, "stream": True, **more}
        with self.client.stream("POST", "/v1/ask", json=body) as response:
            assert response.status_code == 200, response.read()
            return list(read_events(response))


@dataclass(frozen=True)
class Event:
    """One server-sent event, and when it came."""

    name: str | None
    data: Any
    at: float


def read_events(response: httpx.Response) -> Iterator[Event]:
    """The events of a response as they come; comments are left out."""
    name: str | None = None
    data: list[str] = []
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data.append(line.removeprefix("data: "))
        elif not line and data:
            text = "\n".join(data)
            yield Event(name, text if text == "[DONE]" else json.loads(text), time.monotonic())
            name, data = None, []


def same(answer: dict[str, Any]) -> dict[str, Any]:
    """What of an answer must not differ between two that are equal."""
    return {name: value for name, value in answer.items() if name not in OWN}


@contextmanager
def model_service(
    data: Path, models: Path, articles: Path | list[Draft] | None = SEEDS / "articles", **settings: Any
) -> Iterator[ModelService]:
    """Ingests `articles` and serves them, with the stand-in following the script `good`."""
    with language_model(SCRIPTS["good"]) as model:
        usual: dict[str, Any] = {
            "answerer": NAME,
            "model_options": {"base_url": model.url, "api_key": "none"},
            "first_token_seconds": 5,
            "answer_seconds": 10,
            "cache_answers": 0,
            "breaker_failures": 1000,
        }
        chosen = Settings(data=data, models=models, **{**usual, **settings})
        with open_parts(chosen) as parts:
            if articles is not None:
                drafts = (
                    articles
                    if isinstance(articles, list)
                    else Inputs.of([str(articles)], 50_000_000, None).drafts(lambda _: None)
                )
                results = list(ingest(drafts, parts.library, parts.indexes, parts.embedder))
                assert [one for one in results if isinstance(one, Refusal)] == []
            with serving(parts) as service:
                yield ModelService(service, model)
