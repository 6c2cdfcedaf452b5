"""Vectors are found by cosine in Chroma, in this process or on a server."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from service.errors import LibraryUnavailable
from service.indexing import vectors
from service.indexing.derived import Row
from service.indexing.vectors import VectorIndex
from service.indexing.verify import verify
from service.library.store import Change
from service.records import Article, Draft, Filters, Passage
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import opened, take_all

ROOT = Path(__file__).parents[3]
LIBRARY_ID = "0123456789abcdef"
DIMENSIONS = 8


def row(key: int, *, source: str | None = None, published_at: str | None = None, collection: str = "default") -> Row:
    article = Article(
        id=f"a{key}", collection=collection, version=1, sha256="", title="", url=None, source=source, author=None,
        published_at=published_at, ingested_at="2022-01-24T00:00:00Z", language="en", text="x",
    )  # fmt: skip
    vector = np.random.default_rng(key).standard_normal(DIMENSIONS).astype(np.float32)
    return Row(key, Passage(key, article.id, 1, 0, 0, 1, "x", ((0, 1),)), article, vector / np.linalg.norm(vector))


def index_in(folder: Path, fingerprint: str = "word-hash/8", library_id: str = LIBRARY_ID) -> VectorIndex:
    return VectorIndex(vectors.embedded(folder), library_id, fingerprint, folder)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    made = index_in(tmp_path / "chroma")
    yield made
    made.close()


def found(index: VectorIndex, of: Row, filters: Filters | None = None, collection: str = "default") -> list[int]:
    return [hit.key for hit in index.search(of.vector, collection, filters or Filters(), 10)]


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    rows = [row(key) for key in range(1, 31)]
    index.apply([], rows, 1)
    hits = index.search(rows[4].vector, "default", Filters(), 30)
    cosines = {one.key: float(one.vector @ rows[4].vector) for one in rows}
    assert [hit.key for hit in hits] == sorted(cosines, key=lambda key: -cosines[key])
    for hit in hits:
        assert hit.score == pytest.approx(cosines[hit.key], abs=1e-5)
    assert len(index.search(rows[4].vector, "default", Filters(), 3)) == 3


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert found(index, row(1)) == []
    assert (index.keys(), index.applied()) == (set(), 0)


def test_filters_hold(index: VectorIndex) -> None:
    rows = [
        row(1, source="Wire", published_at="2022-01-23"),
        row(2, source='O\'Hara "News"', published_at="2022-01-24T12:00:00Z"),
        row(3),
        row(4, collection="other"),
    ]
    index.apply([], rows, 1)

    def passing(filters: Filters, collection: str = "default") -> set[int]:
        return set(found(index, rows[0], filters, collection))

    assert passing(Filters()) == {1, 2, 3}
    assert passing(Filters(), "other") == {4}
    assert passing(Filters(source=("Wire", 'O\'Hara "News"'))) == {1, 2}
    assert passing(Filters(source=("wire",))) == set()
    assert passing(Filters(article_ids=("a3", "a1", "a4"))) == {1, 3}
    assert passing(Filters(published_from="2022-01-24")) == {2}
    assert passing(Filters(published_to="2022-01-23")) == {1}
    assert passing(Filters(published_from="2022-01-24", published_to="2022-01-24", source=("Wire",))) == set()


def test_applying_twice_is_applying_once_and_what_is_removed_is_gone(index: VectorIndex) -> None:
    rows = [row(key) for key in range(1, 601)]
    for _ in range(2):
        index.apply([], rows, 1)
    assert index.keys() == set(range(1, 601))
    for _ in range(2):
        index.apply([Change(2, "remove", "default", 100, 599)], [], 2)
    assert index.keys() == {*range(1, 100), 600}
    assert index.applied() == 2
    assert found(index, rows[299])[0] != 300


def test_rows_and_sequence_number_survive_closing(tmp_path: Path) -> None:
    index = index_in(tmp_path / "chroma")
    index.apply([], [row(1), row(2, collection="other")], 7)
    index.close()
    index.close()
    again = index_in(tmp_path / "chroma")
    assert not again.healed
    assert (again.applied(), again.keys()) == (7, {1, 2})
    assert found(again, row(1))[0] == 1
    again.close()


def test_the_vectors_of_another_embedder_are_dropped(tmp_path: Path) -> None:
    index = index_in(tmp_path / "chroma")
    index.apply([], [row(1)], 7)
    index.close()
    other = index_in(tmp_path / "chroma", "word-hash/9")
    assert (other.applied(), other.keys()) == (0, set())
    other.close()


def test_two_libraries_on_one_chroma_do_not_mix(tmp_path: Path) -> None:
    first, second = index_in(tmp_path / "chroma"), index_in(tmp_path / "chroma", library_id="fedcba9876543210")
    first.apply([], [row(1)], 7)
    assert (second.applied(), second.keys(), found(second, row(1))) == (0, set(), [])
    second.reset()
    assert (first.applied(), first.keys()) == (7, {1})
    first.close()
    assert second.keys() == set(), "closing one leaves the other open"
    second.close()


def test_a_reset_index_is_empty_at_0(index: VectorIndex) -> None:
    index.apply([], [row(1)], 5)
    index.reset()
    assert (index.applied(), index.keys(), found(index, row(1))) == (0, set(), [])


CHILD = """
import sys
from pathlib import Path
from service.records import Draft
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import opened, take_all
with opened(Path(sys.argv[1]), WordHashEmbedder(), sys.argv[2]) as parts:
    take_all(parts, [Draft("A second process tells of the lighthouse.", id="second")])
    print(parts.ids("lighthouse and harbour"), flush=True)
    if len(sys.argv) > 3:
        parts.indexes.rebuild()
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(tmp_path / "server"), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}", process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.wait(30)


def test_a_server_serves_several_processes_that_see_what_each_other_wrote(
    tmp_path: Path, server: tuple[str, subprocess.Popen[bytes]]
) -> None:
    url, process = server
    folder = tmp_path / "data"
    embedder = WordHashEmbedder()
    with opened(folder, embedder, url) as parts, opened(folder, embedder, url) as beside:
        take_all(parts, [Draft("The first process tells of the harbour.", id="first")])
        assert parts.ids("harbour") == beside.ids("harbour") == ["first"]

        def child(*more: str) -> str:
            command = [sys.executable, "-c", CHILD, str(folder), url, *more]
            return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout

        assert "second" in child()
        assert parts.ids("lighthouse")[0] == beside.ids("lighthouse")[0] == "second"
        # A rebuild gives every collection a new identity on the server.
        child("rebuild")
        assert parts.ids("lighthouse")[0] == beside.ids("lighthouse")[0] == "second"
        take_all(parts, [Draft("A third article tells of the quay.", id="third")])
        assert beside.ids("quay")[0] == "third"
        assert verify(parts.library, parts.indexes, every=True).sound()
        process.kill()
        process.wait()
        with pytest.raises(LibraryUnavailable, match=r"Chroma server.*DATELINE_CHROMA_URL"):
            parts.ids("harbour")
        with pytest.raises(LibraryUnavailable, match=r"Chroma server.*DATELINE_CHROMA_URL"):
            take_all(parts, [Draft("A fourth article.", id="fourth")])


def test_a_server_that_is_not_there_is_named() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(LibraryUnavailable, match=r"Chroma server does not answer.*DATELINE_CHROMA_URL"):
        VectorIndex(vectors.server(url), LIBRARY_ID, "word-hash/8")
