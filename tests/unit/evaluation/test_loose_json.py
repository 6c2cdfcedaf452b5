from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.loose_json import finite, mapping, sequence


@given(st.one_of(st.none(), st.text(), st.floats(), st.integers(-(2**53), 2**53), st.lists(st.none())))
def test_a_number_is_finite_or_none(value: Any) -> None:
    number = finite(value)
    assert number is None or (math.isfinite(number) and number == value)


@pytest.mark.parametrize("value", [None, "1", float("nan"), float("inf"), 10**400, [], {}])
def test_what_is_no_finite_number_is_none(value: Any) -> None:
    assert finite(value) is None


@pytest.mark.parametrize("value", [None, 1, "text", float("nan")])
def test_what_is_neither_object_nor_array_holds_nothing(value: Any) -> None:
    assert mapping(value) == {}
    assert list(sequence(value)) == []


def test_objects_and_arrays_are_themselves() -> None:
    assert mapping({"a": 1}) == {"a": 1}
    assert sequence([1, 2]) == [1, 2]
    assert mapping([1]) == {}
    assert list(sequence({"a": 1})) == []
