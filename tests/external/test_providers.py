"""Real providers: `pytest --external tests/external`, with a key in the provider's own environment variable.

Each test asks a few questions over the seeds and costs a few cents at most.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.answering.answer import Request
from service.assembly import open_parts
from service.indexing.ingest import ingest
from service.library.loaders.source import Inputs
from service.records import Turn
from service.settings import Settings

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"
PROVIDERS = {
    "OPENAI_API_KEY": os.environ.get("DATELINE_EXTERNAL_OPENAI", "openai:gpt-4.1-mini"),
    "ANTHROPIC_API_KEY": os.environ.get("DATELINE_EXTERNAL_ANTHROPIC", "anthropic:claude-haiku-4-5"),
    "OLLAMA_HOST": os.environ.get("DATELINE_EXTERNAL_OLLAMA", "ollama:llama3.2"),
}
CHOSEN = [name for key, name in PROVIDERS.items() if os.environ.get(key)]


def test_there_is_a_provider_to_ask() -> None:
    assert CHOSEN, f"set one of {', '.join(PROVIDERS)}"


@pytest.mark.parametrize("answerer", CHOSEN)
def test_a_real_model_answers_abstains_and_understands_a_follow_up(models: Path, tmp_path: Path, answerer: str) -> None:
    with open_parts(Settings(data=tmp_path, models=models, answerer=answerer)) as parts:
        drafts = Inputs.of([str(SEEDS)], 50_000_000, None).drafts(lambda _: None)
        list(ingest(drafts, parts.library, parts.indexes, parts.embedder))
        told = parts.asker.ask(Request("How many troops are near the border?"))
        assert (told.status, told.answerer, told.degraded) == ("answered", answerer, False)
        assert "100,000" in told.answer
        assert told.usage["input_tokens"] > 0
        history = (
            Turn("user", "How many Russian troops are near the border with Ukraine?"),
            Turn("assistant", told.answer),
        )
        follow_up = parts.asker.ask(Request("And in Belarus?", history=history))
        assert "Belarus" in follow_up.understood
        unknown = parts.asker.ask(Request("How many Chinese troops are in Taiwan?"))
        assert unknown.status == "abstained"
