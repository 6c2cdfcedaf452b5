"""Whatever happened in whatever order, the indexes end in the state of a fresh build."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from service.errors import IndexMismatch, NotFound
from service.indexing import sync
from service.indexing.ingest import Ingested, ingest
from service.indexing.sync import require_same_embedder
from service.indexing.verify import verify
from service.records import Draft, Filters, Refusal
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import Opened, opened, take_all

EMBEDDER = WordHashEmbedder()
TEXTS = (
    "The river crested at four metres on Sunday. Families went home on Monday.",
    "Shares of the bakery chain doubled on their first day. Analysts had expected less.",
    "The council approved a tram line. Residents of Quarry Street had asked for a vote. Work begins in March. " * 12,
    "A comet sample reached the laboratory in Halden. It weighs nine grams.",
    "The goalkeeper saved two penalties 🎉. الفريق فاز. She retires in June.",
)
IDS = ("a", "b", "c", "d")
QUESTIONS = (
    "When did the river crest?",
    "tram vote on Quarry Street",
    "comet",
    "Who saved penalties?",
    "bakery shares",
)


def seen(parts: Opened) -> tuple[object, ...]:
    """Everything that a search can bring up: the rows, and for each question the nearest passages and all articles."""
    parts.indexes.catch_up()
    found = []
    for question in QUESTIONS:
        hits = parts.indexes.vectors.search(EMBEDDER.embed_question(question), "default", Filters(), 50)
        texts = parts.library.passages([hit.key for hit in hits])
        found.append([(texts[hit.key][0].text, round(hit.score, 4)) for hit in hits])
        # Which of several copies stands for the others depends on which came first, and is no part of the state.
        evidence = parts.searcher.search(question, limit=50, per_article=50).evidence
        found.append(sorted({name for one in evidence for name in (one.article.id, *one.copies)}))
    return parts.searchable(), found


def fresh(texts: dict[str, str]) -> tuple[object, ...]:
    folder = Path(tempfile.mkdtemp())
    try:
        with opened(folder, EMBEDDER) as parts:
            take_all(parts, [Draft(text, id=name) for name, text in texts.items()])
            return seen(parts)
    finally:
        shutil.rmtree(folder)


class AnyOrder(RuleBasedStateMachine):
    """Adds, changes, deletions, purges, catch-ups and restarts, in any order."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.stack = ExitStack()
        self.parts = self.stack.enter_context(opened(self.folder, EMBEDDER))
        self.texts: dict[str, str] = {}

    @rule(name=st.sampled_from(IDS), text=st.sampled_from(TEXTS))
    def put(self, name: str, text: str) -> None:
        # Straight into the library, so that it is left to chance when the indexes follow.
        results = list(ingest([Draft(text, id=name)], self.parts.library, _Later(), EMBEDDER))  # type: ignore[arg-type]  # indexes that never catch up
        before = self.texts.get(name)
        wanted = "added" if before is None else "unchanged" if before == text else "changed"
        assert [result.outcome for result in results if isinstance(result, Ingested)] == [wanted]
        self.texts[name] = text

    @rule(name=st.sampled_from(IDS))
    def delete(self, name: str) -> None:
        try:
            assert self.parts.library.delete(name) == (name in self.texts)
        except NotFound:
            assert name not in self.texts
        self.texts.pop(name, None)

    @rule(name=st.sampled_from(IDS))
    def purge(self, name: str) -> None:
        try:
            self.parts.library.purge(name)
        except NotFound:
            assert name not in self.texts

    @rule()
    def catch_up(self) -> None:
        assert self.parts.indexes.catch_up() == self.parts.library.head()

    @rule(step=st.integers(1, 3))
    def catch_up_in_small_steps(self, step: int) -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sync, "STEP", step)
            self.parts.indexes.catch_up()

    @rule()
    def catch_up_one_index_only(self) -> None:
        # As after a crash between the two.
        sync._apply_log(self.parts.library, self.parts.indexes.vectors, self.parts.library.head(), None)

    @rule()
    def restart(self) -> None:
        self.stack.close()
        self.parts = self.stack.enter_context(opened(self.folder, EMBEDDER))

    @rule()
    def rebuild(self) -> None:
        self.parts.indexes.rebuild()

    def teardown(self) -> None:
        if not hasattr(self, "stack"):
            return
        try:
            now = seen(self.parts)
            assert verify(self.parts.library, self.parts.indexes, every=True).sound()
        finally:
            self.stack.close()
            shutil.rmtree(self.folder)
        assert now == fresh(self.texts)


class _Later:
    """Stands where ingest would catch the indexes up, and leaves it to another time."""

    def catch_up(self) -> int:
        return 0


AnyOrder.TestCase.settings = settings(max_examples=12, stateful_step_count=12)
TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.__doc__ = "Any order of changes, catch-ups and restarts ends as a fresh build does."


