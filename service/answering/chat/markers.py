"""What a citation marker looks like, in every shape that models give it.

The shapes asked for are `[k1]` and `[k1][k2]`; everything else here repairs a near miss.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

# The longest marker, brackets not counted: what is longer is text.
LONGEST = 64

_SQUARE = frozenset("[【［〔〖⟦〚")
_ROUND = frozenset("(（")
OPENERS = _SQUARE | _ROUND | frozenset("{｛<＜〈⟨")
CLOSERS = frozenset("]】］〕〗⟧〛)）}｝>＞〉⟩")
SQUARE_CLOSERS = frozenset("]】］〕〗⟧〛")
BRACKETS = OPENERS | CLOSERS

_TOKEN = re.compile(
    r"(?P<key>k[\s._-]?\d+)(?=k\d|\W|$)"
    r"|(?P<number>\d+)(?!\w)"
    r"|(?P<range>[-–—‒−~]|\.\.\.?|(?:to|through|bis)\b)"
    r"|(?P<label>(?:keys?|ids?)\b\s?[:=#]?)"
    r"|(?P<word>(?:sources?|refs?|references?|cite|citations?|sentences?|evidence|passages?|see|cf)\b)"
    r"|(?P<mark>[\s,;/&+|、#^:.\"'*_\\]|(?:and|or|und|et|y)\b)"
)
# A number in brackets that an editor put into a quotation, and no list of markers: "[1,000]".
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_BARE = re.compile(r"(?:^|\s)(k\d{1,6}(?:(?:,\s?|\s(?:and\s)?)k\d{1,6}){0,5})$")
_OPENER = f"[{re.escape(''.join(sorted(OPENERS)))}]"
_CLOSER = f"[{re.escape(''.join(sorted(CLOSERS)))}]"
_BRACKETED = re.compile(f"{_OPENER}([^{_OPENER[1:-1]}{_CLOSER[1:-1]}]{{0,{LONGEST}}}){_CLOSER}")
_UNCLOSED = re.compile(rf"{_OPENER}\s?\^?k\d+")


@dataclass(frozen=True, slots=True)
class Reference:
    """One key that a marker names, or a range of them; `written` is how it stands, less its white space."""

    low: int
    high: int
    written: str


@dataclass(frozen=True, slots=True)
class Marker:
    """The issued keys that a marker names, in its order, and what it names that was never issued."""

    keys: tuple[str, ...]
    unknown: tuple[str, ...]


class Issued:
    """The keys that a model was shown, each a `k` and a number, found again however they are written."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = {int(key[1:]): key for key in keys if key[:1] == "k" and key[1:].isdecimal()}
        self._numbers = sorted(self._keys)

    def __contains__(self, number: int) -> bool:
        return number in self._keys

    def marker(self, references: Collection[Reference]) -> Marker:
        """What `references` stand for; a range stands for the issued keys within it."""
        keys: dict[str, None] = {}
        unknown: dict[str, None] = {}
        for reference in references:
            first = bisect_left(self._numbers, reference.low)
            last = bisect_right(self._numbers, reference.high)
            if first >= last:
                unknown[reference.written] = None
            keys.update((self._keys[number], None) for number in self._numbers[first:last])
        return Marker(tuple(keys), tuple(unknown))


def read_references(opener: str, content: str) -> tuple[Reference, ...] | None:
    """What the brackets after `opener` refer to if `content` makes them a marker, else None.

    Bare numbers count in square and full-width brackets; in round ones only after `ID:` or beside
    a key, since "(2022)" and "(3)" are text. `content` is at most `LONGEST` characters.
    """
    square = opener in _SQUARE
    folded = unicodedata.normalize("NFKC", content.partition("†")[0] if square else content).casefold().strip()
    if len(content) > LONGEST or _GROUPED.fullmatch(folded):
        return None
    found: list[Reference] = []
    keyed = labelled = ranging = False
    at = 0
    while at < len(folded):
        token = _TOKEN.match(folded, at)
        if token is None:
            return None
        at = token.end()
        if token.lastgroup in ("key", "number"):
            keyed |= token.lastgroup == "key"
            digits = token.group().lstrip("k \t._-")
            number, written = int(digits), ("k" if token.lastgroup == "key" else "") + digits
            if ranging and found and number >= found[-1].low:
                found[-1] = Reference(found[-1].low, number, f"{found[-1].written}-{written}")
            else:
                found.append(Reference(number, number, written))
        labelled |= token.lastgroup == "label" and token.group()[-1] in ":=#"
        ranging = token.lastgroup == "range" or (ranging and token.group().isspace())
    allowed = keyed or square or (labelled and opener in _ROUND)
    return tuple(found) if found and allowed else None


def bare_references(tail: str) -> tuple[int, tuple[Reference, ...]]:
    """Keys that stand without brackets at the end of `tail`, and where they begin; it is to be short."""
    found = _BARE.search(tail)
    return (found.start(), read_references("[", found.group(1)) or ()) if found else (len(tail), ())


def strip_markers(text: str) -> str:
    """`text` without any bracket that reads as a marker, whatever keys were issued.

    Should one that was inside another come to light, every bracket goes.
    """
    if not any(bracket in text for bracket in OPENERS):
        return text
    stripped = _UNCLOSED.sub("", _BRACKETED.sub(_unless_marker, text))
    if _UNCLOSED.search(stripped) or any(_is_marker(found) for found in _BRACKETED.finditer(stripped)):
        return "".join(character for character in stripped if character not in BRACKETS)
    return stripped


def _unless_marker(found: re.Match[str]) -> str:
    return "" if _is_marker(found) else found.group()


def _is_marker(found: re.Match[str]) -> bool:
    return read_references(found.group()[0], found.group(1)) is not None
