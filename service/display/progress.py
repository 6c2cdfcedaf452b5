"""How far long commands are: bars on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from service.display.lines import print_json
from service.records import Refusal

if TYPE_CHECKING:
    from service.indexing.ingest import Ingested


class Ingestion:
    """What an ingest shows: a bar while it runs, refusals as they come, a summary at the end."""

    def __init__(self, json: bool, bar: Any, task: Any) -> None:
        self.counts: Counter[str] = Counter()
        self.refusals: list[Refusal] = []
        self._json = json
        self._bar = bar
        self._task = task

    def reading(self, done: int) -> None:
        """Says that `done` files have been read."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done, description=self._words())

    def result(self, one: Ingested | Refusal) -> None:
        """Counts one result, and names a refusal at once."""
        if isinstance(one, Refusal):
            self.refusals.append(one)
            if not self._json:
                console = self._bar.console.print if self._bar is not None else _to_stderr
                console(f"refused {one.origin}: {one.error}")
        else:
            self.counts[one.outcome] += 1
        if self._bar is not None:
            self._bar.update(self._task, description=self._words())

    def failed(self) -> bool:
        """Whether anything was refused."""
        return bool(self.refusals)

    def finish(self) -> None:
        """Prints the summary."""
        counts = {name: self.counts[name] for name in ("added", "changed", "unchanged")}
        if self._json:
            refused = [{"origin": one.origin, "id": one.id, "error": one.error} for one in self.refusals]
            print_json({**counts, "refused": refused})
        else:
            print(self._words())

    def _words(self) -> str:
        words = ", ".join(f"{self.counts[name]} {name}" for name in ("added", "changed", "unchanged"))
        return words + (f", {len(self.refusals)} refused" if self.refusals else "")


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


@contextmanager
def ingestion(files: int, json: bool) -> Iterator[Ingestion]:
    """Shows an ingest of `files` files; the bar is drawn on a terminal only."""
    if json or not sys.stderr.isatty():
        view = Ingestion(json, None, None)
        yield view
    else:
        with _bar() as bar:
            view = Ingestion(json, bar, bar.add_task("reading", total=files))
            yield view
    view.finish()


class Rebuilding:
    """What a rebuild shows."""

    def __init__(self, json: bool, bar: Any) -> None:
        self._json = json
        self._bar = bar
        self._tasks: dict[str, Any] = {}

    def step(self, name: str, applied: int, head: int) -> None:
        """Says that index `name` has applied so much of the log."""
        if self._bar is not None:
            if name not in self._tasks:
                self._tasks[name] = self._bar.add_task(name, total=head)
            self._bar.update(self._tasks[name], completed=applied, total=head)

    def done(self, head: int, embedded: int) -> None:
        """Prints the summary."""
        if self._json:
            print_json({"index_seq": head, "embedded": embedded})
        else:
            print(f"rebuilt up to change {head}" + (f"; {embedded} passages embedded again" if embedded else ""))


@contextmanager
def rebuilding(json: bool) -> Iterator[Rebuilding]:
    """Shows a rebuild; the bars are drawn on a terminal only."""
    if json or not sys.stderr.isatty():
        yield Rebuilding(json, None)
    else:
        with _bar() as bar:
            yield Rebuilding(json, bar)


class Evaluation:
    """What an evaluation shows while it asks."""

    def __init__(self, bar: Any, task: Any) -> None:
        self._bar = bar
        self._task = task

    def step(self) -> None:
        """One question more was answered."""
        if self._bar is not None:
            self._bar.advance(self._task)

    def note(self, what: str) -> None:
        """Says what is being done before the first question."""
        if self._bar is not None:
            self._bar.console.print(what)


@contextmanager
def evaluation(questions: int, json: bool) -> Iterator[Evaluation]:
    """Shows an evaluation of so many questions; the bar is drawn on a terminal only."""
    if json or not sys.stderr.isatty():
        yield Evaluation(None, None)
        return
    with _bar() as bar:
        yield Evaluation(bar, bar.add_task("asking", total=questions))


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    return Progress(*columns, console=Console(stderr=True))
