"""Sentences with the keys that a model gave them, as its text arrives.

What the text holds is told by `Scanner`; here it becomes sentences.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from service.answering.chat.markers import CLOSERS, Issued, Marker, bare_references
from service.answering.chat.markup import HOLE, plain
from service.answering.chat.scanning import Scanner
from service.answering.chat.sentence_ends import (
    CLOSING,
    FULL_WIDTH,
    OPENING_BRACKETS,
    QUOTES,
    TAIL,
    TERMINALS,
    ends_sentence,
    quote_after,
)

# What a model is to say, word for word, when the articles do not answer.
REFUSAL = "NO ANSWER"

_LEADS = (" ", "\n", "\n\n")
# What may stand before a marker as well as before a word.
_UNDECIDED = OPENING_BRACKETS | frozenset("*_")
_STRAGGLERS = CLOSING | TERMINALS | frozenset("*_")
_MOST_UNKNOWN = 20
# So long a tail is kept of a sentence that was cut off: enough to see where it ends.
_KEPT = 2 * TAIL
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_AROUND_REFUSAL = " \"'“”‘’«».!…:*`()[]"
_AFTER_REFUSAL = frozenset(".:;,–—-(")


@dataclass(frozen=True, slots=True)
class Stated:
    """One sentence as a model stated it, in plain text on one line, without markers.

    `keys` are the issued keys it names in order of first use, `unknown` what it names beside them;
    `lead` stands between it and the sentence before: a space, a line break or a blank line.
    """

    text: str
    keys: tuple[str, ...]
    unknown: tuple[str, ...]
    lead: str


class KeyParser:
    """Reads a model's text in chunks of any size; each sentence comes out at the character that ends it.

    Time is linear in the text and memory does not grow with it. A sentence of more than `longest`
    characters comes out once, cut off and without keys. Fenced blocks of code come out not at all,
    nor does the refusal. Inline code stays, and no key counts in it.
    """

    def __init__(self, issued: Collection[str], longest: int = 2000) -> None:
        self._issued = Issued(issued)
        self._longest = max(longest, _KEPT)
        self._scanner = Scanner(self._issued, self)
        self._stated: list[Stated] = []
        self._said_refusal = False
        self._proved_some = False
        self.refused = False
        # White space since the last character, in line breaks, and the most of them since the last sentence.
        self._breaks = 0
        self._between = 0
        self._item = False
        self._straggling = False
        self._clear()

    def _clear(self) -> None:
        """Ready for a new sentence."""
        self._raw: list[str] = []
        self._keys: dict[str, None] = {}
        self._unknown: dict[str, None] = {}
        self._cut = False
        # A marker, with nothing but closing marks and spaces after it, is the last of the text.
        self._marker_last = False
        self._quote: str | None = None
        # After a full stop: was there white space, was there a marker, and what waits to be told apart.
        self._stopped = False
        self._gap = False
        self._marked = False
        self._held = ""

    def feed(self, chunk: str) -> list[Stated]:
        """The sentences that `chunk` ends."""
        for character in chunk:
            if character.isspace() or not (character in _INVISIBLE or unicodedata.category(character) == "Cc"):
                self._scanner.step(character)
        return self._taken()

    def end(self) -> list[Stated]:
        """What the text's end ends; `refused` then tells whether the model said that there is no answer.

        It does where it said `REFUSAL` and proved no sentence.
        """
        self._scanner.end()
        self._finish()
        self.refused = self._said_refusal and not self._proved_some
        return self._taken()

    def _taken(self) -> list[Stated]:
        stated, self._stated = self._stated, []
        return stated

    def text(self, character: str) -> None:
        """A character of prose: part of a sentence, or the first of the next."""
        if character == "\n":
            self._break()
        elif character.isspace():
            self._gap = True
            if not self._stopped:
                self._push(" ")
        elif self._stopped:
            self._after_stop(character)
        else:
            self._continue(character)

    def code(self, character: str) -> None:
        """A character of inline code, in which nothing ends a sentence and nothing is a key."""
        if self._stopped:
            self._resume("`") if not self._marked else self._finish()
        self._breaks = 0
        self._straggling = False
        self._push(" " if character.isspace() else character)

    def marker(self, marker: Marker) -> None:
        """A marker belongs to the sentence it stands in, or to the one that it follows.

        Where the sentence before began with its marker, it begins the next.
        """
        if self._stopped and (self._gap or self._breaks) and self._raw[0] == HOLE and not self._held:
            self._finish()
        self._gap = False
        if self._straggling and not self._raw:
            return
        self._keys.update(dict.fromkeys(marker.keys))
        for name in marker.unknown[: _MOST_UNKNOWN - len(self._unknown)]:
            self._unknown[name] = None
        self._breaks = 0
        if self._stopped:
            self._marked = True
            self._held = ""
        else:
            self._push(HOLE)

    def item(self) -> None:
        """A list item, a heading or a row begins: what was before is over."""
        self._finish()
        self._between = max(self._between, 1)
        self._breaks = 0
        self._straggling = False
        self._item = True

    def block(self) -> None:
        """A fenced block stands between two paragraphs."""
        self._finish()
        self._between = 2
        self._item = self._straggling = False

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks > 1 or self._item or not self._raw:
            self._finish()
            self._item = False
        self._straggling = False
        self._gap = True
        if not self._stopped:
            self._push(" ")

    def _continue(self, character: str) -> None:
        """A character where no full stop waits to be judged."""
        if self._straggling:
            if character in ",;&" or (not self._gap and character in _STRAGGLERS):
                return
            self._straggling = False
        if self._breaks and self._raw and self._line_is_over(character):
            self._finish()
        self._breaks = 0
        self._push(character)
        if character in TERMINALS:
            self._stop(character)

    def _line_is_over(self, following: str) -> bool:
        """Whether the line before ended a sentence without a full stop: by its marker, or by a colon."""
        if self._quote:
            return False
        if self._marker_last:
            return ends_sentence("", following, True)
        return "".join(self._raw[-2:]).rstrip().endswith(":") and following not in QUOTES

    def _stop(self, character: str) -> None:
        """After a full stop: with a marker before it, the sentence is over."""
        self._take_bare_keys()
        spaced = character == "." and len(self._raw) > 1 and self._raw[-2] == " "
        self._stopped, self._gap, self._marked, self._held = True, False, False, ""
        if self._marker_last and not spaced and not self._quote:
            self._finish()
            self._straggling = True

    def _after_stop(self, character: str) -> None:
        """A character after a full stop: does it belong to it, or begin the next sentence?"""
        if self._quote and character in self._quote:
            proven = self._marker_last and not self._gap
            self._push(character)
            if proven:
                self._finish()
                self._straggling = True
        elif not self._gap and (character in CLOSING or character in TERMINALS) and not self._held:
            if not (self._marked and character in CLOSERS):
                self._push(character)
        elif character in "*_" and not self._gap:
            if not self._marked:
                self._push(character)
        elif len(self._held) < TAIL and (character in _UNDECIDED or (self._marked and character in ",;&")):
            self._held += character
        elif self._is_over(character):
            held = self._held
            self._finish()
            self._gap = False
            for one in held.strip(",;&") + character:
                self._continue(one)
        else:
            self._resume(character)

    def _is_over(self, following: str) -> bool:
        if self._quote:
            return False
        following = next((one for one in self._held if one in OPENING_BRACKETS), following)
        tail = "".join(self._raw[-TAIL:])
        if tail.rstrip("".join(CLOSING) + "*_ ")[-1:] in FULL_WIDTH:
            return self._marked or following not in OPENING_BRACKETS
        return (self._gap or self._marked) and ends_sentence(tail, following, self._marked)

    def _resume(self, character: str) -> None:
        """The full stop ended nothing."""
        self._stopped = False
        if self._gap or self._breaks:
            self._push(" ")
        if self._marked:
            self._push(HOLE)
            self._push(" ")
        for one in self._held:
            self._push(one)
        self._held = ""
        if character != "`":
            self._breaks = 0
            self._continue(character)

    def _push(self, character: str) -> None:
        raw = self._raw
        if character == " " and (not raw or raw[-1] == " "):
            return
        if character == HOLE and raw and raw[-1] == HOLE:
            return
        if not raw:
            self._lead, self._between = _LEADS[self._between], 0
        self._quote = quote_after(character, raw[-1] if raw else " ", self._quote)
        raw.append(character)
        if character == HOLE:
            self._marker_last = True
        elif character not in TERMINALS and character not in CLOSING and character not in "*_ ":
            self._marker_last = False
        if len(raw) > self._longest:
            self._cut_off()

    def _cut_off(self) -> None:
        """States once what is too long, and goes on with no more than its tail."""
        text = plain("".join(self._raw)) if not self._cut else ""
        if _says_something(text):
            self._state(text, ())
        self._cut = True
        self._raw = self._raw[-_KEPT // 2 :]

    def _take_bare_keys(self) -> None:
        """Keys that stand without brackets at the end of a sentence."""
        tail = "".join(self._raw[-_KEPT:]).rstrip()
        stop = tail[-1:] if tail[-1:] in TERMINALS else ""
        start, references = bare_references(tail.removesuffix(stop))
        if not references or any(one.low not in self._issued for one in references):
            return
        self._keys.update(dict.fromkeys(self._issued.marker(references).keys))
        self._raw[-_KEPT:] = [*tail[:start], HOLE, *stop]
        self._marker_last = True

    def _finish(self) -> None:
        """States the sentence, if it says anything."""
        if self._raw and not self._stopped:
            self._take_bare_keys()
        if self._raw and not self._cut:
            text = plain("".join(self._raw))
            if not _says_something(text):
                self._between = max(self._between, _LEADS.index(self._lead))
            elif self._is_refusal(text):
                self._said_refusal = True
            else:
                self._proved_some |= bool(self._keys)
                self._state(text, tuple(self._keys))
        self._between = max(self._between, min(self._breaks, 2))
        self._clear()

    def _state(self, text: str, keys: tuple[str, ...]) -> None:
        self._stated.append(Stated(text, keys, tuple(self._unknown), self._lead))

    def _is_refusal(self, text: str) -> bool:
        said = text.strip(_AROUND_REFUSAL).casefold()
        rest = said.removeprefix(REFUSAL.casefold())
        return said != rest and (not rest or (rest[0] in _AFTER_REFUSAL and not self._keys))


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)
