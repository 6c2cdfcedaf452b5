"""What the command line prints: for people by default, JSON of the HTTP shapes with --json."""

from __future__ import annotations

import json as json_text
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any

from service.answering.abstentions import ABSTENTIONS
from service.records import Answer, Article, Refusal

if TYPE_CHECKING:
    from service.evaluation.compare import Comparison
    from service.indexing.ingest import Ingested
    from service.indexing.verify import Report
    from service.library.catalogue import Counts, Listing
    from service.retrieval.search import Found

WIDTH = 100


def _print_json(value: Any) -> None:
    print(json_text.dumps(value, ensure_ascii=False, indent=2))


def answer(given: Answer, json: bool) -> None:
    """An answer with its citations, or why there is none and the nearest passages."""
    if json:
        from service.api.wire import AnswerShape

        print(AnswerShape.of(given).model_dump_json(indent=2))
        return
    if given.status == "abstained":
        print(ABSTENTIONS[given.reason or "below_threshold"])
        if given.evidence:
            print("\nNearest passages:")
            for evidence in given.evidence[:3]:
                print(f"  · {_about(evidence.article)}")
                print(indent(fill(evidence.passage.text.strip()[:200] + " …", WIDTH - 6), "    "))
        return
    if given.short_answer:
        print(f"{given.short_answer}\n")
    if given.status == "conflicting":
        print("The sources differ:")
    if given.understood != given.question:
        print(f"Understood as: {given.understood}")
    for paragraph in given.answer.split("\n"):
        print(fill(paragraph, WIDTH))
    if given.degraded:
        print(f"(stood in for the model: {given.degraded_reason})")
    print()
    shown: set[int] = set()
    for citation in given.citations:
        if citation.marker in shown:
            continue
        shown.add(citation.marker)
        where = " · ".join(part for part in (citation.source, citation.published_at, citation.title) if part)
        print(f"  [{citation.marker}] {where}")
        print(indent(fill(f"“{citation.cited_text}”", WIDTH - 6), "      "))
        print(f"      {citation.article_id} v{citation.version}, characters {citation.start_char}–{citation.end_char}")


def passages(found: Found, json: bool) -> None:
    """The passages of a search, best first."""
    if json:
        from service.api.wire import SearchResults

        print(SearchResults.of(found).model_dump_json(indent=2))
        return
    for number, evidence in enumerate(found.evidence, start=1):
        print(f"{number:2}. {evidence.score:6.2f}  {_about(evidence.article)}")
        print(indent(fill(" ".join(evidence.passage.text.split()), WIDTH - 12), " " * 12))
    if not found.evidence:
        print("nothing found")


def _about(article: Article) -> str:
    return " · ".join(part for part in (article.source, article.published_at, article.title) if part) or article.id


def listing(page: Listing, json: bool) -> None:
    """One page of articles."""
    if json:
        from service.api.wire import ArticleList

        print(ArticleList.of(page).model_dump_json(indent=2))
        return
    for one in page.articles:
        print(f"{one.id}  v{one.version}  {_about(one)}")
    more = f"; next: --cursor {page.cursor}" if page.cursor else ""
    print(f"{len(page.articles)} of {page.total} articles{more}", file=sys.stderr)


def article(one: Article, copies: Sequence[tuple[str, float]], json: bool) -> None:
    """One article with its text."""
    if json:
        from service.api.wire import ArticleShape

        print(ArticleShape.of(one).model_dump_json(indent=2))
        return
    print(f"{one.title}\n{_about(one)}")
    print(f"{one.id} v{one.version}{', deleted' if one.deleted else ''} · {one.collection} · {one.url or 'no URL'}")
    if copies:
        print("near-identical: " + ", ".join(f"{identity} ({alike:.0%})" for identity, alike in copies))
    print(f"\n{one.text}")


