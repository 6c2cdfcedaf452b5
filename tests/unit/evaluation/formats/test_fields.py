"""Fields of an object are checked one by one, and each fault is told with the path to its field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.evaluation.formats.fields import Fields


def refuse(text: str) -> str:
    raise InvalidInput(f"{text} is refused")


@pytest.mark.parametrize(("value", "number"), [(0, 0), (3, 3), (3.0, 3), (2**53, 2**53), (None, None)])
def test_a_whole_number_may_be_written_as_a_decimal(value: object, number: int | None) -> None:
    told: list[str] = []
    assert Fields({"n": value}, told.append).whole("n") == number
    assert told == []


@pytest.mark.parametrize("value", [True, 1.5, -1, 2**53 + 1, float("inf"), float("nan"), "1", [1]])
def test_what_is_no_whole_number_is_told(value: object) -> None:
    told: list[str] = []
    assert Fields({"n": value}, told.append, "a.").whole("n") is None
    assert len(told) == 1
    assert told[0].startswith("a.n must be ")


def test_strings_at_fault_are_left_out_and_each_is_told() -> None:
    told: list[str] = []
    assert Fields({"a": ["x", "", 1, None, "y"]}, told.append).texts("a") == ("x", "y")
    assert [one.split()[0] for one in told] == ["a[1]", "a[2]", "a[3]"]


def test_a_lone_string_may_stand_for_an_array() -> None:
    told: list[str] = []
    assert Fields({"a": "x"}, told.append).texts("a", lone=True) == ("x",)
    assert told == []


def test_what_a_check_refuses_is_told_in_its_words() -> None:
    told: list[str] = []
    assert Fields({"a": "x"}, told.append).checked("a", refuse) is None
    assert Fields({}, told.append).checked("a", refuse) is None
    assert told == ["x is refused"]


@given(
    st.dictionaries(st.text(), st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text()), max_size=3)
)
def test_a_name_that_is_given_back_is_one_that_can_be_kept(stated: dict[str, object]) -> None:
    for name in stated:
        told: list[str] = []
        identity = Fields(stated, told.append).identity(name)
        assert (identity is None) == bool(told)
        assert identity is None or (
            identity == stated[name] and identity == identity.strip() and 0 < len(identity) <= 200
        )
