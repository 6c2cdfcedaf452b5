"""`dateline eval`: gold questions in, scores and a report out; two runs compared; feedback made into gold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from service import display
from service.cli.options import Collection, Json, read_settings
from service.errors import InvalidInput

if TYPE_CHECKING:
    from service.api.parts import Parts
    from service.evaluation.gold import GoldSet
    from service.evaluation.run import Plan
    from service.evaluation.targets import Target
    from service.settings import Settings

RUN = "run"


class QuestionsFirst(TyperGroup):
    """`dateline eval QUESTIONS` is short for `dateline eval run QUESTIONS`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments with the command that was left out."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [RUN, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=QuestionsFirst,
    help="Score answers against gold questions: `dateline eval QUESTIONS`, or one of the commands.",
    no_args_is_help=True,
)

Questions = Annotated[Path, typer.Argument(help="Gold questions: our JSONL, CSV, SQuAD JSON, or a folder of BEIR.")]
Format = Annotated[str | None, typer.Option(help="jsonl, csv, squad, openqa or beir; told by name and content.")]
Split = Annotated[str | None, typer.Option(help="Which qrels of BEIR.")]


@app.command(RUN)
def run(
    questions: Questions,
    url: Annotated[
        str | None, typer.Option(help="A service elsewhere; without it, the library of this machine.")
    ] = None,
    api_key: Annotated[
        str | None, typer.Option(envvar="DATELINE_API_KEY", help="Key of that service.", show_envvar=True)
    ] = None,
    answerer: Annotated[str | None, typer.Option(help="Who answers; the configured one by default.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the run; the same again goes on where it stopped.")] = Path(
        "eval"
    ),
    fail_under: Annotated[
        list[str] | None,
        typer.Option(help="metric=value, or a TOML file of them; exit code 4 where one is missed; may be repeated."),
    ] = None,
    collection: Collection = None,
    ingest: Annotated[
        bool, typer.Option("--ingest", help="Take in the articles that come with the questions first.")
    ] = False,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Questions asked at a time.")] = 4,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="How far a figure may be off, as a part of the gold value.")
    ] = 0.0,
    judge: Annotated[str | None, typer.Option(help="Chat model that judges too, such as openai:NAME.")] = None,
    record: Annotated[Path | None, typer.Option(help="File to which the calls of chat models are written.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Such a file, played back in place of the models.")] = None,
    format: Format = None,
    split: Split = None,
    json: Json = False,
) -> None:
    """Ask gold questions and score the answers; writes answers.jsonl, results.json and report.html to --out."""
    from service.evaluation.gold import read_gold
    from service.evaluation.run import Plan
    from service.evaluation.thresholds import missed, read_thresholds

    thresholds = read_thresholds(fail_under or [])
    chosen = read_settings(answerer=answerer, model_record=record, model_replay=replay, cache_answers=0)
    gold = read_gold(questions, format, split)
    if ingest and url:
        raise InvalidInput("--ingest takes articles into the library of this machine: leave --url out", "ingest")
    with _service(chosen, url, api_key, answerer, collection) as (target, parts):
        if ingest and parts is not None:
            _take_in(gold, parts, collection)
        plan = Plan.of(gold, target, answerer if url else chosen.answerer, collection, concurrency, tolerance)
        with display.evaluation(len(gold.questions), json) as view:
            found = asyncio.run(_evaluated(chosen, gold, target, plan, out, judge, view.step))
    display.evaluated(found, out, json)
    lines = missed(found["summary"], thresholds)
    for line in lines:
        display.complain(line)
    if found["errors"]:
        display.complain(f"{found['errors']} questions ended in an error, and were not scored")
    if lines or found["errors"]:
        raise typer.Exit(4 if lines else 1)


@app.command("compare")
def compare(
    before: Annotated[Path, typer.Argument(help="Folder of one run.")],
    after: Annotated[Path, typer.Argument(help="Folder of the other.")],
    json: Json = False,
) -> None:
    """Show what changed from one run to another, question by question, with 95 % intervals."""
    from service.evaluation.compare import compare as compared
    from service.evaluation.compare import read_results

    display.comparison(compared(read_results(before), read_results(after)), json)


@app.command("import")
def import_articles(
    questions: Questions, collection: Collection = None, format: Format = None, split: Split = None, json: Json = False
) -> None:
    """Take in the articles that come with gold questions (SQuAD, BEIR), so that those can be asked."""
    from service.assembly import open_parts
    from service.evaluation.gold import read_gold

    gold = read_gold(questions, format, split)
    with open_parts(read_settings()) as parts:
        taken = _take_in(gold, parts, collection)
    display.done(taken, f"took in {taken['articles']:,} articles, refused {taken['refused']:,}", json)


@app.command("from-feedback")
def from_feedback(
    out: Annotated[Path | None, typer.Option(help="File to write; standard output without it.")] = None,
) -> None:
    """Turn readers' feedback into candidates for gold questions, one JSON line each, for a person to review."""
    from service.assembly import open_library
    from service.evaluation.from_feedback import candidates, left_out

    library = open_library(read_settings())
    try:
        display.candidates(list(candidates(library)), left_out(library), out)
    finally:
        library.close()


@app.command("ragas")
def ragas(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")],
    judge: Annotated[str | None, typer.Option(help="Chat model that RAGAS is to ask, such as openai:NAME.")] = None,
    out: Annotated[Path | None, typer.Option(help="File for the samples; standard output without it.")] = None,
) -> None:
    """Score a run by RAGAS (the extra `ragas`) with --judge; without it, write the run as samples for RAGAS."""
    from service.evaluation.compare import read_results
    from service.evaluation.ragas_scores import ragas_samples, ragas_scores

    samples = ragas_samples(read_results(run_folder))
    if judge is None:
        display.samples(samples, out)
        return
    from service.assembly import open_model

    display.ragas(ragas_scores(samples, lambda: open_model(read_settings(), judge)))


@contextmanager
def _service(
    settings: Settings, url: str | None, api_key: str | None, answerer: str | None, collection: str | None
) -> Iterator[tuple[Target, Parts | None]]:
    """What is asked: a service elsewhere, or that of this process with its parts."""
    from service.assembly import in_process, open_parts
    from service.evaluation.targets import Remote

    if url is not None:
        yield Remote(url, api_key, answerer, collection), None
        return
    with open_parts(settings) as parts:
        yield in_process(parts, collection=collection), parts


async def _evaluated(
    settings: Settings,
    gold: GoldSet,
    target: Target,
    plan: Plan,
    out: Path,
    judge: str | None,
    step: Callable[[], None],
) -> dict[str, Any]:
    from service.assembly import open_judge
    from service.evaluation.evaluate import evaluate

    judging = open_judge(settings, judge) if judge else None
    try:
        return await evaluate(gold, target, plan, out, judging, step)
    finally:
        await target.close()
        if judging is not None:
            await judging.close()


def _take_in(gold: GoldSet, parts: Parts, collection: str | None) -> dict[str, int]:
    from service.evaluation.corpus import take_in
    from service.records import Refusal

    taken = {"articles": 0, "refused": 0}
    for result in take_in(gold, parts.library, parts.indexes, parts.embedder, collection):
        taken["refused" if isinstance(result, Refusal) else "articles"] += 1
        if isinstance(result, Refusal):
            display.complain(f"{result.origin}: {result.error}")
    return taken
