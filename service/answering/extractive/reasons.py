"""All of the reason that a sentence gives, of which a reader may have found a few words, and nothing besides."""

from __future__ import annotations

import re

from service.answering.extractive.candidates import terms_of
from service.language.datelines import dateline_end
from service.language.question import Question

_REASON = re.compile(
    r"\b(?:because of|because|due to|owing to|thanks to|so that|in order to|as a result of|(since|when|after))\s+", re.I
)
_SAYING = r"(?:said|says|told|added|wrote|explained|acknowledged|admitted|conceded|argued|announced)"
# "So" before a clause tells what follows: not "so that it dries", nor "so often ignored".
_THUS = (
    r"(?:and\s+)?so\s+(?:(?:the|an?|it|they|he|she|we|you|there|this|these|those|his|her|their|its|our|no|nobody|"
    r"nothing|all|many|most|some|both)\b|[A-Z]|[a-z]{2,}s\s+(?:can|could|may|might|must|will|would|were|are|have|had)\b)"
)
# Where a reason ends: where its sentence does, where somebody is said to have told it, or what follows from it.
_ENDING = re.compile(rf"[;”]|(?<=\w)\"|,\s+(?:according to\b|{_THUS}|(?:[\w’'.-]+\s+){{0,8}}?{_SAYING}\b)")
# "It leaked, so it was shut": why it was shut stands before.
_SO = re.compile(r"\s*,\s+(?:and\s+)?so\s+\Z")
# "It closed early, so staff could get home": what for, which is the reason itself.
_PURPOSE = re.compile(r"(?:[\w’'-]+\s+){1,5}?(?:can|could|may|might)\b(?!\s+(?:not|no|never)\b)")
# "The mayor said that it leaked", "“It leaked,” she said": who told a reason is no part of it.
_TELLING = re.compile(
    rf"(?:;|(?<!\bwho )(?<!\bwhich )\b{_SAYING}(?:\s+(?:in|on|at)\s+[A-Z]\w+)?(?:\s+that\b)?)\s+(?!by\b)"
)
_TOLD = re.compile(rf"[,.]?[”\"]?,?\s+(?:[\w’'.-]+\s+){{0,8}}?{_SAYING}\s*\Z")
_MARKS = ' .,!?\n“”"'
# Beyond this many characters a reason is no short answer.
LONGEST_REASON = 160


def whole_reason(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """All of the reason that `[start, end)` of `text` is of; these characters alone where it is too long to be told."""
    found = _reason_before(question, text, start, end)
    if found is not None:
        return found
    opening = None
    for one in _REASON.finditer(text):
        if one.start() > start or one.end() >= end:
            break
        # These give a time as often as a reason: not where they set the scene, or are parted from what was read.
        is_scene = not text[: one.start()].strip(" “\"'‘") or "," in text[one.end() : start]
        if not (one.group(1) and is_scene):
            opening = one.end()
    if opening is None:
        return start, end
    last = max(end, _end_of_reason(text, opening, end))
    return (opening, last) if last - opening <= LONGEST_REASON else (start, end)


def reason_in(text: str) -> tuple[int, int]:
    """Where the first reason stands that a sentence gives in so many words; empty where it gives none."""
    for found in _REASON.finditer(text):
        if not found.group(1):
            return found.end(), _end_of_reason(text, found.end(), found.end())
    return 0, 0


def _reason_before(question: Question, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The clause that `[start, end)` follows from, where "so" stands between them and the question asks for it."""
    so = _SO.search(text, 0, start)
    if so is None or _PURPOSE.match(text, start) or any(not one.group(1) for one in _REASON.finditer(text, start, end)):
        return None
    first, last = dateline_end(text), so.start()
    told = _TOLD.search(text, first, last)
    last = told.start() if told and told.start() > first else last
    for telling in _TELLING.finditer(text, first, last):
        first = telling.end()
    clause = text[first:last]
    first, last = last - len(clause.lstrip(_MARKS)), first + len(clause.rstrip(_MARKS))
    asked = terms_of(" ".join(question.content_words))
    about = len(asked & terms_of(text[so.end() :])) - len(asked & terms_of(text[first:last]))
    return (first, last) if about >= 0 and 0 < last - first <= LONGEST_REASON else None


def _end_of_reason(text: str, opening: int, end: int) -> int:
    closing = _ENDING.search(text, max(end, opening))
    return opening + len(text[opening : closing.start() if closing else len(text)].rstrip(" .,!?\n"))
