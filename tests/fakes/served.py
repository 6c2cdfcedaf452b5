"""`dateline` as its users run it: the command line, and the server in a process of its own on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"
PATIENCE = 120.0


@dataclass(frozen=True)
class Settings:
    """Where the data and the models are, and whatever else DATELINE_ variables are to say."""

    data: Path
    models: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """This process's environment with these settings and no others."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
        ours = {"DATA": str(self.data), "MODELS": str(self.models), "THREADS": "1", "SHUTDOWN_SECONDS": "120"}
        return kept | {f"DATELINE_{name}": value for name, value in {**ours, **self.more}.items()}


def seeded(base: Path, models: Path) -> Settings:
    """A data folder that holds the seed articles and that nothing has open: made once under `base`, for copies."""
    settings = Settings(base / "seeded", models)
    if not settings.data.exists():
        done = dateline(settings, "ingest", str(SEEDS))
        assert done.returncode == 0, done.stderr
    return settings


def copied(settings: Settings, folder: Path, **more: str) -> Settings:
    """The same data in a folder of its own, with further settings; nothing may have the original open."""
    shutil.copytree(settings.data, folder / "data")
    return Settings(folder / "data", settings.models, more)


def dateline(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command line to its end."""
    return subprocess.run(
        [command(), *arguments],
        env=settings.environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def command() -> str:
    """The installed program that belongs to this Python."""
    return str(Path(sys.executable).with_name("dateline"))


@dataclass(frozen=True)
class Served:
    """A server that runs, and a client that speaks to it."""

    http: httpx.Client
    process: subprocess.Popen[bytes]
    settings: Settings
    stderr: Path

    def ask(self, question: str, **more: Any) -> dict[str, Any]:
        """The answer of POST /v1/ask, which must be 200."""
        return taken(self.http.post("/v1/ask", json={"question": question, **more}))

    def search(self, query: str, **more: Any) -> dict[str, Any]:
        """The results of POST /v1/search, which must be 200."""
        return taken(self.http.post("/v1/search", json={"query": query, **more}))

    def put(self, collection: str, *articles: dict[str, Any]) -> dict[str, Any]:
        """The report of POST /v1/articles, all of which must be taken."""
        report = taken(self.http.post("/v1/articles", params={"collection": collection}, json=list(articles)))
        assert report["refused"] == []
        return report

    def log(self) -> list[dict[str, Any]]:
        """The lines logged so far."""
        lines = self.stderr.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def end(self) -> int:
        """Asks the server to end, as a process manager does, and gives its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def served(settings: Settings, port: int = 0) -> Iterator[Served]:
    """Starts `dateline serve` on a port, by default a free one, and ends it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    stderr = settings.data / "stderr"
    with stderr.open("wb") as out:
        process = subprocess.Popen(
            [command(), "serve", "--port", str(port)], env=settings.environment(), stdout=subprocess.DEVNULL, stderr=out
        )
    try:
        address = _address(process, stderr)
        with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as http:
            yield Served(http, process, settings, stderr)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def _address(process: subprocess.Popen[bytes], stderr: Path) -> str:
    """The URL that the server prints once it listens."""
    before = "Dateline serves at "
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for line in stderr.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.startswith(before) and line.endswith("\n"):
                return line.removeprefix(before).strip()
        assert process.poll() is None, stderr.read_text(encoding="utf-8")
        time.sleep(0.05)
    raise AssertionError("the server printed no address")


def taken(response: httpx.Response) -> dict[str, Any]:
    """The object of a response that says all is well."""
    assert response.status_code in (200, 201), response.text
    found: dict[str, Any] = response.json()
    return found


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem (RFC 9457) of a response, which must be of this status and code, and give nothing away."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert (found["status"], found["code"], found["type"]) == (status, code, f"/problems/{code}")
    assert found["title"] and found["detail"]
    assert found["instance"] == response.headers["x-request-id"]
    for leak in ("Traceback", ".py", str(Path(sys.prefix)), str(SEEDS.parents[1])):
        assert leak not in response.text
    return found
