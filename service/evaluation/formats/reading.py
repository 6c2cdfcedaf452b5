"""What a format makes of a file, and the bytes of a file as lines and JSON values."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from service.errors import InvalidInput
from service.evaluation.formats.faults import Faults, Wrong
from service.evaluation.records import Gold
from service.library.json_text import parse_json
from service.records import Draft, Refusal

Corpus = Callable[[], Iterator[Draft | Refusal]]

_GZIP = b"\x1f\x8b"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Reading:
    """The questions of a file, the articles that they are asked about where it holds those, and what to know.

    `files` are what was read, for a checksum; `name` is what to call it.
    """

    questions: tuple[Gold, ...]
    name: str
    files: tuple[Path, ...]
    corpus: Corpus | None = None
    notes: tuple[str, ...] = ()


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where it is gzip; InvalidInput where they cannot be read."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            if not packed:
                yield raw
                return
            with gzip.open(raw) as unpacked:
                yield cast(IO[bytes], unpacked)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InvalidInput(f"is damaged gzip ({error}): pack it anew") from None
    except OSError as error:
        raise InvalidInput(f"cannot be read: {error.strerror or error}") from None


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1; only `\\n` ends one."""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            if number == 1:
                refuse_utf_16(line)
                line = line.removeprefix(_BYTE_ORDER_MARK)
            if line := line.strip(b" \t\r\n"):
                yield number, line


def values(path: Path, faults: Faults) -> Iterator[tuple[int, Wrong, object]]:
    """The JSON values of the lines, with their numbers and where to tell what is wrong; what is no JSON is told."""
    for number, raw in lines(path):
        wrong = faults.at(number)
        try:
            yield number, wrong, parse(raw)
        except InvalidInput as error:
            wrong(str(error))


def refuse_utf_16(raw: bytes) -> None:
    """Raises InvalidInput where the bytes begin with the byte-order mark of UTF-16."""
    if raw.startswith(_UTF_16):
        raise InvalidInput("is UTF-16: save it as UTF-8")


def parse(raw: bytes) -> object:
    """The JSON value of UTF-8 bytes; InvalidInput says where they are none, or that a field stands twice."""
    try:
        text = raw.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"is not UTF-8 (byte 0x{raw[error.start]:02X} at {error.start:,}): save it as UTF-8"
        ) from None
    return parse_json(text, _once)


def document(path: Path) -> object:
    """The JSON value that a whole file is; InvalidInput where it is none."""
    with opened(path) as file:
        raw = file.read()
    refuse_utf_16(raw)
    return parse(raw)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    held = dict(pairs)
    if len(held) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise InvalidInput(f'"{twice[:80]}" stands twice in one object: leave one')
    return held
