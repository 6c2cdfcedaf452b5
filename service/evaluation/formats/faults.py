"""What is wrong with a file of gold questions, gathered so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Callable

Wrong = Callable[[str], None]


class Faults:
    """The faults of one file in the order in which they were met, each with its place before it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.found: list[str] = []

    def of(self, name: str) -> Faults:
        """The faults of one file of a folder, gathered with the others."""
        inner = Faults(f"{self._name}/{name}")
        inner.found = self.found
        return inner

    def add(self, message: str, place: int | str | None = None) -> None:
        """Takes a fault on a line (from 1), at a path inside a document, or of the whole file."""
        where = self._name if place is None else f"{self._name}:{place}"
        # What a file holds may be shown in a message, and is not to break it or to steer a terminal.
        shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in message)
        self.found.append(f"{where}: {shown}")

    def at(self, place: int | str) -> Wrong:
        """Takes the faults of one place."""
        return lambda message: self.add(message, place)


class Seen:
    """Where each name was met first, so that a second one is a fault."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._places: dict[str, int | str] = {}

    def new(self, name: str, place: int | str, wrong: Wrong, advice: str = "give each its own") -> bool:
        """Whether the name was not met before; where it was, `wrong` is told so."""
        first = self._places.setdefault(name, place)
        if first == place:
            return True
        where = f"on line {first}" if isinstance(first, int) else f"at {first}"
        wrong(f'{self._what} "{name[:80]}" stands {where} already: {advice}')
        return False

    def __contains__(self, name: object) -> bool:
        return name in self._places
