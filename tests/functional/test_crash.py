"""A process killed at any instant loses nothing that it said was stored, and the next one goes on."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from service.indexing.export import DEFAULT_MODEL, prepared
from service.indexing.verify import verify
from service.records import Draft
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.ingesting import STAGES, embedder_at, ingest_and_tell
from tests.fakes.opened import Opened, opened, take_all

WORDS = "border council flood tram comet vaccine goalkeeper bakery orchard strike museum harbour election".split()


def text(number: int, sentences: int) -> str:
    chosen = random.Random(number)
    lines = [
        f"In town{number} the {chosen.choice(WORDS)} met the {chosen.choice(WORDS)} of street{chosen.randrange(10**6)}, "
        f"said speaker{number} on day {i}."
        for i in range(sentences)
    ]
    return " ".join(lines)


DRAFTS = [Draft(text(number, 25), id=f"a{number:02}", title=f"News of town{number}") for number in range(60)]


@pytest.fixture(scope="module")
def forks() -> ForkServerContext:
    """Makes processes that need not import anything again."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.fakes.ingesting"])
    return context


def killed(
    forks: ForkServerContext, folder: Path, drafts: list[Draft], model: Path | None, stage: str, turn: int, delay: float
) -> set[str]:
    """Runs an ingest, kills it `delay` seconds after it begins `stage` for the `turn`th time; what it had taken."""
    listen, tell = forks.Pipe(duplex=False)
    process = forks.Process(target=ingest_and_tell, args=(folder, drafts, model, tell))
    process.start()
    tell.close()
    taken: set[str] = set()
    turns = 0
    try:
        while True:
            kind, name = listen.recv()
            if kind == "taken":
                taken.add(name)
            turns += name == stage
            if name == stage and turns >= turn:
                time.sleep(delay)
                break
    except EOFError:
        pytest.fail("the process ended before it could be killed")
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    while True:
        # What was said before the kill counts, though it was not heard before.
        try:
            kind, name = listen.recv()
        except EOFError:
            return taken
        if kind == "taken":
            taken.add(name)


def check(parts: Opened, taken: set[str]) -> None:
    parts.indexes.catch_up()
    report = verify(parts.library, parts.indexes, every=True)
    assert report.sound(), report
    assert taken <= {identity for _, identity, *_ in parts.searchable()}
    for question in ("Who met the tram in town7?", "the goalkeeper of the museum"):
        keys = [evidence.passage.key for evidence in parts.searcher.search(question, limit=50, per_article=9).evidence]
        assert len(keys) == len(set(keys))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str, int, int, str]]:
    """What a fresh build holds."""
    with opened(tmp_path_factory.mktemp("fresh") / "data", WordHashEmbedder()) as parts:
        take_all(parts, DRAFTS)
        return parts.searchable()


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_each_step_and_at_any_moment_of_it_nothing_taken_is_lost(
    forks: ForkServerContext, tmp_path: Path, whole: set[tuple[str, str, int, int, str]], stage: str
) -> None:
    chosen = random.Random(stage)
    folder = tmp_path / "data"
    taken: set[str] = set()
    for turn in (1, 2, 2, 3, 2):
        taken |= killed(forks, folder, DRAFTS, None, stage, turn, chosen.uniform(0, 0.03))
        with opened(folder, WordHashEmbedder()) as parts:
            check(parts, taken)
    with opened(folder, WordHashEmbedder()) as parts:
        take_all(parts, DRAFTS)
        check(parts, {draft.id or "" for draft in DRAFTS})
        assert parts.searchable() == whole


def test_killed_again_and_again_without_a_pause_it_still_comes_to_the_end(
    forks: ForkServerContext, tmp_path: Path, whole: set[tuple[str, str, int, int, str]]
) -> None:
    chosen = random.Random(7)
    folder = tmp_path / "data"
    taken: set[str] = set()
    for _ in range(8):
        taken |= killed(forks, folder, DRAFTS, None, chosen.choice(STAGES), 1, chosen.uniform(0, 0.1))
    with opened(folder, WordHashEmbedder()) as parts:
        check(parts, taken)
        take_all(parts, DRAFTS)
        check(parts, {draft.id or "" for draft in DRAFTS})
        assert parts.searchable() == whole


def test_killed_during_changes_and_deletions_each_article_is_the_old_or_the_new_one(
    forks: ForkServerContext, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with opened(folder, WordHashEmbedder()) as parts:
        take_all(parts, DRAFTS)
    changed = [Draft(text(int(str(draft.id)[1:]) + 1000, 20), id=draft.id, title=draft.title) for draft in DRAFTS]
    old = {draft.id: draft.text for draft in DRAFTS}
    new = {draft.id: draft.text for draft in changed}
    taken: set[str] = set()
    for stage in STAGES:
        taken |= killed(forks, folder, changed, None, stage, 1, 0.01)
        with opened(folder, WordHashEmbedder()) as parts:
            check(parts, taken)
            for draft in DRAFTS:
                article = parts.library.article(str(draft.id))
                wanted = {new[draft.id]} if draft.id in taken else {old[draft.id], new[draft.id]}
                assert article.text in wanted
                assert "".join(passage.text for passage in parts.library.passages_of(article.id)) == article.text


def test_killed_with_the_real_embedder_nothing_taken_is_lost(
    forks: ForkServerContext, tmp_path: Path, models: Path
) -> None:
    folder = tmp_path / "data"
    drafts = DRAFTS[:16]
    taken: set[str] = set()
    for stage, turn, delay in (("embed", 2, 0.2), ("upsert", 1, 0.001), ("terms", 1, 0.005)):
        taken |= killed(forks, folder, drafts, prepared(DEFAULT_MODEL, models), stage, turn, delay)
    embedder = embedder_at(prepared(DEFAULT_MODEL, models))
    with opened(folder, embedder) as parts:
        check(parts, taken)
        take_all(parts, drafts)
        check(parts, {str(draft.id) for draft in drafts})
    embedder.close()  # type: ignore[attr-defined]  # both kinds have it


def test_the_command_killed_at_any_time_goes_on_where_it_was(tmp_path: Path, models: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(40):
        (news / f"{number}.txt").write_text(f"News of town{number}\n\n{text(number, 12)}\n", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(models)
    command = [sys.executable, "-c", "from service.cli import main; main()", "ingest", str(news)]
    environment = {**os.environ, "DATELINE_DATA": str(data)}
    for delay in (1.5, 2.5, 3.5):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    again = subprocess.run([*command, "--json"], env=environment, capture_output=True, text=True, check=False)
    assert '"added": 0' in again.stdout
    assert '"unchanged": 40' in again.stdout
    embedder = embedder_at(prepared(DEFAULT_MODEL, models))
    with opened(data, embedder) as parts:
        check(parts, set())
        assert len({identity for _, identity, *_ in parts.searchable()}) == 40
    embedder.close()  # type: ignore[attr-defined]  # both kinds have it