def status(counts: Counts, head: int, applied: Mapping[str, int], fingerprint: str, json: bool) -> None:
    """How much there is and how far each index is."""
    if json:
        _print_json({**asdict(counts), "index_seq": head, "applied": dict(applied), "embedder": fingerprint})
        return
    print(
        f"{counts.articles} articles ({counts.versions} versions), {counts.passages} passages, {counts.copies} copies"
    )
    for name, number in counts.collections.items():
        print(f"  collection {name}: {number} articles")
    for name, seq in applied.items():
        state = "up to date" if seq == head else f"{head - seq} changes behind; the next question catches it up"
        print(f"{name}: {state}")
    print(f"embedder: {fingerprint}")


def report(found: Report, json: bool) -> None:
    """What verification found."""
    if json:
        _print_json({"sound": found.sound(), **asdict(found)})
        return
    for fault in found.faults:
        print(f"library: {fault}")
    if not found.faults:
        print("library: sound")
    for index in found.indexes:
        if index.sound():
            print(f"{index.name}: sound, {index.passages} passages")
        else:
            print(
                f"{index.name}: {index.missing} missing, {index.extra} extra, {index.repeated} repeated, "
                f"{index.unreachable} unreachable, applied {index.applied} of {index.head}: "
                "run `dateline index rebuild`"
            )


def done(value: Mapping[str, Any], words: str, json: bool) -> None:
    """That something was done."""
    if json:
        _print_json(value)
    else:
        print(f"{value['id']}: {words}")


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
            _print_json({**counts, "refused": refused})
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
            _print_json({"index_seq": head, "embedded": embedded})
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


@contextmanager
def asking(answerer: str, json: bool) -> Iterator[None]:
    """Shows that a model is being waited for; the embedded answerer is too quick for that."""
    if json or answerer == "extractive" or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"asking {answerer}"):
        yield


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    return Progress(*columns, console=Console(stderr=True))


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


def evaluated(found: Mapping[str, Any], folder: Path, json: bool) -> None:
    """The figures of a run: each metric with its interval and over how many questions it was taken."""
    if json:
        _print_json({name: value for name, value in found.items() if name != "questions"})
        return
    print(f"{found['run']['questions']} questions of {found['run']['gold']}, {found['run']['target']}")
    for note in found.get("notes", []):
        print(f"note: {note}")
    for metric, mean in found["summary"].items():
        print(f"  {metric:20} {mean['value']:.3f}  ({mean['low']:.3f} to {mean['high']:.3f})  n={mean['count']}")
    if found["failed"]:
        print("went wrong: " + ", ".join(f"{stage} {count}" for stage, count in sorted(found["failed"].items())))
    total = found["stages_ms"].get("total")
    if total:
        print(f"answer time: p50 {total['p50']:.1f} ms, p95 {total['p95']:.1f} ms, p99 {total['p99']:.1f} ms")
    print(f"{folder}/report.html shows every question")


def comparison(found: Comparison, json: bool) -> None:
    """What two runs differ in; a star marks a difference whose interval leaves zero out."""
    if json:
        _print_json(asdict(found))
        return
    for change in found.changes:
        star = "*" if change.is_sure else " "
        print(
            f"{star} {change.metric:20} {change.before:.3f} → {change.after:.3f}  {change.difference:+.3f} "
            f"({change.low:+.3f} to {change.high:+.3f})  n={change.count}"
        )
    for what, names in (("fixed", found.fixed), ("broken", found.broken)):
        print(f"{what}: {len(names)}{': ' + ', '.join(names[:50]) if names else ''}")
    if found.only_before or found.only_after:
        print(f"left out: {found.only_before} questions of the first run only, {found.only_after} of the second only")


def candidates(lines: Sequence[Mapping[str, Any]], left_out: int, path: Path | None) -> None:
    """Candidates for gold questions, one JSON line each."""
    text = "".join(json_text.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if path is None:
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
    print(f"{len(lines)} candidates to review; {left_out} verdicts say too little", file=sys.stderr)


def complain(line: str) -> None:
    """One line of what is not as it should be."""
    print(line, file=sys.stderr)
