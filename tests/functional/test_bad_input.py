"""Whatever is wrong, with the input or with the machine, the user reads what it was and what to do."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from service.cli import main

TROOPS = "Around 100,000 troops are stationed near the border, the defence ministry said on Monday."
NEWS = {
    "troops.md": f"---\ntitle: Troops near the border\nsource: Wire\ndate: 2022-01-24\n---\n\n{TROOPS}\n",
    "tram.txt": "Tram vote\n\nThe council of Asten approved a tram line to Velmere on Tuesday. It opens in March 2026.\n",
    "bakery.json": json.dumps(
        {"id": "bakery", "title": "Bakery shares", "text": "Shares of the bakery chain doubled."}
    ),
}


@dataclass(frozen=True)
class Dateline:
    """The command, on one data folder."""

    data: Path
    models: Path
    more: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from service.cli import main; main()", *arguments]

    def environment(self) -> dict[str, str]:
        ours = {"DATELINE_DATA": str(self.data), "DATELINE_MODELS": str(self.models), **self.more}
        return {**os.environ, **ours}

    def __call__(self, *arguments: str | bytes, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs the command with `text` on its standard input."""
        command = self.command(*arguments)  # type: ignore[arg-type]  # bytes stand for what is no UTF-8
        return subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, input=text, timeout=120, check=False
        )