def test_ingesting_twice_is_ingesting_once(house: Opened) -> None:
    drafts = [Draft(text, id=str(number)) for number, text in enumerate(TEXTS)]
    take_all(house, drafts)
    once, head = seen(house), house.library.head()
    assert [result.outcome for result in house.take(*drafts) if isinstance(result, Ingested)] == ["unchanged"] * 5
    assert (seen(house), house.library.head()) == (once, head)


def test_results_come_in_the_order_of_what_is_known_and_refusals_pass_through(house: Opened) -> None:
    refusal = Refusal("b.pdf", "no text in it")
    results = house.take(
        Draft(TEXTS[0], id="a"), refusal, Draft(TEXTS[1], id="a"), Draft(" \n ", id="e"), Draft("x", id="/")
    )
    refused = {result.origin: result.error for result in results if isinstance(result, Refusal)}
    assert refused["b.pdf"] == "no text in it"
    assert "came before in this batch, as #1" in refused["#3"]
    assert "holds no text" in refused["#4"]
    assert "id '/' cannot be used" in refused["#5"]
    assert [result.id for result in results if isinstance(result, Ingested)] == ["a"]
    assert house.library.article("a").text == TEXTS[0]


def test_a_reader_that_stops_loses_nothing_it_was_shown(house: Opened) -> None:
    drafts = (Draft(f"{TEXTS[2]} Edition {number}.", id=str(number)) for number in range(200))
    results = ingest(drafts, house.library, house.indexes, house.embedder)
    shown = [result.id for result, _ in zip(results, range(3), strict=False) if isinstance(result, Ingested)]
    results.close()  # type: ignore[attr-defined]  # it is a generator
    house.indexes.catch_up()
    assert set(shown) <= {identity for _, identity, *_ in house.searchable()}
    assert verify(house.library, house.indexes).sound()


def test_a_library_restored_from_an_older_copy_is_indexed_anew(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with opened(folder, EMBEDDER) as parts:
        take_all(parts, [Draft(TEXTS[0], id="a")])
    shutil.copy(folder / "library.sqlite3", tmp_path / "backup")
    with opened(folder, EMBEDDER) as parts:
        take_all(parts, [Draft(TEXTS[1], id="b"), Draft(TEXTS[3], id="a")])
    for file in folder.glob("library.sqlite3*"):
        file.unlink()
    shutil.copy(tmp_path / "backup", folder / "library.sqlite3")
    with opened(folder, EMBEDDER) as parts:
        assert seen(parts) == fresh({"a": TEXTS[0]})


def test_a_reset_that_was_cut_short_is_made_good(house: Opened) -> None:
    take_all(house, [Draft(text, id=str(number)) for number, text in enumerate(TEXTS)])
    whole = seen(house)
    vectors = house.indexes.vectors
    # What a kill leaves: the state is gone first, and some of the collections are still there.
    vectors._client.delete_collection(f"{vectors._prefix}-state")
    house.indexes._seen = -1
    assert seen(house) == whole
    assert verify(house.library, house.indexes, every=True).sound()


def test_catching_up_reports_its_progress(house: Opened) -> None:
    take_all(house, [Draft(text, id=str(number)) for number, text in enumerate(TEXTS)])
    heard: list[tuple[str, int, int]] = []
    house.indexes.rebuild(lambda *step: heard.append(step))
    head = house.library.head()
    assert {name for name, _, _ in heard} == {"vectors", "terms"}
    assert all(applied <= of == head for _, applied, of in heard)
    assert heard[-1] == ("terms", head, head)


def test_a_library_of_another_embedder_is_refused_until_it_is_embedded_again(tmp_path: Path) -> None:
    from service.indexing.ingest import reembed

    folder, other = tmp_path / "data", WordHashEmbedder(32)
    with opened(folder, EMBEDDER) as parts:
        take_all(parts, [Draft(TEXTS[0], id="a", title="High water"), Draft(TEXTS[2], id="c")])
    with pytest.raises(IndexMismatch, match=r"word-hash/64 .* word-hash/32.*index rebuild"), opened(folder, other):
        pass
    with opened(folder, other, any_embedder=True) as parts:
        assert reembed(parts.library, other) == len(parts.library.live_keys())
        parts.indexes.rebuild()
        require_same_embedder(parts.library, other)
    with opened(tmp_path / "fresh", other) as wanted:
        take_all(wanted, [Draft(TEXTS[0], id="a", title="High water"), Draft(TEXTS[2], id="c")])
        with opened(folder, other) as parts:
            keys = parts.library.live_keys()
            assert (parts.library.vectors(keys)[1] == wanted.library.vectors(wanted.library.live_keys())[1]).all()
            assert parts.ids("tram vote") == wanted.ids("tram vote")
            assert verify(parts.library, parts.indexes, every=True).sound()
