"""A date put in the place of the date of a question, or added to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.language.conversation.antecedents import Exchange
from service.language.conversation.phrases import PREPOSITIONS, Phrase
from service.language.word_lists import word_set

_BEFORE_DATE = word_set(
    "in on at by since until till during before after back from as of for around about earlier later the a "
    "early late mid"
)
_PERIOD = r"(?:year|month|week|day|season|decade)"
_TIMES = re.compile(
    rf"(?:the\s+)?{_PERIOD}\s+(?:before|after|earlier|later)(?:\s+that)?|(?:the\s+)?(?:previous|following)\s+{_PERIOD}|"
    rf"(?:right\s+)?now|before that|after that|a\s+{_PERIOD}\s+(?:ago|earlier|before|later)",
    re.I,
)
_PAST = re.compile(r"\b(?:back|last|ago|yesterday|previous|before|earlier)\b", re.I)
_YEAR = re.compile(r"(?:in\s+)?((?:19|20)\d\d)", re.I)
_LEADING = re.compile(r"(?:\b(?:back|in|on|at|during|by|since|until|till|of|the|from|as)\s+){1,3}$", re.I)
_LEADING_CHARACTERS = 40


def is_moment(fragment: str, phrases: Sequence[Phrase]) -> bool:
    """Whether a fragment, whose phrases are given, only tells a time: "in 2019", "the year before"."""
    dates = [phrase for phrase in phrases if phrase.kind == "moment"]
    if _TIMES.fullmatch(fragment):
        return True
    if len(dates) != 1 or dates[0].end != len(fragment):
        return False
    return _BEFORE_DATE.issuperset(fragment[: dates[0].start].lower().split())


def with_moment(fragment: str, previous: Exchange) -> str:
    """The question with the time of the fragment in the place of its own, or added to it."""
    question = previous.question
    named = _in_name(fragment, previous)
    if named:
        return named
    dates = [phrase for phrase in previous.phrases if phrase.kind == "moment"]
    needs_preposition = fragment.split()[0].lower() not in PREPOSITIONS | {"back", "as", "now"} and not _adverbial(
        fragment
    )
    text = f"{_preposition(fragment)}{fragment}" if needs_preposition else fragment
    if not dates:
        return _in_past(added(question, text), fragment)
    start = dates[-1].start
    leading = _LEADING.search(question[:start][-_LEADING_CHARACTERS:])
    if leading and needs_preposition:
        text = fragment
    elif leading:
        start -= len(leading.group())
    return _in_past(question[:start] + text + question[dates[-1].end :], fragment)


def _in_name(fragment: str, previous: Exchange) -> str | None:
    """The question with another year in the name that holds one: "the 2024 election" → "the 2019 election"."""
    year = _YEAR.fullmatch(fragment)
    for phrase in previous.phrases if year else ():
        dated = None if phrase.kind == "moment" else re.search(r"\b(?:19|20)\d\d\b", phrase.text)
        if year and dated:
            at = phrase.start + dated.start()
            return previous.question[:at] + year.group(1) + previous.question[at + len(year.group(1)) :]
    return None


def _adverbial(fragment: str) -> bool:
    return (
        re.match(
            r"(?:last|next|this|the|previous|now|today|yesterday|tomorrow|a|right|before|after|earlier|tonight)\b",
            fragment,
            re.I,
        )
        is not None
    )


def _preposition(fragment: str) -> str:
    return (
        "on "
        if re.match(
            r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z]|[A-Z][a-z]+\s+\d{1,2}\b(?!\d)",
            fragment,
            re.I,
        )
        else "in "
    )


def _in_past(question: str, fragment: str) -> str:
    """The question with its first "is" or "are" in the past where the fragment says that the time is past."""
    if not _PAST.search(fragment):
        return question
    return re.sub(r"\b(?:is|are)\b", lambda found: {"is": "was", "are": "were"}[found.group()], question, count=1)


def added(question: str, text: str) -> str:
    """The question with words added before its question mark."""
    end = question.rstrip(" ?.!")
    return f"{end} {text}{question[len(end) :]}"
