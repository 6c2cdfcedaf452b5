"""Lines and JSON values of files, packed or not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.evaluation.formats.reading import document, lines, parse


@pytest.mark.parametrize("packed", [False, True])
def test_lines_keep_their_numbers_and_only_a_line_feed_ends_one(tmp_path: Path, packed: bool) -> None:
    raw = "\ufeffone\u2028still one\r\n\n  \nfour\x0b".encode()
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    assert list(lines(path)) == [(1, "one\u2028still one".encode()), (4, b"four\x0b")]


def test_a_document_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b'\xef\xbb\xbf{\n"a": 1}\n')
    assert document(tmp_path / "a") == {"a": 1}


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"caf\xe9", "is not UTF-8 (byte 0xE9 at 3): save it as UTF-8"),
        (b'{"a":\n]', "is not JSON: Expecting value at line 2, column 1"),
        (b'{"a": {"b": 1, "b": 2}}', '"b" stands twice in one object: leave one'),
        (b"[Infinity]", "is not JSON: Infinity is no JSON number"),
        (b"[" * 200_000, "is JSON nested too deeply: flatten it"),
    ],
)
def test_what_is_no_json_is_named(raw: bytes, fault: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(raw)
    assert str(refused.value) == fault


@given(st.binary())
def test_any_bytes_are_json_or_refused(raw: bytes) -> None:
    try:
        parse(raw)
    except InvalidInput as error:
        assert str(error)
