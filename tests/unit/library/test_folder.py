"""What a user names is found, in order, under origins that do not depend on where it lies."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from service.errors import InvalidInput
from service.library.loaders.folder import find_files, printable, read_stdin
from service.records import Draft, Refusal


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("The river rose.", "utf-8")


def origins(*paths: Path) -> list[str]:
    return [origin for _, origin in find_files(paths)]


def test_a_folder_gives_its_files_in_order_with_their_paths_below_it(tmp_path: Path) -> None:
    plant(tmp_path, "b.txt", "a/z.MD", "a/b/c.jsonl", "a.html")
    assert origins(tmp_path) == ["a/b/c.jsonl", "a/z.MD", "a.html", "b.txt"]
    assert all(path == tmp_path / origin for path, origin in find_files([tmp_path]))


def test_hidden_and_unknown_files_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    plant(tmp_path, ".hidden.txt", ".git/a.txt", "photo.jpg", "nosuffix", "a.txt")
    assert origins(tmp_path) == ["a.txt"]


def test_a_file_named_itself_is_given_whatever_it_is(tmp_path: Path) -> None:
    plant(tmp_path, "x/.hidden.txt", "x/photo.jpg")
    assert origins(tmp_path / "x/.hidden.txt", tmp_path / "x/photo.jpg") == [".hidden.txt", "photo.jpg"]


def test_links_that_form_a_loop_end(tmp_path: Path) -> None:
    plant(tmp_path, "a/b/c.txt")
    (tmp_path / "a/b/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a/self").symlink_to(tmp_path / "a/self")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "absent.txt")
    assert origins(tmp_path) == ["a/b/c.txt", "dangling.txt"]


def test_a_linked_folder_is_entered_once(tmp_path: Path) -> None:
    plant(tmp_path, "real/c.txt")
    (tmp_path / "alias").symlink_to(tmp_path / "real", target_is_directory=True)
    assert origins(tmp_path) == ["alias/c.txt"]


def test_a_path_that_is_not_there_is_an_error_before_anything_is_given(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt")
    for absent in (tmp_path / "absent", tmp_path / "a\x00b", tmp_path / ("x" * 5_000)):
        with pytest.raises(InvalidInput, match="cannot be found"):
            next(find_files([tmp_path / "a.txt", absent]))


def test_a_name_that_is_no_utf8_is_spelt_out() -> None:
    assert printable(os.fsdecode(b"caf\xe9.txt")) == "caf\\xe9.txt"


def test_a_folder_deeper_than_python_recurses_is_walked(tmp_path: Path) -> None:
    folders = [Path(f"{tmp_path}/{'d/' * level}") for level in range(1, sys.getrecursionlimit() + 200)]
    for folder in folders:
        folder.mkdir()
    deepest = folders[-1] / "a.txt"
    try:
        deepest.write_text("The river rose.", "utf-8")
        assert origins(tmp_path) == [deepest.relative_to(tmp_path).as_posix()]
    finally:
        # pytest's own clearing of tmp_path recurses, and would leave this behind.
        deepest.unlink()
        for folder in reversed(folders):
            folder.rmdir()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"The river rose.", ["-"]),
        (b"<html><body><p>The river rose.</p></body></html>", ["-"]),
        (json.dumps({"text": "The river rose."}).encode(), ["-"]),
        (b'{"text": "One."}\n{"text": "Two."}\n', ["-#1", "-#2"]),
        (
            b"<rss version='2.0'><channel><item><description>One.</description></item></channel></rss>",
            ["-#1"],
        ),
    ],
)
def test_standard_input_is_read_for_what_it_is(raw: bytes, expected: list[str]) -> None:
    records = list(read_stdin(io.BytesIO(raw), 1_000))
    assert all(isinstance(record, Draft) for record in records)
    assert [record.origin for record in records] == expected


def test_standard_input_has_a_limit_and_may_be_empty() -> None:
    for raw, why in ((b"x" * 1_001, "at most 1,000"), (b"", "is empty")):
        (record,) = read_stdin(io.BytesIO(raw), 1_000)
        assert isinstance(record, Refusal)
        assert why in record.error
