"""Gold questions put to a service, several at a time; a run that was cut off goes on where it stopped."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from service.errors import DatelineError, InvalidInput
from service.evaluation.gold import GoldSet
from service.evaluation.records import Given, Gold
from service.evaluation.targets import Target

# What makes two runs the same run, so that one can go on with the other's answers.
_SAME = ("dateline", "target", "answerer", "gold_sha256", "collection", "index_seq")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of whom: what `run.json` says of a run."""

    version: str
    target: str
    answerer: str | None
    gold: str
    gold_sha256: str
    questions: int
    collection: str | None = None
    index_seq: int | None = None
    concurrency: int = 4
    tolerance: float = 0.0

    @classmethod
    def of(
        cls,
        gold: GoldSet,
        target: Target,
        answerer: str | None = None,
        collection: str | None = None,
        concurrency: int = 4,
        tolerance: float = 0.0,
    ) -> Plan:
        """The plan of asking `target` all of `gold`, several at a time; `tolerance` is a part of a gold figure."""
        return cls(
            version("dateline-qa"),
            target.name,
            answerer,
            gold.name,
            gold.sha256,
            len(gold.questions),
            collection,
            concurrency=concurrency,
            tolerance=tolerance,
        )

    def document(self) -> dict[str, Any]:
        """The content of `run.json`."""
        return {
            "dateline": self.version,
            "target": self.target,
            "answerer": self.answerer,
            "gold": self.gold,
            "gold_sha256": self.gold_sha256,
            "collection": self.collection,
            "index_seq": self.index_seq,
            "concurrency": self.concurrency,
            "tolerance": self.tolerance,
            "questions": self.questions,
            "started": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        }


def open_run(folder: Path, plan: Plan) -> tuple[dict[str, Any], dict[str, Given]]:
    """The run of `folder`, begun if it is not there, and what was answered so far.

    Raises InvalidInput where the folder holds a run of other questions, of another service or version. A last line
    that was cut off is forgotten, and so are questions that ended in an error.
    """
    path = folder / "run.json"
    document = plan.document()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        if found is None:
            write_whole(path, json.dumps(document, indent=2) + "\n")
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"{folder} cannot hold a run ({error}): choose another --out, or remove it", "out"
        ) from error
    if found is not None:
        other = [name for name in _SAME if found.get(name) != document[name]]
        if other:
            raise InvalidInput(
                f"{folder} holds a run with another {', '.join(other)}: choose another --out, or remove it", "out"
            )
        # Answers do not depend on how they are judged, nor on how many are asked for at a time.
        document = {**found, "concurrency": plan.concurrency, "tolerance": plan.tolerance}
    return document, _answered(folder / "answers.jsonl")


def _answered(path: Path) -> dict[str, Given]:
    if not path.exists():
        return {}
    given: dict[str, Given] = {}
    whole = 0
    data = path.read_bytes()
    for line in data.splitlines(keepends=True):
        if not line.endswith(b"\n"):
            break
        whole += len(line)
        try:
            one = json.loads(line)
            if one["error"] is None:
                given[one["id"]] = Given(one["id"], one["answer"], one["seconds"])
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput(
                f"{path} holds a line that is no answer: remove it, or choose another --out", "out"
            ) from error
    if whole < len(data):
        with path.open("r+b") as cut:
            cut.truncate(whole)
    return given


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that it is there whole or as it was before."""
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


async def ask_all(
    questions: Sequence[Gold],
    target: Target,
    folder: Path,
    answered: Mapping[str, Given],
    concurrency: int,
    step: Callable[[], None],
) -> dict[str, Given]:
    """What the service gave to each question, those `answered` before included; each is on disk once it is there."""
    given = dict(answered)
    left = iter([gold for gold in questions if gold.id not in given])
    with (folder / "answers.jsonl").open("a", encoding="utf-8") as out:

        async def worker() -> None:
            for gold in left:
                one = await _ask(gold, target)
                _write(one, out)
                given[gold.id] = one
                step()

        await asyncio.gather(*(worker() for _ in range(concurrency)))
    return given


async def _ask(gold: Gold, target: Target) -> Given:
    started = time.perf_counter()
    try:
        answer = await target.ask(gold)
    except DatelineError as error:
        return Given(gold.id, {}, time.perf_counter() - started, str(error))
    return Given(gold.id, answer, time.perf_counter() - started)


def _write(given: Given, out: TextIO) -> None:
    line = {"id": given.id, "answer": given.answer, "seconds": round(given.seconds, 4), "error": given.error}
    out.write(json.dumps(line, ensure_ascii=False) + "\n")
    out.flush()
