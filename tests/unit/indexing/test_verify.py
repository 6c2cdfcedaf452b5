"""Verification finds whatever is wrong with the library or an index, and nothing where nothing is."""

from __future__ import annotations

import pytest

from service.indexing.derived import Row
from service.indexing.verify import IndexReport, verify
from service.library.store import Change
from service.records import Draft
from tests.fakes.opened import Opened, take_all

TEXT = "The river crested at {0} metres on Sunday. Families went home on Monday. Schools stay shut until May. " * 12


@pytest.fixture
def filled(house: Opened) -> Opened:
    take_all(house, [Draft(TEXT.format(number), id=f"a{number}") for number in range(5)])
    return house


def of(filled: Opened, name: str) -> IndexReport:
    return next(report for report in verify(filled.library, filled.indexes, every=True).indexes if report.name == name)


def rows(filled: Opened) -> list[Row]:
    keys, vectors = filled.library.vectors(filled.library.live_keys())
    found = filled.library.passages(keys)
    return [Row(key, *found[key], vector) for key, vector in zip(keys, vectors, strict=True)]


def test_an_empty_library_and_a_filled_one_are_sound(house: Opened) -> None:
    assert verify(house.library, house.indexes, every=True).sound()
    take_all(house, [Draft(TEXT.format(1), id="a")])
    report = verify(house.library, house.indexes, every=True)
    assert report.sound()
    assert {index.passages for index in report.indexes} == {len(house.library.live_keys())}


def test_a_row_removed_behind_our_back_is_missing(filled: Opened) -> None:
    key = filled.library.live_keys()[2]
    head = filled.library.head()
    for index in filled.indexes.all:
        index.apply([Change(head, "remove", "default", key, key)], [], head)
        assert of(filled, index.name).missing == 1
        assert not of(filled, index.name).sound()


def test_a_passage_that_its_own_vector_does_not_find_is_unreachable(house: Opened) -> None:
    take_all(
        house, [Draft(f"Only this article tells of matter number{number}.", id=f"a{number}") for number in range(60)]
    )
    key = house.library.live_keys()[7]
    head = house.library.head()
    house.indexes.vectors.apply([Change(head, "remove", "default", key, key)], [], head)
    report = of(house, "vectors")
    assert (report.missing, report.unreachable) == (1, 1)


def test_a_row_that_the_library_no_longer_has_is_extra(filled: Opened) -> None:
    ghost = rows(filled)[0]
    ghost = Row(10**6, ghost.passage, ghost.article, ghost.vector)
    for index in filled.indexes.all:
        index.apply([], [ghost], filled.library.head())
        assert of(filled, index.name).extra == 1
        assert not of(filled, index.name).sound()


def test_an_index_that_is_behind_is_not_sound(filled: Opened) -> None:
    filled.library.delete("a1")
    for name in ("vectors", "terms"):
        report = of(filled, name)
        assert report.head - report.applied == 1
        assert not report.sound()
    filled.indexes.catch_up()
    assert verify(filled.library, filled.indexes, every=True).sound()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM vectors WHERE key = 3", "1 passages have no vector"),
        ("UPDATE articles SET text = text || 'x' WHERE id = 'a1'", "'a1', version 1, is not what its hash says"),
        ("UPDATE articles SET text = upper(text) WHERE id = 'old'", "'old', version 1, is not what its hash says"),
        ("UPDATE passages SET start_char = start_char + 1 WHERE key = 2", "'a0' leave a gap before character"),
        ("UPDATE passages SET end_char = end_char - 1 WHERE key IN (SELECT max(key) FROM passages)", "end at character"),
        ("UPDATE articles SET state = 'deleted' WHERE id = 'a2'", "belong to versions that are not live"),
        ("DELETE FROM passages WHERE article = (SELECT row FROM articles WHERE id = 'a3')", "'a3' end at character 0 of"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_library_is_said_in_words(filled: Opened, statement: str, fault: str) -> None:
    take_all(filled, [Draft("An old text.", id="old"), Draft("A new text.", id="new")])
    filled.library.delete("old")
    filled.indexes.catch_up()
    assert verify(filled.library, filled.indexes).sound()
    connection = filled.library.database._connection()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute(statement)
    report = verify(filled.library, filled.indexes)
    assert any(fault in found for found in report.faults), report.faults
    assert not report.sound()


def test_a_rebuild_puts_right_whatever_is_wrong_with_the_indexes(filled: Opened) -> None:
    ghost = rows(filled)[0]
    key = filled.library.live_keys()[2]
    for index in filled.indexes.all:
        index.apply(
            [Change(1, "remove", "default", key, key)], [Row(10**6, ghost.passage, ghost.article, ghost.vector)], 1
        )
    assert not verify(filled.library, filled.indexes).sound()
    filled.indexes.rebuild()
    assert verify(filled.library, filled.indexes, every=True).sound()
