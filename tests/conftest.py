"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from service.indexing.export import DEFAULT_MODEL, prepared
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import Opened, opened

ROOT = Path(__file__).parent.parent
EXTERNAL = ROOT / "tests" / "external"

# Time is measured by bench/; on a busy machine a deadline fails tests that are right.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--external` asks real providers, for which somebody pays."""
    parser.addoption("--external", action="store_true", help="also run tests/external, with keys in the environment")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without `--external` those tests are no part of the suite."""
    return True if collection_path == EXTERNAL and not config.getoption("--external") else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Nor where somebody names their folder: pytest collects what it is told by name, ignored or not."""
    if config.getoption("--external"):
        return
    paid = [item for item in items if EXTERNAL in item.path.parents]
    if paid:
        items[:] = [item for item in items if item not in paid]
        config.hook.pytest_deselected(items=paid)


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of exported models; made once, in the repository's indexes/, where it is not there yet."""
    folder = Path(os.environ.get("DATELINE_TEST_MODELS") or ROOT / "indexes" / "models")
    prepared(DEFAULT_MODEL, folder)
    return folder


@pytest.fixture(scope="session")
def word_hash_embedder() -> WordHashEmbedder:
    """An embedder that costs nothing."""
    return WordHashEmbedder()


@pytest.fixture
def house(tmp_path: Path, word_hash_embedder: WordHashEmbedder) -> Iterator[Opened]:
    """An empty library with its indexes, open."""
    with opened(tmp_path / "data", word_hash_embedder) as parts:
        yield parts
