"""Faults stand in the order in which they were met, each on one line that can be printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.formats.faults import Faults, Seen


def test_a_fault_has_its_place_before_it() -> None:
    faults = Faults("set")
    faults.add("is empty")
    faults.at(3)("is bad")
    faults.of("inner.tsv").add("is worse", "data[0]")
    assert faults.found == ["set: is empty", "set:3: is bad", "set/inner.tsv:data[0]: is worse"]


@given(st.text())
def test_a_fault_is_one_line_that_can_be_printed(message: str) -> None:
    faults = Faults("a")
    faults.add(message)
    assert faults.found[0].isprintable()
    assert faults.found[0].encode()


def test_a_terminal_is_not_steered() -> None:
    faults = Faults("a")
    faults.add('"\x1b[2J\n\ud800"')
    assert faults.found == ['a: "\\x1b[2J\\n\\ud800"']


def test_a_name_met_again_is_told_with_its_first_place() -> None:
    told: list[str] = []
    seen = Seen("id")
    assert seen.new("a", 2, told.append)
    assert not seen.new("a", 5, told.append, "leave one")
    assert told == ['id "a" stands on line 2 already: leave one']
    assert "a" in seen
    assert "b" not in seen
