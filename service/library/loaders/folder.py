"""What a user names to be read: files and folders, each file with its origin, or standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from service.errors import InvalidInput
from service.library.loaders.read import SUFFIXES, read_as, sniff
from service.records import Draft, Refusal

STDIN = "-"


def find_files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Each file with its origin: the path below the folder that was named, or the file's own name.

    In folders, at any depth and in order of name, only files of a known suffix are found; what is
    hidden is passed over and a folder is entered once, however many links lead to it. A file that is
    named itself is always given, and so is a folder that cannot be listed, for the reader to refuse.
    InvalidInput names the first path that cannot be found, before any file is given.
    """
    for path in paths:
        try:
            path.stat()
        except (OSError, ValueError) as error:  # ValueError: a path that holds a NUL
            reason = getattr(error, "strerror", None) or error
            raise InvalidInput(f"{printable(str(path))} cannot be found ({reason}): name a file or a folder") from None
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path, printable(path.name)


def read_stdin(stream: BinaryIO, max_bytes: int) -> Iterator[Draft | Refusal]:
    """The articles of a nameless stream: JSON, PDF, a feed or a page by how it begins, else plain text."""
    raw = stream.read(max_bytes + 1)
    yield from read_as(sniff(raw), raw, STDIN, max_bytes)


def printable(name: str) -> str:
    """The name with bytes that are no UTF-8 spelt out, so that it can be stored and shown."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    entered: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        path = waiting.pop()
        folder = _folder(path)
        if folder is None and path.suffix.lower() in SUFFIXES:
            yield path, _origin(path, root)
        if folder is None or folder in entered:
            continue
        entered.add(folder)
        try:
            inside = sorted(path.iterdir(), reverse=True)
        except OSError:
            yield path, _origin(path, root)
            continue
        waiting.extend(inner for inner in inside if not inner.name.startswith("."))


def _folder(path: Path) -> tuple[int, int] | None:
    """What makes a folder the same folder under any name; None for all else."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def _origin(path: Path, root: Path) -> str:
    return printable(path.relative_to(root).as_posix())
