"""Where sentences begin and end, in code points of the text they were found in."""

from __future__ import annotations

import re

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
_BLOCK = re.compile(r"(?:[^\n]+\n?)+")
_TERMINAL = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*\s*$")
_WRAPPED_WIDTH = 100
_CLOSING = "\"'”’»)]}"
# A break after these is never the end of a sentence in English news prose, whatever follows.
_TITLES = re.compile(
    r"(?<![^\s(“\"‘'])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Sgt|Capt|Maj|Adm|Sen|Rep|Gov|Rev|St|vs|Messrs|Hon|Pres)\.$"
)
# After these it is none where a number follows: "No. 2", "Jan. 24".
_NUMBERED = re.compile(r"(?<![^\s(“\"‘'])(?:No|Nos|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.$")


def sentence_spans(text: str, language: str = "en") -> list[Span]:
    """Spans of the sentences of `text`, in order, without surrounding white space.

    Every character that is not white space lies in exactly one span. A blank line always ends a
    sentence; a single line break does too, unless its block reads as text wrapped to a width.
    """
    spans: list[Span] = []
    for block in _BLOCK.finditer(text):
        for start, end in _units(text, block.start(), block.end()):
            spans.extend(_split(text, start, end, language))
    return spans


def _units(text: str, start: int, end: int) -> list[Span]:
    """The stretches of a block that no sentence crosses: the whole block if it is wrapped, else its lines."""
    lines = [(start + line.start(), start + line.end()) for line in _LINE.finditer(text[start:end])]
    inner = lines[:-1]
    if inner:
        open_ended = sum(1 for a, b in inner if not _TERMINAL.search(text, a, b))
        widest = max(b - a for a, b in inner)
        if widest <= _WRAPPED_WIDTH and 2 * open_ended > len(inner):
            return [(start, end)]
    return lines


def _split(text: str, start: int, end: int, language: str) -> list[Span]:
    from sentencex import segment

    piece = text[start:end]
    parts = list(segment(language, piece))
    if "".join(parts) != piece:
        # sentencex promises to lose nothing; were it ever to, one long span is right and a shifted one is not.
        parts = [piece]
    spans: list[Span] = []
    position = start
    for part in parts:
        begin, position = position, position + len(part)
        span = _trim(text, begin, position)
        if span is None:
            continue
        if spans and _continues(text, spans[-1], span):
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
    return spans


def _continues(text: str, before: Span, after: Span) -> bool:
    """Whether a break was set inside a sentence: after an abbreviation, or before closing marks alone."""
    tail = max(before[0], before[1] - 12)
    if _TITLES.search(text, tail, before[1]) or (_NUMBERED.search(text, tail, before[1]) and text[after[0]].isdigit()):
        return True
    return all(character in _CLOSING + ".…!?,;:" for character in text[after[0] : after[1]])


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
