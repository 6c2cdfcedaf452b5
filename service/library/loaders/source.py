"""What the command line names as input, files and folders or standard input, read to drafts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from service.errors import InvalidInput
from service.library.identity import collection_name
from service.library.loaders.folder import find_files, read_stdin
from service.library.loaders.read import read_file
from service.records import Draft, Refusal


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files to read, each with its origin; no files means standard input."""

    files: tuple[tuple[Path, str], ...]
    max_bytes: int
    collection: str | None

    @classmethod
    def of(cls, paths: Sequence[str], max_bytes: int, collection: str | None) -> Inputs:
        """Finds the files; InvalidInput for a path that is not there or a bad collection name."""
        if collection is not None:
            collection = collection_name(collection)
        if "-" in paths:
            if len(paths) > 1:
                raise InvalidInput("- (standard input) cannot be read together with files")
            return cls((), max_bytes, collection)
        return cls(tuple(find_files([Path(path) for path in paths])), max_bytes, collection)

    def drafts(self, reading: Callable[[int], None]) -> Iterator[Draft | Refusal]:
        """Reads one file after another; `reading` is told how many are done. `collection` wins over a file's own."""
        if not self.files:
            yield from map(self._placed, read_stdin(sys.stdin.buffer, self.max_bytes))
            return
        for number, (path, origin) in enumerate(self.files, start=1):
            yield from map(self._placed, read_file(path, origin, self.max_bytes))
            reading(number)

    def _placed(self, draft: Draft | Refusal) -> Draft | Refusal:
        if isinstance(draft, Draft) and self.collection is not None:
            return replace(draft, collection=self.collection)
        return draft
