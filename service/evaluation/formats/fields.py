"""The fields of one object of a gold file: each is checked, and every fault is told, not the first alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from service.errors import InvalidInput
from service.evaluation.formats.faults import Wrong
from service.library.loaders.fields import kind

LONGEST_ID = 200

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LARGEST = 2**53

Checked = TypeVar("Checked")


@dataclass(frozen=True, slots=True)
class Fields:
    """An object's fields by name; null counts as absent. `within` is the path to the object, ended by a dot."""

    stated: Mapping[str, object]
    wrong: Wrong
    within: str = ""

    @classmethod
    def of(cls, value: object, wrong: Wrong, known: tuple[str, ...], what: str, within: str = "") -> Fields | None:
        """The fields of an object that has none but the known ones; None, and a fault, where it is no object."""
        if not isinstance(value, dict):
            wrong(f"{what} must be an object, not {kind(value)}")
            return None
        for name in value:
            if name not in known:
                wrong(f'{within}"{name[:80]}" is no field of {what}: use {", ".join(known)}')
        return cls(value, wrong, within)

    def fault(self, name: str, message: str) -> None:
        """Tells a fault of one field."""
        self.wrong(f"{self.within}{name} {message}")

    def text(self, name: str) -> str | None:
        """A string; None where it is absent or at fault."""
        return self._one(name, self.stated.get(name))

    def filled(self, name: str) -> str | None:
        """A string that must be there and hold more than white space; None where it is at fault."""
        if self.stated.get(name) is None:
            self.fault(name, "is missing: every line needs it" if not self.within else "is missing")
            return None
        return self._filled(name, self.stated[name])

    def identity(self, name: str) -> str | None:
        """A name of at most 200 characters on one line, with no white space around it; None where it is at fault."""
        text = self.filled(name)
        if text is None:
            return None
        if len(text) > LONGEST_ID:
            self.fault(name, f"has {len(text):,} characters: use at most {LONGEST_ID}")
        elif text != text.strip() or _CONTROL.search(text):
            self.fault(name, "must not begin or end with a space, or hold control characters")
        else:
            return text
        return None

    def texts(self, name: str, most: int | None = None, lone: bool = False) -> tuple[str, ...]:
        """Strings that are not blank, from an array or, where `lone`, a string; without those at fault."""
        value = self.stated.get(name)
        if lone and isinstance(value, str):
            value = [value]
        found = (self._filled(f"{name}[{n}]", one) for n, one in enumerate(self.array(name, most, value)))
        return tuple(one for one in found if one is not None)

    def array(self, name: str, most: int | None = None, value: object = None) -> list[object]:
        """An array; empty where it is absent or at fault."""
        value = self.stated.get(name) if value is None else value
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, f"must be an array, not {kind(value)}")
            return []
        if most is not None and len(value) > most:
            self.fault(name, f"has {len(value):,} entries: use at most {most:,}")
        return value

    def whole(self, name: str, most: int = _LARGEST) -> int | None:
        """A whole number from 0 to `most`; None where it is absent or at fault."""
        value = self.stated.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            self.fault(name, f"must be a whole number, not {kind(value) if not isinstance(value, float) else value}")
        elif not 0 <= value <= most:
            self.fault(name, f"must be from 0 to {most:,}, not {value}")
        else:
            return int(value)
        return None

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """One of the words allowed; None where it is absent or at fault."""
        value = self.stated.get(name)
        if value is None or value in allowed:
            return value if isinstance(value, str) else None
        self.fault(name, f"must be one of {', '.join(allowed)}, not {_shown(value)}")
        return None

    def checked(self, name: str, check: Callable[[str], Checked]) -> Checked | None:
        """What `check` makes of a string; None where it is absent or InvalidInput says that it is at fault."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return check(text)
        except InvalidInput as error:
            self.wrong(str(error))
            return None

    def _filled(self, name: str, value: object) -> str | None:
        text = self._one(name, value, absent_is_fault=True)
        if text is not None and not text.strip():
            self.fault(name, "is empty: fill it in or leave the line out" if not self.within else "is empty")
            return None
        return text

    def _one(self, name: str, value: object, absent_is_fault: bool = False) -> str | None:
        if value is None and not absent_is_fault:
            return None
        if not isinstance(value, str):
            self.fault(name, f"must be a string, not {kind(value)}")
        elif found := _UNSTORABLE.search(value):
            what = "a NUL character" if found[0] == "\x00" else "half a surrogate pair"
            self.fault(name, f"holds {what} at character {found.start()}: remove it")
        else:
            return value
        return None


def _shown(value: object) -> str:
    return f'"{value[:80]}"' if isinstance(value, str) else kind(value)
