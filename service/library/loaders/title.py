"""A title for a text that came without one, taken from its own words."""

from __future__ import annotations

import re

from service.errors import InvalidInput
from service.library.dates import published

LONGEST = 90
_SENTENCE_WINDOW = 2_000
_LEADING_LINES = 5
_DATELINE = re.compile(
    r"(?:(?:first |originally )?(?:published|posted|issued)(?: on| at)?|date(?:line|d)?)"
    r"\s*:?\s+(?P<date>\S.{0,80})",
    re.IGNORECASE,
)


def title_from(text: str) -> str:
    """The first line where it reads as a title, else the first sentence, at most 90 characters.

    A line reads as a title when it is short, closed by no full stop and followed by a blank line.
    `text` is normalised; a line that gives the date of publication is passed over.
    """
    lines = text.split("\n", _LEADING_LINES)
    first = 0
    while first < len(lines) - 1 and (not lines[first].strip() or dateline(lines[first])):
        first += 1
    head = " ".join(lines[first][:_SENTENCE_WINDOW].split())
    alone = first + 1 < len(lines) and not lines[first + 1]
    if alone and len(head) <= LONGEST and not head.endswith((".", ",", ";", "…")):
        return head
    paragraph = "\n".join(lines[first:]).strip()[:_SENTENCE_WINDOW].split("\n\n", 1)[0]
    return cut(_first_sentence(" ".join(paragraph.split())))


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, or its beginning up to a whole word and an ellipsis, at most `longest` characters."""
    if len(text) <= longest:
        return text
    head, space, _ = text[:longest].rpartition(" ")
    return (head if space else text[: longest - 1]).rstrip(" ,;:\u2013\u2014-") + "…"


def dateline(line: str) -> str | None:
    """The date in a line such as `Published: 24 January 2022`, as the line writes it."""
    match = _DATELINE.fullmatch(line.strip())
    return match["date"].strip() if match and re.search(r"\d", match["date"]) else None


def leading_date(text: str, warnings: list[str]) -> str | None:
    """The date of publication that one of the first five lines states; one unusable is a warning."""
    for line in text.split("\n", _LEADING_LINES)[:_LEADING_LINES]:
        if stated := dateline(line):
            try:
                return published(stated)
            except InvalidInput as error:
                warnings.append(str(error))
                return None
    return None


def _first_sentence(paragraph: str) -> str:
    from sentencex import segment

    return next((sentence.strip() for sentence in segment("en", paragraph) if sentence.strip()), "")
