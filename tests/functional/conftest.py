"""A real service on the loopback: uvicorn, SQLite, Chroma, tantivy and the exported embedder."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from service.api.app import create_app
from service.api.parts import Parts
from service.assembly import open_parts
from service.settings import Settings


@dataclass(frozen=True)
class Service:
    """A running service and a client that speaks to it."""

    parts: Parts
    app: FastAPI
    server: uvicorn.Server
    client: httpx.Client

    @property
    def url(self) -> str:
        return str(self.client.base_url)


Serve = Callable[[Parts], AbstractContextManager[Service]]


@contextmanager
def serving(parts: Parts) -> Iterator[Service]:
    """Serves `parts` from a thread until the block ends."""
    app = create_app(parts)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=20)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        limits = httpx.Limits(max_connections=64)
        with httpx.Client(base_url=url, timeout=60, limits=limits, trust_env=False) as client:
            yield Service(parts, app, server, client)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def serve() -> Serve:
    """What serves parts that a test has put together itself."""
    return serving


@pytest.fixture(scope="module")
def parts(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """The open service over an empty library, one a module: tests keep apart by their collections."""
    with open_parts(Settings(data=tmp_path_factory.mktemp("data"), models=models)) as opened:
        yield opened


@pytest.fixture(scope="module")
def service(parts: Parts) -> Iterator[Service]:
    """The service over `parts`, running."""
    with serving(parts) as running:
        yield running


@pytest.fixture
def client(service: Service) -> httpx.Client:
    """A client of the running service."""
    return service.client


@pytest.fixture
def collection(request: pytest.FixtureRequest) -> str:
    """A collection of the test's own."""
    return f"c{abs(hash(request.node.nodeid)):x}"
