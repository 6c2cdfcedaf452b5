"""An evaluation from gold questions to a report: ask, look up, judge, score, sum up, write."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.errors import DatelineError
from service.evaluation.gold import GoldErrors, GoldSet, check_quotes, located
from service.evaluation.gold_places import GoldPlaces, Span
from service.evaluation.judge import Judge
from service.evaluation.records import Given, Gold, Scored
from service.evaluation.report import write_report
from service.evaluation.run import Plan, ask_all, open_run, write_whole
from service.evaluation.score import Texts, score
from service.evaluation.summary import results
from service.evaluation.targets import Target

_AT_ONCE = 16
Step = Callable[[], None]


async def evaluate(
    gold: GoldSet,
    target: Target,
    plan: Plan,
    folder: Path,
    judge: Judge | None = None,
    step: Step = lambda: None,
) -> dict[str, Any]:
    """The content of `results.json`, written to `folder` with the report.

    A folder that holds the beginning of the same run is gone on with. Raises GoldErrors where gold quotes do not stand
    in the articles, before anything is asked; InvalidInput where the folder holds another run.
    """
    target.look_in({question.collection for question in gold.questions if question.collection})
    texts: dict[tuple[str, int | None], str | None] = {}
    state = await target.state()
    await _read(target, texts, _gold_articles(gold.questions))
    faults = check_quotes(gold.questions, lambda article: texts.get((article, None)), gold.name)
    if faults:
        raise GoldErrors(faults)
    notes = list(gold.notes)
    questions = [located(one, lambda article: texts.get((article, None)), notes.append) for one in gold.questions]
    answerer = plan.answerer or state["answerers"][0]
    run, answered = open_run(folder, replace(plan, index_seq=state["index_seq"], answerer=answerer))
    for _ in answered:
        step()
    given = await ask_all(questions, target, folder, answered, plan.concurrency, step)
    await _read(target, texts, _cited_articles(given.values()))
    scored = await _gather(
        [_score(question, given[question.id], target, texts, judge, plan.tolerance) for question in questions],
        plan.concurrency,
    )
    found = results({**run, **_judged(judge)}, scored)
    if answered:
        notes.append(f"{len(answered)} answers are of an earlier start of this run")
    found["notes"] = notes
    write_whole(folder / "results.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    write_report(found, lambda article, version: texts.get((article, version)), folder / "report.html")
    return found


def _judged(judge: Judge | None) -> dict[str, Any]:
    """What `results.json` says of the judge, whose tokens are no answer's."""
    if judge is None:
        return {}
    return {"judge": judge.name, "judge_failures": judge.failures, "judge_usage": judge.usage}


async def _score(
    question: Gold, given: Given, target: Target, texts: Texts, judge: Judge | None, tolerance: float
) -> Scored:
    # Where gold grades articles, an answer's evidence shows too few of them to measure a ranking.
    deep = await _deeper(question, given, target) if question.relevant else None
    scored = score(question, given, texts, tolerance, deep)
    if scored.failed == "not_retrieved":
        deep = deep or await _deeper(question, given, target)
        if deep is not None and GoldPlaces.of(question, given.answer).are_reached(deep):
            scored = replace(scored, failed="ranked_low")
    if judge is None or given.error is not None:
        return scored
    return replace(scored, scores={**scored.scores, **await judge.judge(given.answer["understood"], given.answer)})


async def _deeper(question: Gold, given: Given, target: Target) -> list[Span] | None:
    """What a search finds that goes on below the evidence; None where there is no answer, or no search."""
    if given.error is not None:
        return None
    # Without it less is told of a question, which is no reason to lose a run.
    with suppress(DatelineError):
        return await target.passages(question, given.answer["understood"])
    return None


def _gold_articles(questions: Iterable[Gold]) -> set[tuple[str, int | None]]:
    return {
        (article, None)
        for question in questions
        for article in (*(one.article_id for one in question.citations), *question.relevant)
    }


def _cited_articles(given: Iterable[Given]) -> set[tuple[str, int | None]]:
    cited = [one for each in given if each.error is None for one in each.answer["citations"]]
    return {(one["article_id"], version) for one in cited for version in (one["version"], None)}


async def _read(
    target: Target, texts: dict[tuple[str, int | None], str | None], wanted: set[tuple[str, int | None]]
) -> None:
    missing = sorted(wanted - texts.keys(), key=str)
    read = await _gather([target.text(article, version) for article, version in missing], _AT_ONCE)
    texts.update(zip(missing, read, strict=True))


async def _gather(work: Sequence[Any], at_once: int) -> list[Any]:
    """The results of `work` in its order, so many at a time."""
    places = asyncio.Semaphore(at_once)

    async def one(job: Any) -> Any:
        async with places:
            return await job

    return list(await asyncio.gather(*map(one, work)))
