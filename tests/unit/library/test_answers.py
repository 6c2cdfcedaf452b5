"""Answers are kept as long as they should be, and what was said of them for good."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.library.answers import FORGOTTEN_AT_ONCE, Feedback, KeptAnswer, erase, feedback, find, forget, give, keep
from service.library.answers import moment as told
from service.library.database import SCHEMA_VERSION, Database
from service.library.store import Library
from service.records import Draft
from tests.fakes.opened import Opened
from tests.unit.library.test_store import add

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
EARLIER_SCHEMA = Path(__file__).with_name("schema_1.sql").read_text(encoding="utf-8")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "library.sqlite3")
    yield made
    made.close()


def days_ago(days: float) -> str:
    return told(NOW - timedelta(days=days))


def answer(identity: str, days: float = 0, shown: str = "{}") -> KeptAnswer:
    return KeptAnswer(identity, days_ago(days), "rivers", '{"as_of": "2026-04-30"}', "How high was it?", shown)


def showing(*versions: tuple[str, int], part: str = "evidence") -> str:
    other = "citations" if part == "evidence" else "evidence"
    return json.dumps({part: [{"article_id": name, "version": version} for name, version in versions], other: []})


def ids(database: Database) -> set[str]:
    with database.read() as connection:
        return {row["id"] for row in connection.execute("SELECT id FROM answers")}


def test_an_answer_reads_back_as_it_was_kept(database: Database) -> None:
    kept = answer("ans_1", shown='{"answer": "4.2 mètres 🌊 [1]"}')
    keep(database, [kept, answer("ans_2")], days_ago(30))
    assert find(database, "ans_1", days_ago(30)) == kept
    assert find(database, "ans_3", days_ago(30)) is None


def test_an_answer_is_found_until_its_time_is_over_though_it_is_still_there(database: Database) -> None:
    keep(database, [answer("ans_1", 30)], days_ago(40))
    assert find(database, "ans_1", days_ago(30)) is not None
    assert find(database, "ans_1", days_ago(29.99)) is None
    assert ids(database) == {"ans_1"}


def test_a_write_forgets_the_oldest_of_the_old_and_never_many(database: Database) -> None:
    old = [answer(f"old{n}", 60 - n / 100) for n in range(FORGOTTEN_AT_ONCE + 20)]
    keep(database, old, days_ago(90))
    keep(database, [answer("new")], days_ago(30))
    assert ids(database) == {"new"} | {f"old{n}" for n in range(FORGOTTEN_AT_ONCE, FORGOTTEN_AT_ONCE + 20)}
    keep(database, [], days_ago(30))
    assert ids(database) == {"new"}


def test_what_is_too_old_is_forgotten_bit_by_bit_until_nothing_is(database: Database) -> None:
    keep(database, [answer(f"old{n}", 31 + n) for n in range(5)] + [answer("new", 29)], days_ago(90))
    assert [forget(database, days_ago(30), most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert ids(database) == {"new"}


def test_what_was_forgotten_leaves_the_file(database: Database) -> None:
    keep(database, [answer("old", 60, shown="the crest at 4.2 metres")], days_ago(90))
    give(database, answer("other"), "up", None, None)
    assert forget(database, days_ago(30)) == 1
    database.checkpoint()
    assert b"the crest at 4.2 metres" not in database.path.read_bytes()


def test_feedback_holds_its_own_copy_of_the_answer(database: Database) -> None:
    kept = answer("ans_1", 60, shown='{"answer": "4.2 metres [1]"}')
    keep(database, [kept], days_ago(90))
    identity = give(database, kept, "down", "It was Monday.", "4.1 metres")
    forget(database, days_ago(30))
    (found,) = feedback(database)
    assert found == Feedback(identity, found.given_at, "down", "It was Monday.", "4.1 metres", kept)
    assert found.given_at > kept.asked_at


def test_feedback_given_again_replaces_the_earlier_one_under_the_same_id(database: Database) -> None:
    first = give(database, answer("ans_1"), "down", "wrong", "4.1 metres")
    before = next(feedback(database)).given_at
    other = give(database, answer("ans_2"), "up", None, None)
    assert give(database, answer("ans_1"), "up", None, None) == first != other
    found = list(feedback(database))
    assert [(one.id, one.verdict, one.comment, one.corrected_answer) for one in found] == [
        (first, "up", None, None),
        (other, "up", None, None),
    ]
    assert found[0].given_at > before


def test_all_feedback_is_read_in_the_order_in_which_it_came(database: Database) -> None:
    given_ids = [give(database, answer(f"ans_{n}"), "up", None, None) for n in range(450)]
    assert [one.id for one in feedback(database)] == given_ids


def test_a_verdict_is_up_or_down(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        give(database, answer("ans_1"), "sideways", None, None)  # type: ignore[arg-type]  # what no type checker saw


@given(st.lists(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))))
def test_texts_of_moments_are_ordered_as_the_moments(moments: list[datetime]) -> None:
    assert [told(one) for one in sorted(moments)] == sorted(told(one) for one in moments)
    assert len({len(told(one)) for one in moments}) <= 1


@pytest.mark.parametrize("part", ["evidence", "citations"])
def test_what_shows_a_purged_version_is_erased_and_nothing_else(house: Opened, part: str) -> None:
    database = house.library.database
    add(house.library, Draft("The river crested at 4.2 metres.", id="river"))
    add(house.library, Draft("The river crested at 4.3 metres.", id="river"))
    add(house.library, Draft("The bakery closed.", id="river-2"))
    shows = {
        "old": [("river", 1)],
        "both": [("river-2", 1), ("river", 1), ("river", 2)],
        "live": [("river", 2)],
        "other": [("river-2", 1)],
        "none": [],
    }
    kept = [answer(name, shown=showing(*versions, part=part)) for name, versions in shows.items()]
    keep(database, kept, days_ago(30))
    for one in kept:
        give(database, one, "up", None, None)
    house.library.purge("river")
    with database.write() as connection:
        assert erase(connection, "river") == 0, "the purge has erased them"
    assert ids(database) == {one.of.id for one in feedback(database)} == {"live", "other", "none"}


def schema(path: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(path)
    try:
        return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"))
    finally:
        connection.close()


def test_a_library_of_the_earlier_schema_opens_with_all_it_held_and_keeps_answers(tmp_path: Path) -> None:
    path = tmp_path / "earlier.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript(EARLIER_SCHEMA + "PRAGMA user_version = 1;")
    connection.execute("INSERT INTO meta VALUES ('library_id', 'mine')")
    connection.execute(
        "INSERT INTO articles VALUES (1, 'a', 1, 'default', 'live', 's', 'c', 'High water', NULL, NULL, NULL, NULL, "
        "NULL, NULL, '2026-01-01T00:00:00Z', 'en', 'The river crested.', '{}', x'00')"
    )
    connection.commit()
    connection.close()
    library = Library(path)
    assert library.id == "mine"
    assert library.article("a").text == "The river crested."
    keep(library.database, [answer("ans_1")], days_ago(30))
    give(library.database, answer("ans_1"), "up", None, None)
    library.close()
    again = Library(path)
    assert find(again.database, "ans_1", days_ago(30)) == answer("ans_1")
    with again.database.read() as reading:
        assert reading.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION == 2
    again.close()
    Library(tmp_path / "new.sqlite3").close()
    assert schema(path) == schema(tmp_path / "new.sqlite3")
