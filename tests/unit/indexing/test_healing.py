"""An index whose files are gone or damaged is made again from the library, without a word from the user."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.indexing.verify import verify
from service.records import Draft
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import opened, take_all

ROOT = Path(__file__).parents[3]
EMBEDDER = WordHashEmbedder()
WORDS = ("harbour", "tram", "council", "flood", "election", "hospital", "orchard", "comet", "bakery", "lighthouse")
DRAFTS = [
    Draft(
        f"The {WORDS[i % 10]} of town{i} made news{i} on Monday. Nobody in county{i} knew of matter{i} before.",
        id=f"a{i}",
    )
    for i in range(1100)
]

OPEN = """
import sys
from pathlib import Path
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import opened
with opened(Path(sys.argv[1]), WordHashEmbedder()) as parts:
    print("healed" if parts.indexes.vectors.healed or parts.indexes.terms.healed else "as it was")
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library large enough for Chroma to have written its graph to files."""
    folder = tmp_path_factory.mktemp("healing") / "data"
    with opened(folder, EMBEDDER) as parts:
        take_all(parts, DRAFTS)
    assert list((folder / "chroma").glob("*/data_level0.bin"))
    return folder


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(filled, tmp_path / "data"))
    # The copies are large, and pytest would keep those of three runs.
    shutil.rmtree(tmp_path / "data")


def is_whole(folder: Path) -> bool:
    with opened(folder, EMBEDDER) as parts:
        parts.indexes.catch_up()
        assert parts.ids("matter77 in county77")[0] == "a77"
        assert verify(parts.library, parts.indexes).sound()
        return parts.indexes.vectors.healed or parts.indexes.terms.healed


def junk(file: Path) -> None:
    file.write_bytes(random.Random(1).randbytes(max(100, file.stat().st_size)))


def halve(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def test_a_sound_index_is_opened_as_it_was(data: Path) -> None:
    assert not is_whole(data)


@pytest.mark.parametrize("name", ["chroma", "terms"])
def test_a_folder_that_is_gone_is_made_again(data: Path, name: str) -> None:
    shutil.rmtree(data / name)
    is_whole(data)


@pytest.mark.parametrize("damage", [junk, Path.unlink])
@pytest.mark.parametrize("pattern", ["*/meta.json", "*/*.term", "*/*.idx", "*/*.pos", "*/*.fast", "*/.managed.json"])
def test_damaged_terms_are_made_again(data: Path, pattern: str, damage: Callable[[Path], None]) -> None:
    damage(max((data / "terms").glob(pattern), key=lambda file: file.stat().st_size))
    is_whole(data)


@pytest.mark.parametrize("damage", [junk, halve, empty, Path.unlink])
def test_a_damaged_chroma_database_is_made_again(data: Path, damage: Callable[[Path], None]) -> None:
    damage(data / "chroma" / "chroma.sqlite3")
    is_whole(data)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("header.bin", empty),
        ("header.bin", Path.unlink),
        ("data_level0.bin", Path.unlink),
        ("index_metadata.pickle", junk),
        ("index_metadata.pickle", halve),
        ("length.bin", Path.unlink),
    ],
)
def test_a_damaged_graph_is_made_again(data: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(next((data / "chroma").glob(f"*/{name}")))
    assert is_whole(data)


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin"])
def test_a_graph_that_ends_the_process_that_reads_it_is_made_again_by_the_next(data: Path, name: str) -> None:
    junk(next((data / "chroma").glob(f"*/{name}")))

    def start() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", OPEN, str(data)], capture_output=True, text=True, check=False, cwd=ROOT
        )

    first = start()
    if first.returncode != 0:
        assert first.returncode < 0, "only a signal may end it"
        assert start().stdout == "healed\n"
    assert not is_whole(data)


def test_what_was_damaged_is_kept_beside_until_the_next_time(data: Path) -> None:
    junk(data / "chroma" / "chroma.sqlite3")
    damaged = (data / "chroma" / "chroma.sqlite3").read_bytes()
    is_whole(data)
    assert (data / "chroma.damaged" / "chroma.sqlite3").read_bytes() == damaged


def test_an_index_whose_writer_died_in_the_middle_is_not_trusted(data: Path) -> None:
    (data / "chroma" / "in-doubt").touch()
    assert is_whole(data)
    assert not is_whole(data)
