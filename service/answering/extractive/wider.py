"""What a span needs beside it to say the truth: all of a reason, all of a list, and the word that denies it."""

from __future__ import annotations

import re

from service.answering.extractive.reasons import whole_reason
from service.answering.extractive.spans import name_spans
from service.language.clauses import Word, read_words
from service.language.negation import cues, is_plain, negated
from service.language.nouns import is_plural
from service.language.question import Question

_AND = re.compile(r"\s*(?:,\s*)?(?:and|or|&)\s+(?:the\s+)?")
_COMMA = re.compile(r"\s*,\s*(?:the\s+)?")
_PLACED = re.compile(r"\W*(?:In|At|On|From|Near|Across|For|To)\s+(?:the\s+)?")
# "He had said that ships were lost": the reason is that he said it. Who merely "said" it tells the reason.
_HAD_SAID = re.compile(
    r"(?<!\bnor )(?<!\band )\b(?:he|she|they)\s+had\s+(?:(?:publicly|once|earlier)\s+)?"
    r"(?:said|claimed|written|suggested|alleged|promised|admitted|denied)(?:\s+that)?\s+\Z"
)
# "January" is not when, if it is by the end of January.
_PART_OF = re.compile(
    r"(?:\bthe\s+)?(?<![\w-])(?:end|close|start|beginning|middle|(?:first|second) half|eve)\s+of\s+(?:the\s+)?\Z", re.I
)
# "The end of the 2024 season", "of last year’s campaign": what a year only tells more of.
_YEAR_OF = re.compile(r"[’']s\s+[a-z][\w-]*|(?<=\d{4})\s+[a-z][\w-]*")
# What happened near a place did not happen there; "sealed off" is no nearness.
_PARTING = ("sealed", "cordoned", "blocked", "closed", "roped", "fenced", "kicked", "called", "shut", "cut")
_NEAR = re.compile(
    r"\b(?:near|outside|" + "".join(rf"(?<!\b{verb}\s)" for verb in _PARTING) + r"off)\s+"
    r"(?:the\s+(?:[a-z]+\s+){1,2}of\s+)?(?:the\s+)?\Z",
    re.I,
)
# "It would leave firms unable to pay": unable is nobody without the firms.
_LEFT = re.compile(r"\b(?:leav(?:e|es|ing)|left|render(?:s|ed|ing)?)\s+((?:[\w’'-]+\s+){1,4})\Z")
_STATE = re.compile(r"(?:un)?able\b|without\b|short of\b|open to\b|exposed\b|dependent\b|vulnerable\b")
_ANYTHING = frozenset({"what", "which", "why", "how", "yes_no", "other"})


def widened(question: Question, text: str, start: int, end: int) -> tuple[int, int]:
    """Characters `[start, end)` of `text`, and what stands around them that the answer is not true or whole without."""
    if question.kind == "why":
        start, end = whole_reason(question, text, start, end)
        said = _HAD_SAID.search(text, 0, start)
        start = said.start() if said else start
    if question.kind in ("why", "what"):
        left = _LEFT.search(text, 0, start) if _STATE.match(text, start) else None
        start = left.start(1) if left else start
    if question.kind == "where":
        near = _NEAR.search(text, 0, start)
        start = near.start() if near else start
    if question.kind == "when":
        start, end = _with_its_part(text, start, end)
    if question.focus and is_plural(question.focus) and not question.expects:
        start, end = _whole_list(text, start, end)
    if question.kind in _ANYTHING and not question.expects:
        start = _denied_from(question, text, start, end)
    return start, end


def _with_its_part(text: str, start: int, end: int) -> tuple[int, int]:
    part = _PART_OF.search(text, 0, start)
    if part is None:
        return start, end
    named = _YEAR_OF.match(text, end)
    is_of_more = named and (named[0].startswith(("’", "'")) or part[0].lower().endswith("the "))
    return part.start(), named.end() if named and is_of_more else end


def _whole_list(text: str, start: int, end: int) -> tuple[int, int]:
    """With the names before and after it in a list that ends in "and": a comma alone parts more than lists."""
    names = name_spans(text)
    first, last, ended = start, end, False
    for opening, closing in names:
        if opening < last or ended:
            continue
        ended = _AND.fullmatch(text, last, opening) is not None
        if ended or _COMMA.fullmatch(text, last, opening):
            last = closing
    last = last if ended else end
    for opening, closing in reversed(names):
        if closing > first or _PLACED.fullmatch(text, 0, opening):
            continue
        is_last = not ended and first == start and _AND.fullmatch(text, closing, first)
        if is_last or ((ended or first != start) and _COMMA.fullmatch(text, closing, first)):
            first = opening
    return first, last


def _denied_from(question: Question, text: str, start: int, end: int) -> int:
    """Where the word stands that denies what begins at `start`, else `start`: no plan to leave is no "leave".

    A question that denies the same ("What did he refuse?") has its denial already.
    """
    words = read_words(text)
    first = next((at for at, word in enumerate(words) if word.content and start <= word.start < end), None)
    if first is None:
        return start
    asked = {word.normal for word in read_words(question.text)}
    denying = [
        at
        for at in cues(words)
        if at < first
        and _denies_what_follows(words, at)
        and words[at].normal not in asked
        and first in negated(words, at)
    ]
    return min(start, words[denying[-1]].start) if denying else start


def _denies_what_follows(words: tuple[Word, ...], at: int) -> bool:
    """Not so where "dispute" is a noun, or "failed" tells of a product."""
    following = words[at + 1].lower if at + 1 < len(words) else ""
    return is_plain(words, at) or following in ("to", "that", "any") or following.endswith("ing")