@dataclass(frozen=True)
class InThisProcess(Dateline):
    """The same, without the seconds that a new Python takes; for commands that only read."""

    def __call__(self, *arguments: str | bytes, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs the command's main() with these arguments and this environment."""
        out, err = io.StringIO(), io.StringIO()
        code = 0
        with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
            patched.setattr(sys, "argv", ["dateline", *map(os.fsdecode, arguments)])
            for name, value in self.environment().items():
                patched.setenv(name, value)
            try:
                main()
            except SystemExit as ended:
                code = int(ended.code or 0)
        return subprocess.CompletedProcess([], code, out.getvalue(), err.getvalue())


def fails(ended: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The command ended with `code`, said `words`, and showed no traceback."""
    assert ended.returncode == code, (ended.returncode, ended.stdout, ended.stderr)
    assert "Traceback" not in ended.stderr
    for word in words:
        assert word in ended.stderr + ended.stdout, (word, ended.stdout, ended.stderr)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Path:
    """A data folder with three articles, closed."""
    news = tmp_path_factory.mktemp("news")
    for name, content in NEWS.items():
        (news / name).write_text(content, encoding="utf-8")
    data = tmp_path_factory.mktemp("filled") / "data"
    ended = Dateline(data, models)("ingest", str(news))
    assert ended.returncode == 0, ended.stderr
    return data


@pytest.fixture
def dateline(filled: Path, tmp_path: Path, models: Path) -> Dateline:
    """The command on a folder of its own that holds three articles."""
    return Dateline(Path(shutil.copytree(filled, tmp_path / "data")), models)


@pytest.fixture(scope="module")
def reading(filled: Path, models: Path) -> Dateline:
    """The command on a folder that tests only read."""
    return InThisProcess(filled, models)


def test_an_answer_ends_with_0_and_an_abstention_with_3(reading: Dateline) -> None:
    answered = reading("ask", "How many troops are near the border?")
    assert answered.returncode == 0, answered.stderr
    assert "100,000" in answered.stdout
    abstained = reading("ask", "Who won the ice hockey final in overtime?")
    assert abstained.returncode == 3, abstained.stdout
    assert "Nearest passages" in abstained.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", ""), "the question is empty"),
        (("ask", " \n?!"), "the question is empty"),
        (("ask", "x" * 10_000), "the question has 10,000 characters"),
        (("ask", b"\xff\xfe troops?"), "question"),
        (("search", b"\xff\xfe troops?"), "question"),
        (("ask", "troops?", "--collection", "sports"), "there is no collection 'sports' (there are: default)"),
        (("ask", "troops?", "--collection", "Sports!"), "'Sports!' is not a valid name"),
        (("ask", "troops?", "--collection", b"\xff"), "is not a valid name"),
        (("ask", "troops?", "--from", "2022-02-30"), "2022-02-30"),
        (("ask", "troops?", "--to", "yesterday"), "yesterday"),
        (("ask", "troops?", "--as-of", "soon"), "soon"),
        (("ask", "troops?", "--max-evidence", "0"), "max_evidence"),
        (("ask", "troops?", "--answerer", "oracle"), "oracle"),
        (("search", ""), "the question is empty"),
        (("search", "troops", "--limit", "0"), "--limit"),
        (("articles", "show", "nobody"), "there is no article 'nobody'"),
        (("articles", "show", b"\xff"), "there is no article"),
        (("articles", "show", "bakery", "--version", "7"), "there is no version 7 of article 'bakery'"),
        (("articles", "delete", "nobody"), "there is no article 'nobody'"),
        (("articles", "purge", "nobody"), "there is no article 'nobody'"),
        (("articles", "list", "--cursor", "elsewhere"), "start without one"),
        (("articles", "list", "--collection", "sports"), "there is no collection 'sports'"),
        (("ingest", "no/such/folder"), "no/such/folder"),
        (("ask",), "Missing argument"),
        (("answer", "what?"), "No such command"),
    ],
)
def test_a_wrong_request_ends_with_2_and_says_what_was_wrong(
    reading: Dateline, arguments: tuple[str | bytes, ...], words: str
) -> None:
    fails(reading(*arguments), 2, words)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "none"), ("THREADS", "-1"), ("MAX_EVIDENCE", "0"), ("LOG_FORMAT", "xml"), ("ANSWERER", "oracle")],
)
def test_a_setting_that_cannot_be_used_is_named(reading: Dateline, name: str, value: str) -> None:
    wrong = InThisProcess(reading.data, reading.models, {f"DATELINE_{name}": value})
    fails(wrong("ask", "How many troops?"), 2, f"DATELINE_{name}")


DATES = ("2999-01-01", "2022-02-30", "01/02/2022", "0021-01-01", 20220124, "soon", "9" * 400, 1e300, True, [], {})


def test_an_impossible_date_is_refused_and_the_other_articles_are_taken(dateline: Dateline) -> None:
    lines = [{"id": f"bad-{i}", "text": f"Text {i}.", "published_at": date} for i, date in enumerate(DATES)]
    good = {"id": "good", "text": "A good article.", "published_at": "2022-01-24"}
    ended = dateline("ingest", "-", "--json", text="\n".join(json.dumps(line) for line in [*lines, good]))
    fails(ended, 1)
    outcome = json.loads(ended.stdout)
    assert outcome["added"] == 1
    assert [refused["id"] for refused in outcome["refused"]] == [f"bad-{i}" for i in range(len(DATES))]
    assert all("published_at" in refused["error"] for refused in outcome["refused"])


def test_an_id_that_comes_twice_is_taken_once_and_the_second_named(dateline: Dateline) -> None:
    lines = [{"id": "twice", "text": "The first."}, {"id": "twice", "text": "The second."}]
    ended = dateline("ingest", "-", text="\n".join(json.dumps(line) for line in lines))
    fails(ended, 1, "id 'twice' came before in this batch")
    assert "The first." in dateline("articles", "show", "twice").stdout


def test_odd_values_in_json_are_refused_or_taken_whole(dateline: Dateline) -> None:
    lines = [
        '{"id": "surrogate", "text": "A text.", "title": "\\ud800"}',
        '{"id": "nul", "text": "A te\\u0000xt."}',
        '{"id": "empty", "text": " \\n "}',
        '{"id": "a/b", "text": "A text."}',
        '{"id": "numbers", "text": 7}',
        '{"id": "nested", "text": "A text.", "metadata": {"a": [1, {"b": null}]}}',
        "[1, 2]",
        "not json",
        '{"id": "emoji", "text": "👩‍👩‍👧 é e\\u0301 שלום."}',
    ]
    ended = dateline("ingest", "-", "--json", text="\n".join(lines))
    fails(ended, 1)
    outcome = json.loads(ended.stdout)
    assert outcome["added"] == 2, outcome
    assert len(outcome["refused"]) == 7
    assert all(refused["error"] and refused["origin"] for refused in outcome["refused"])
    assert dateline("index", "verify").returncode == 0


def test_an_interrupted_ingest_ends_with_130_and_says_so(dateline: Dateline) -> None:
    process = subprocess.Popen(
        dateline.command("ingest", "-"),
        env=dateline.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What a shell starts behind an `&` ignores interrupts, and so does all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"id": "a", "text": "A text."}) + "\n")
    process.stdin.flush()
    # Opened, and waiting for more to read: an interrupt within an import is Python's affair.
    deadline = time.monotonic() + 60
    while not (dateline.data / "terms").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, (process.returncode, said)
    assert "Traceback" not in said


def has_mounts() -> bool:
    """Whether this user may mount a file system in a namespace of its own."""
    probe = ["unshare", "--mount", "--", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def on_small_disk(dateline: Dateline, room_kb: int, *arguments: str) -> list[str]:
    """The command with `room_kb` left on the disk of its data: a tmpfs where that may be mounted, else a size limit."""
    if has_mounts():
        data = dateline.data
        script = (
            f'cp -a "{data}" "{data}.full" && used=$(du -sk "{data}" | cut -f1) && '
            f'mount -t tmpfs -o size=$((used + {room_kb}))k tmpfs "{data}" && cp -a "{data}.full/." "{data}/" && '
            f'"$@"; code=$?; rm -rf "{data}.full"; mkdir "{data}.full"; cp -a "{data}/." "{data}.full/"; exit $code'
        )
        return ["unshare", "--mount", "--", "sh", "-c", script, "sh", *dateline.command(*arguments)]
    start = (
        "import resource; _, hard = resource.getrlimit(resource.RLIMIT_FSIZE); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room_kb} * 1024, hard)); from service.cli import main; main()"
    )
    return [sys.executable, "-c", start, *arguments]


@pytest.mark.parametrize("room_kb", [16, 120])
def test_on_a_full_disk_the_command_says_so_and_goes_on_when_there_is_room(dateline: Dateline, room_kb: int) -> None:
    articles = dateline.data.parent / "articles.jsonl"
    # Metadata takes room on the disk and no time to embed.
    filler = {"filler": "x" * 15_000}
    lines = [json.dumps({"id": f"{i}", "text": f"Article {i}.", "metadata": filler}) for i in range(40)]
    articles.write_text("\n".join(lines))
    command = on_small_disk(dateline, room_kb, "ingest", str(articles))
    ended = subprocess.run(
        command, env=dateline.environment(), capture_output=True, text=True, timeout=120, check=False
    )
    fails(ended, 1, "disk is full")
    left = Path(f"{dateline.data}.full")
    after = Dateline(left, dateline.models) if left.exists() else dateline
    assert "40 added" in after("ingest", str(articles)).stdout
    assert after("index", "verify", "--every").returncode == 0


FILLING_UP = """
import random, resource, sys
from pathlib import Path
from service.errors import LibraryUnavailable
from service.indexing.ingest import Ingested, ingest
from service.indexing.verify import verify
from service.records import Draft
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import opened

embedder = WordHashEmbedder()
folder = Path(sys.argv[1])
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
failed = set()
taken = set()
for number, most in enumerate([0, 100, 600, 2000, 9000, 20_000, 40_000, 70_000, 100_000, 140_000, 190_000, 250_000, 400_000]):
    words = [f"word{random.Random(number).randrange(9999)}" for _ in range(900)]
    drafts = [Draft(" ".join(words) + f" number{number}.{i}", id=f"a{(number + i) % 30}") for i in range(4)]
    with opened(folder, embedder) as parts:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            for result in ingest(drafts, parts.library, parts.indexes, embedder):
                assert isinstance(result, Ingested)
                taken.add(result.id)
        except LibraryUnavailable as error:
            failed.add(str(error).split(" (")[0])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        if number % 2:
            # The same process goes on, once there is room again.
            parts.indexes.catch_up()
            assert verify(parts.library, parts.indexes, every=True).sound()
    with opened(folder, embedder) as parts:
        parts.indexes.catch_up()
        assert verify(parts.library, parts.indexes, every=True).sound()
        assert taken <= {identity for _, identity, *_ in parts.searchable()}
print(sorted(failed))
"""


def test_a_disk_that_fills_up_at_any_step_costs_nothing_that_was_taken(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FILLING_UP, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == 0, ended.stderr
    assert "disk is full" in ended.stdout
    assert "vector index failed" in ended.stdout or "terms index cannot be written" in ended.stdout


# Root may write whatever its mode says, until it lets go of CAP_DAC_OVERRIDE (1) by PR_CAPBSET_DROP (24).
WITHOUT_OVERRIDE = (
    "import ctypes, os, sys; dropped = ctypes.CDLL(None).prctl(24, 1, 0, 0, 0); "
    "assert dropped == 0 or os.geteuid() != 0; os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


@pytest.mark.parametrize("arguments", [("ingest", "-"), ("ask", "How many troops are near the border?")])
def test_a_data_folder_that_may_not_be_written_is_named(dateline: Dateline, arguments: tuple[str, ...]) -> None:
    everything = [dateline.data, *dateline.data.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        ended = subprocess.run(
            [sys.executable, "-c", WITHOUT_OVERRIDE, *dateline.command(*arguments)[1:]],
            env=dateline.environment(),
            capture_output=True,
            text=True,
            input=json.dumps({"id": "new", "text": "A new article."}),
            check=False,
        )
    finally:
        for path in everything:
            path.chmod(0o755)
    fails(ended, 1, "DATELINE_DATA")


@pytest.mark.parametrize("damage", ["junk", "half", "page"])
def test_a_damaged_library_is_called_damaged_and_not_written_over(dateline: Dateline, damage: str) -> None:
    file = dateline.data / "library.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = file.read_bytes()
    if damage == "junk":
        content = b"This is no database. " * 500
    elif damage == "half":
        content = content[: len(content) // 2]
    else:
        content = content[:4096] + b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    fails(
        dateline("ask", "How many troops are near the border?"), 1, "the library is damaged: restore it from a backup"
    )
    assert file.read_bytes()[4096:] == content[4096:]


@pytest.mark.parametrize("name", ["chroma", "terms"])
def test_an_index_that_is_gone_or_damaged_is_made_again_without_a_word(dateline: Dateline, name: str) -> None:
    shutil.rmtree(dateline.data / name)
    assert "100,000" in dateline("ask", "How many troops are near the border?").stdout
    for file in (dateline.data / name).rglob("*"):
        if file.is_file():
            file.write_bytes(b"junk" * 300)
    assert "100,000" in dateline("ask", "How many troops are near the border?").stdout
    assert dateline("index", "verify", "--every").returncode == 0


@pytest.fixture
def busy(dateline: Dateline) -> Iterator[subprocess.Popen[str]]:
    """A process that has the index open."""
    hold = (
        "import sys; from service.assembly import open_parts; from service.settings import Settings\n"
        "with open_parts(Settings()):\n    print('open', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", hold],
        env=dateline.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    yield process
    process.communicate()


def test_a_second_process_is_told_which_one_has_the_index(dateline: Dateline, busy: subprocess.Popen[str]) -> None:
    fails(dateline("ask", "How many troops are near the border?"), 1, f"(process {busy.pid})", "DATELINE_CHROMA_URL")
    # What needs the library alone goes on.
    assert dateline("articles", "show", "bakery").returncode == 0


def test_a_library_of_another_embedder_is_refused_until_it_is_rebuilt(dateline: Dateline, tmp_path: Path) -> None:
    # Another model of other dimensions, as the folder of an exported one: the same weights, cut to fewer numbers.
    with sqlite3.connect(dateline.data / "library.sqlite3") as connection:
        connection.execute("UPDATE meta SET value = 'small-model/16/0123456789ab' WHERE name = 'embedder'")
        connection.execute("UPDATE vectors SET vector = substr(vector, 1, 64)")
    connection.close()
    shutil.rmtree(dateline.data / "chroma")
    fails(dateline("ask", "How many troops are near the border?"), 1, "small-model/16", "dateline index rebuild")
    rebuilt = dateline("index", "rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert "3 passages embedded again" in rebuilt.stdout
    assert "100,000" in dateline("ask", "How many troops are near the border?").stdout
    assert dateline("index", "verify", "--every").returncode == 0


def test_a_chroma_server_that_is_not_there_is_named(dateline: Dateline) -> None:
    elsewhere = Dateline(dateline.data, dateline.models, {"DATELINE_CHROMA_URL": "http://127.0.0.1:9"})
    fails(elsewhere("ask", "How many troops are near the border?"), 1, "DATELINE_CHROMA_URL")


def test_a_model_whose_files_are_damaged_is_named(dateline: Dateline, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(dateline.models, tmp_path / "models"))
    for file in copied.glob("*/model.onnx"):
        file.write_bytes(file.read_bytes()[:-100])
    damaged = Dateline(dateline.data, copied)
    fails(damaged("ask", "How many troops are near the border?"), 1, "SHA-256", "delete that folder")


def test_a_reader_that_leaves_is_told_nothing(reading: Dateline) -> None:
    process = subprocess.Popen(
        reading.command("articles", "list", "--json"),
        env=reading.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(60)


HEAVY = ("torch", "transformers", "sentence_transformers", "fastapi", "uvicorn", "starlette", "trafilatura", "pypdf")


@pytest.mark.parametrize("arguments", [("ask", "How many troops are near the border?"), ("search", "troops")])
def test_asking_imports_nothing_that_it_does_not_need(reading: Dateline, arguments: tuple[str, ...]) -> None:
    wrapped = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('HEAVY', sorted(set(sys.modules) & {set(HEAVY)}), file=sys.stderr))\n"
        "from service.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", wrapped, *arguments],
        env=reading.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "HEAVY []" in ended.stderr
