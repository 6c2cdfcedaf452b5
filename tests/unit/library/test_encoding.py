"""Bytes become text by what they state or what fits, and a binary file is told apart."""

from __future__ import annotations

import codecs
import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.loaders.encoding import declared_charset, decode

LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
WESTERN = "The caf\u00e9\u2019s owner said: \u201cNo \u2013 never again.\u201d"


@given(st.text(LETTERS))
def test_utf8_is_read_as_it_is(text: str) -> None:
    # A leading ID3 or GIF8 is prose only where the rest is; the prefix keeps such luck out.
    assert decode(f"- {text}".encode()) == f"- {text}"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@given(text=st.text(LETTERS.filter(lambda char: char != "\x00"), min_size=1))
def test_a_byte_order_mark_decides(mark: bytes, encoding: str, text: str) -> None:
    assert decode(mark + text.encode(encoding)) == text


def test_a_mark_that_the_rest_belies_is_an_error() -> None:
    with pytest.raises(InvalidInput, match="byte-order mark of UTF-16"):
        decode(codecs.BOM_UTF16_LE + b"abc")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", WESTERN),
        ("cp1252", "caf\u00e9"),
        ("cp1251", "Президент посетил Москву вчера вечером."),
        ("cp1250", "Przemówienie prezydenta było długie i źle przyjęte w Łodzi."),
        ("shift_jis", "日本の首相は月曜日に東京で記者会見を開いた。"),
        ("gb18030", "中国国家主席星期一在北京会见了来访的客人。"),
        ("cp1252", "<html><body>" + '<div class="a"><p>Le maire a été réélu à Besançon.</p></div>' * 20),
    ],
)
def test_a_legacy_encoding_is_found_without_a_declaration(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_large_legacy_file_is_read_whole() -> None:
    text = f"{WESTERN}\n" * 5_000
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("name", ["windows-1251", "WINDOWS-1251", "cp1251"])
def test_a_declared_encoding_is_believed(name: str) -> None:
    text = "Да"
    assert decode(text.encode("cp1251"), name) == text


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    assert decode("“quoted”".encode("cp1252"), "iso-8859-1") == "“quoted”"


@pytest.mark.parametrize("name", ["rot13", "punycode", "unicode_escape", "nonsense", "zip", "utf-16", "x" * 40])
def test_a_declaration_that_names_no_encoding_of_documents_is_passed_over(name: str) -> None:
    assert decode(WESTERN.encode("cp1252"), name) == WESTERN


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"\x7fELF\x02\x01\x01" + bytes(9), "ELF"),
        (b"PK\x03\x04\x14\x00", "zip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (gzip.compress(b"text"), "gzip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"GIF89a\x01\x00\x01\x00", "GIF"),
        (b"some text\x00and more", "NUL byte at 9"),
        (random.Random(1).randbytes(5_000).replace(b"\x00", b"\x01"), "control characters"),
    ],
)
def test_a_binary_file_is_named_as_one(raw: bytes, named: str) -> None:
    with pytest.raises(InvalidInput, match=f"looks like a binary file .*{named}"):
        decode(raw)


@pytest.mark.parametrize("text", ["ID3 tags were cut from the budget.", "RIFF raff, said the mayor."])
def test_prose_that_begins_with_the_letters_of_a_format_is_text(text: str) -> None:
    assert decode(text.encode()) == text


@given(st.binary())
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    try:
        text = decode(raw)
    except InvalidInput as error:
        assert "byte" in str(error) or "binary" in str(error)
    else:
        text.encode("utf-8")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<?xml version="1.0" encoding="koi8-r"?><rss>', "koi8-r"),
        (b"<html><head><meta charset=windows-1251>", "windows-1251"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', "Shift_JIS"),
        (b"<html><body>charset=none</body>", None),
    ],
)
def test_a_declaration_is_found_in_the_head(head: bytes, name: str | None) -> None:
    assert declared_charset(head) == name
