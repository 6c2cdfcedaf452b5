"""A model's text, one character at a time, told apart into prose, markers, code and the marks of its lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from service.answering.chat.markers import (
    CLOSERS,
    LONGEST,
    OPENERS,
    SQUARE_CLOSERS,
    Issued,
    Marker,
    read_references,
)

_BULLETS = frozenset("-*+•–—◦▪‣·")
_LINE_MARK = re.compile(r"#{1,6}|\d{1,3}[.)]?")
_HEADING_OR_BULLET = re.compile(r"#{1,6}|[-*+•–—◦▪‣·]")
_ORDERED = re.compile(r"(\d{1,3})[.)]")
_LINK_TARGET = re.compile(r"\s?<?(?:[a-z][a-z0-9+.-]{1,10}:|www\.|[#/.])\S*", re.IGNORECASE)
_CUT_MARKER = re.compile(r"[\s^#:k]*(?:k[\s._-]?)?[\dk\s,;-]*", re.IGNORECASE)
_FENCE = 3
_THINKING = ("think", "thinking")


class Sink(Protocol):
    """Who is told what the text holds."""

    def text(self, character: str) -> None:
        """One character of prose; a line break is one too."""

    def code(self, character: str) -> None:
        """One character of inline code, its backticks included."""

    def marker(self, marker: Marker) -> None:
        """A citation marker, complete."""

    def item(self) -> None:
        """A list item, a heading or a row of a table begins; it ends with its line."""

    def block(self) -> None:
        """A fenced block of code begins or ends; what it holds is told to nobody."""


class Scanner:
    """Reads text whose chunks may end anywhere; holds back no more than a marker's length."""

    def __init__(self, issued: Issued, sink: Sink) -> None:
        self._issued = issued
        self._sink = sink
        self.step: Callable[[str], None] = self._line
        self._held = ""
        self._opener = ""
        self._depth = 0
        self._surplus = 0
        self._after_marker = False
        self._target = False
        self._ticks = 0
        self._closing_ticks = 0
        self._ordinal = 0

    def end(self) -> None:
        """Tells what was held back; a marker that the end cut in two is dropped."""
        if self.step == self._bracket:
            if not _CUT_MARKER.fullmatch(self._held) and not self._target:
                self._flush_bracket()
        elif self.step == self._line:
            self._flush()

    def _tell(self, text: str) -> None:
        for character in text:
            self._sink.text(character)

    def _flush(self) -> None:
        held, self._held = self._held, ""
        self._tell(held)

    def _line(self, character: str) -> None:
        """At the start of a line: a mark of its kind may come."""
        held = self._held
        if character == "\n":
            self._flush()
            self._sink.text("\n")
        elif held.startswith(">"):
            self._quote(character)
        elif character in " \t":
            if held:
                self._mark(held)
        elif not held and character == "|":
            self._sink.item()
            self._inline_from(character)
        elif not held and (character in _BULLETS or character == ">"):
            self._held = character
        elif _LINE_MARK.fullmatch(held + character):
            self._held += character
        else:
            self._inline_from(character)

    def _quote(self, character: str) -> None:
        """After `>` at the start of a line: a quotation's mark, unless a number makes it "more than"."""
        if character in " \t":
            self._held = "> "
        elif character.isdecimal() or self._held == ">":
            self._inline_from(character)
        else:
            self._held = ""
            self._line(character)

    def _mark(self, held: str) -> None:
        """White space after what may mark a line."""
        ordered = _ORDERED.fullmatch(held)
        number = int(ordered.group(1)) if ordered else 0
        if ordered and number in (1, self._ordinal + 1):
            self._ordinal = number
        elif not _HEADING_OR_BULLET.fullmatch(held):
            self._inline_from(" ")
            return
        self._held = ""
        self._sink.item()
        self.step = self._inline

    def _inline_from(self, character: str) -> None:
        self._flush()
        self.step = self._inline
        self._inline(character)

    def _inline(self, character: str) -> None:
        after_marker, self._after_marker = self._after_marker, False
        if self._surplus:
            self._surplus -= 1
            if character in CLOSERS:
                return
            self._surplus = 0
        if character == "\n":
            self._sink.text(character)
            self.step = self._line
        elif character in OPENERS:
            self._opener, self._held, self._depth = character, "", 1
            self._target = after_marker and character == "("
            self.step = self._bracket
        elif character == "`":
            self._ticks = 1
            self.step = self._backticks
        else:
            self._sink.text(character)

    def _bracket(self, character: str) -> None:
        """Inside what may be a marker."""
        if character in CLOSERS:
            self._close_bracket(character)
        elif character == self._opener and not self._held and self._depth == 1 and not self._target:
            self._depth = 2
        elif character in OPENERS or character in "\n`" or len(self._held) == LONGEST:
            if self._target and _LINK_TARGET.fullmatch(self._held):
                self._held = ""
                self.step = self._link_target
                self._link_target(character)
            else:
                self._reread(character)
        else:
            self._held += character

    def _close_bracket(self, closer: str) -> None:
        self.step = self._inline
        if self._opener == "<" and self._held.casefold() in _THINKING:
            self._held = ""
            self.step = self._thinking
            return
        references = read_references(self._opener, self._held)
        if references is not None:
            self._surplus = self._depth - 1
            self._after_marker = closer in SQUARE_CLOSERS
            self._sink.marker(self._issued.marker(references))
        elif not (self._target and _LINK_TARGET.fullmatch(self._held)):
            self._flush_bracket()
            self._sink.text(closer)
        self._held = ""

    def _reread(self, character: str) -> None:
        """The bracket was text; `character` may be anything."""
        self._flush_bracket()
        self.step = self._inline
        self._inline(character)

    def _flush_bracket(self) -> None:
        self._tell(self._opener * self._depth)
        self._flush()

    def _link_target(self, character: str) -> None:
        """Inside the address of a link whose text was a marker: nobody is told it."""
        if character == ")":
            self.step = self._inline
        elif character.isspace():
            self.step = self._inline
            self._inline(character)

    def _backticks(self, character: str) -> None:
        if character == "`":
            self._ticks += 1
            return
        self._closing_ticks = 0
        if self._ticks >= _FENCE:
            self._sink.block()
            self.step = self._fenced
            return
        for _ in range(self._ticks):
            self._sink.code("`")
        self.step = self._code
        self._code(character)

    def _code(self, character: str) -> None:
        """Inside inline code, which ends with its line at the latest."""
        if character == "\n":
            self.step = self._inline
            self._inline(character)
            return
        self._sink.code(character)
        self._closing_ticks = self._closing_ticks + 1 if character == "`" else 0
        if self._closing_ticks == self._ticks:
            self.step = self._inline

    def _fenced(self, character: str) -> None:
        if character == "`":
            self._closing_ticks += 1
        elif self._closing_ticks >= _FENCE:
            self._sink.block()
            self.step = self._inline
            self._inline(character)
        else:
            self._closing_ticks = 0

    def _thinking(self, character: str) -> None:
        """Inside what a model says to itself, up to `</think>`: nobody is told it."""
        self._held = (self._held + character)[-len("</thinking>") :]
        if self._held.casefold().endswith(tuple(f"</{name}>" for name in _THINKING)):
            self._held = ""
            self.step = self._line
