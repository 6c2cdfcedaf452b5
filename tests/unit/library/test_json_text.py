from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.json_text import parse_json

VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


@given(VALUES)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert parse_json(json.dumps(value)) == value


@given(st.text())
def test_anything_else_is_told_and_raises_nothing_else(text: str) -> None:
    try:
        parse_json(text)
    except InvalidInput as error:
        assert str(error).startswith("is ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "column 2"),
        ("[1,\n2,\n", "line 3"),
        ("NaN", "NaN is no JSON number"),
        ("[-Infinity]", "-Infinity is no JSON number"),
        ("[" * 100_000, "nested too deeply"),
        ("1" * 10_000, "cannot be read|can be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        parse_json(text)


def test_an_object_may_be_made_of_its_fields() -> None:
    assert parse_json('{"a": 1, "a": 2}', lambda pairs: pairs) == [("a", 1), ("a", 2)]
