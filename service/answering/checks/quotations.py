"""Whether what a sentence puts between quotation marks stands so in what it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.answering.checks.analysis import Cited

_DOUBLE = re.compile(r"[\"“”„‟«»〝〞＂]")
_OPENING, _CLOSING = "“„«〝", "”»〞"
# A single mark opens where no letter stands before it, and not before a decade or a clipped word.
_SINGLE_OPEN = re.compile(r"(?<!\w)[‘'`´‚](?=[^\W_])(?!\d0s)(?!(?:tis|twas|em|cause|til|n)\b)", re.IGNORECASE)
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])['’´](?!\w)")
_ELLIPSIS = re.compile(r"[\[(]?\s?(?:…|\.\s?\.\s?\.)\.?\s?[\])]?")
_FOLDED = str.maketrans(
    dict.fromkeys('"“”„‟«»〝〞＂‘’‚‛`´', "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"[": "(", "]": ")", "‹": "(", "›": ")", "<": "(", ">": ")"}
)
_SPACED_DASH = re.compile(r" ?- ?")


def find_quotations(sentence: str) -> tuple[str, ...]:
    """Every stretch between quotation marks, to an end of the sentence where a mark has no partner."""
    found: list[str] = []
    outside: list[tuple[int, int]] = []
    opened: int | None = None
    last = 0
    for mark in _DOUBLE.finditer(sentence):
        if opened is not None and (mark.group() not in _OPENING or sentence[opened] in "»„"):
            found.append(sentence[opened + 1 : mark.start()])
            opened, last = None, mark.end()
        elif opened is None and _only_closes(sentence, mark.start()):
            found.append(sentence[last : mark.start()])
            last = mark.end()
        elif opened is None:
            outside.append((last, mark.start()))
            opened = mark.start()
    if opened is not None:
        found.append(sentence[opened + 1 :])
    else:
        outside.append((last, len(sentence)))
    for start, end in outside:
        found.extend(_single_quoted(sentence, start, end))
    return tuple(found)


def _only_closes(sentence: str, at: int) -> bool:
    """Whether a mark that opens nothing ends a quotation begun in the sentence before."""
    before, after = sentence[at - 1 : at], sentence[at + 1 : at + 2]
    if sentence[at] in _CLOSING:
        return sentence[at] == "”" or (bool(before.strip()) and not after.strip())
    return sentence[at] == '"' and bool(before.strip()) and before not in "([-–—" and not after.strip(" ,.;:!?)")


def _single_quoted(sentence: str, start: int, end: int) -> list[str]:
    found: list[str] = []
    at = start
    while (opening := _SINGLE_OPEN.search(sentence, at, end)) is not None:
        closing = _SINGLE_CLOSE.search(sentence, opening.end(), end)
        if closing is None:
            break
        found.append(sentence[opening.end() : closing.start()])
        at = closing.end()
    return found


def stands(quotation: str, text: str) -> bool:
    """Whether the parts of a quotation stand in order, word for word, in a text folded by `folded`."""
    at = 0
    for part in _ELLIPSIS.split(quotation):
        wanted = folded(part).strip(" ,.;:!?'-")
        if not wanted:
            continue
        at = _find(wanted, text, at)
        if at < 0:
            return False
        at += len(wanted)
    return True


def _find(wanted: str, text: str, at: int) -> int:
    """Where whole words begin to stand, whatever the case of their first letter; -1 where they do not."""
    tail = wanted[1:]
    heads = {wanted[0], wanted[0].lower(), wanted[0].upper()}
    while True:
        at = (
            text.find(tail, at + 1) - 1 if tail else min((i for h in heads if (i := text.find(h, at)) >= 0), default=-1)
        )
        if at < 0:
            return -1
        if text[at] in heads and not _joined(text, at) and not _joined(text, at + len(wanted)):
            return at
        at += 1


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on from before a position to after it."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def folded(text: str) -> str:
    """The text with one kind of quotation mark, dash, bracket and space."""
    return _SPACED_DASH.sub("-", " ".join(text.translate(_FOLDED).split()))


def are_verbatim(sentence: str, cited: Sequence[Cited]) -> bool:
    """Whether each quotation of a sentence stands verbatim in one cited text or heading."""
    quotations = find_quotations(sentence)
    if not quotations:
        return True
    texts = [folded(text) for one in cited for text in (one.body.text, one.heading.text)]
    return all(any(stands(quotation, text) for text in texts) for quotation in quotations)
