"""Whatever file is given, what comes out are drafts and refusals."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.library.dates import epoch_range
from service.library.loaders.read import SUFFIXES, read_as, read_bytes, read_file, sniff
from service.library.text import normalise
from service.records import Draft, Refusal

LIMIT = 100_000
TEXT = "The river rose by three metres. It rained."
GOOD = {
    ".txt": TEXT,
    ".md": f"# Title\n\n{TEXT}",
    ".html": f"<html><body><p>{TEXT}</p></body></html>",
    ".json": f'{{"text": "{TEXT}"}}',
    ".jsonl": f'{{"text": "{TEXT}"}}',
    ".rss": f"<rss version='2.0'><channel><item><description>{TEXT}</description></item></channel></rss>",
    ".xml": f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{TEXT}</p></body></html>",
}


def refusal(path: Path, limit: int = LIMIT) -> str:
    (record,) = read_file(path, "origin", limit)
    assert isinstance(record, Refusal)
    assert record.origin == "origin"
    return record.error


@pytest.mark.parametrize("suffix", GOOD)
def test_the_suffix_picks_the_loader_in_any_case(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix.upper()}"
    path.write_text(GOOD[suffix], "utf-8")
    (record,) = read_file(path, "a", LIMIT)
    assert isinstance(record, Draft)
    assert TEXT in record.text
    assert list(read_bytes(path.read_bytes(), path.name, LIMIT))


def test_xml_is_told_by_what_it_holds() -> None:
    (feed,) = read_bytes(GOOD[".rss"].encode(), "a.xml", LIMIT)
    assert isinstance(feed, Draft)
    (other,) = read_bytes(b"<?xml version='1.0'?><svg/>", "a.xml", LIMIT)
    assert isinstance(other, Refusal)
    assert "neither an RSS or Atom feed nor an XHTML page" in other.error


def test_an_unknown_suffix_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    for name in ("a.docx", "a"):
        (tmp_path / name).write_bytes(b"x")
        assert all(suffix in refusal(tmp_path / name) for suffix in SUFFIXES)
        (record,) = read_bytes(b"x", name, LIMIT)
        assert isinstance(record, Refusal)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("raw", [b"", b" \n\t ", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_refused_as_empty(suffix: str, raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(raw)
    assert "is empty" in refusal(path)


def test_a_file_over_the_limit_is_refused_with_both_sizes_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(10**12)
    assert refusal(path, 1_000) == "has 1,000,000,000,000 bytes or more; at most 1,000 are read: split it"
    (record,) = read_bytes(b"x" * 1_001, "a.txt", 1_000)
    assert isinstance(record, Refusal)
    assert list(read_bytes(b"x" * 1_000, "a.txt", 1_000)) == [Draft("x" * 1_000, title="x" * 89 + "…", origin="a.txt")]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert "is a folder" in refusal(tmp_path)
    assert "is a device or a pipe" in refusal(tmp_path / "pipe.txt")
    assert "cannot be read" in refusal(tmp_path / "loop.txt")
    assert "cannot be read: No such file" in refusal(tmp_path / "absent.txt")
    assert "cannot be read" in refusal(tmp_path / "a\x00.txt")
    assert "cannot be read" in refusal(tmp_path / ("a" * 5_000 + ".txt"))


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".rss"])
def test_a_program_is_refused_as_binary(suffix: str) -> None:
    (record,) = read_bytes(b"\x7fELF\x02\x01\x01" + bytes(100), f"a{suffix}", LIMIT)
    assert isinstance(record, Refusal)
    assert "looks like a binary file" in record.error


@pytest.mark.parametrize(
    ("raw", "suffix"),
    [
        (b'{"text": "a"}', ".json"),
        (b' [\n{"text": "a"}]', ".json"),
        (b"[Update] The river rose.", ".txt"),
        (b"{sic} he said", ".txt"),
        (b"%PDF-1.7", ".pdf"),
        (b"<!DOCTYPE html><p>a", ".html"),
        (b"<html>", ".html"),
        (b'<?xml version="1.0"?>\n<rss version="2.0">', ".rss"),
        ('<?xml version="1.0" encoding="utf-16"?><feed xmlns="x">'.encode("utf-16"), ".rss"),
        (b"<3 from the mayor", ".txt"),
        (b"The <html> tag", ".txt"),
        (b"---\ntitle: a\n---\n", ".txt"),
        (b"", ".txt"),
    ],
)
def test_bytes_without_a_name_are_told_by_how_they_begin(raw: bytes, suffix: str) -> None:
    assert sniff(raw) == suffix


@given(
    raw=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")),
    suffix=st.sampled_from(SUFFIXES),
)
@example(raw=b"[" * 50_000, suffix=".json")
@example(raw=b"<div>" * 5_000 + b"text", suffix=".html")
@example(raw=b"> " * 5_000 + b"text", suffix=".md")
@example(raw=b"word " * 15_000, suffix=".txt")
def test_any_bytes_of_any_kind_give_drafts_or_refusals(raw: bytes, suffix: str) -> None:
    records = list(read_as(suffix, raw, "here", LIMIT))
    assert records
    for record in records:
        assert record.origin is not None
        assert record.origin.startswith("here")
        if isinstance(record, Draft):
            assert record.text == normalise(record.text) != ""
            assert record.title
            assert record.published_at is None or epoch_range(record.published_at)
        else:
            assert record.error


@given(st.binary(), st.text())
def test_an_upload_of_any_name_gives_drafts_or_refusals(raw: bytes, name: str) -> None:
    assert list(read_bytes(raw, name, LIMIT))
