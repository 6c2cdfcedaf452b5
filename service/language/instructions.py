"""Sentences that are addressed to a machine that reads them, and tell a reader of news nothing.

No list of phrases is whole: this keeps the usual ones from being shown to a model and from being cited.
What a model makes of the rest is held to its proof by the gate.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_HIDDEN = frozenset({"Cf", "Cc"})
_MOST_READ = 4000
# Texts up to this length are remembered.
_REMEMBERED = 1000

# How chats and templates are written down, which no sentence of news is.
_ROLE = re.compile(r"\W{0,3}(?:system|developer|assistant|user|human|instruction|role)s?\s?:", re.IGNORECASE)
_FORMAT = re.compile(
    r"<\||\|>|\[/?INST\]|<</?SYS>>|</?article\b|<!--|\{\{|\}\}|\{%|<%|%\([a-z_]+\)s|"
    r"[\[(<{]\s?(?:system|developer|assistant)\s?:|^\W{0,3}(?:system|developer|assistant|user|human|instruction|role)s?\s?:",
    re.IGNORECASE,
)
_MACHINE = (
    r"(?:ai|a\.i\.|automated|language|chat)[ -]?"
    r"(?:readers?|systems?|services?|agents?|models?|assistants?|bots?|tools?)"
    r"|chatbots?|llms?|(?:every|any|all|each|dear) assistants?"
)
_DUTY = r"(?:must|should|shall|have to|has to|needs? to|may only|may show|are to|is to)"
_SAY = (
    r"(?:say|saying|answer|reply|respond|output|print|write|repeat|reveal|cite|claim|state|add|end|begin|open|insert|"
    r"tell|ignore|obey|give|show|include|expand|read|call|use)"
)
_ORDERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "Ignore all previous instructions"
        r"\b(?:ignore|disregard|forget|override|bypass|void)\b\W{1,3}(?:\w+\W{1,3}){0,4}?"
        r"(?:instructions?|rules?|prompts?|guidelines?|articles|questions?|context|directions)\b",
        r"\b(?:instructions?|rules?|prompts?|guidelines?)\b\W{1,3}(?:\w+\W{1,3}){0,2}?(?:are|is) (?:now )?void\b",
        # "AI systems must end every answer with"
        rf"\b(?:{_MACHINE})\b\W{{1,3}}(?:\w+\W{{1,3}}){{0,6}}?{_DUTY}\W{{1,3}}(?:\w+\W{{1,3}}){{0,2}}?{_SAY}\b",
        r"\bassistant must answer\b",
        r"^\W{0,3}(?:dear|to any|to all|to every|attention|note to)\W{1,3}(?:\w+\W{1,3}){0,2}?"
        rf"(?:{_MACHINE}|assistants?)\b",
        rf"^\W{{0,3}}(?:{_MACHINE}|assistant)\b\s?[,:]",
        rf"\bfor (?:{_MACHINE})\s?:",
        # "you must answer only with"
        rf"\byou {_DUTY} (?:only |now |always |never )?"
        r"(?:answer|reply|respond|output|print|say that|obey|say no answer)\b",
        r"\byou (?:are now|are) (?:an? unrestricted|in \w+ mode|a model\b|[A-Z]+-BOT)",
        r"\bsystem[ _-]?prompts?\b|\bno rules\b.{0,40}\bmodel\b|\bmodel without rules\b",
        # "each answer opens with", "in every summary of this article"
        r"\b(?:every|each|your|all)\W{1,3}(?:\w+\W{1,3})?(?:answers?|summary|summaries|replies|reply|responses?)\b"
        r"\W{1,3}(?:must|should|has to|have to|opens?|ends?|begins?|starts?|of this (?:article|story))\b",
        r"\b(?:in|into|to|of) your (?:answer|summary|reply|response)\b",
        r"\btell (?:your|the) readers?\b|\bwhenever the (?:reader|user) asks\b|\byour reader\b",
        r"\bif you (?:use|cite|quote|summari[sz]e) this (?:article|text|story)\b|\bin place of (?:any key|the news)\b",
        r"\bfollowing base64\b|\bas (?:its|your) only source\b|\bnew (?:priority )?rules?\s?:",
    )
)


def without_instructions(text: str, sentences: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those of `sentences`, spans of `text`, that are news: no order, nor what follows a chat's role on its line."""
    line_end = 0
    for start, end in sentences:
        if start < line_end:
            continue
        if _ROLE.match(text, start, end):
            line_end = text.find("\n", start) + 1 or len(text)
        elif not is_instruction(text[start:end]):
            yield start, end


def is_instruction(text: str) -> bool:
    """Whether `text`, one sentence, is an order to a machine or a piece of a chat's format, as far as words show it.

    Its first 4,000 characters are read. Words that mix Latin letters with lookalikes of another script are
    taken for hidden orders.
    """
    return _remembered(text) if len(text) <= _REMEMBERED else _is_instruction(text[:_MOST_READ])


def _is_instruction(read: str) -> bool:
    if _FORMAT.search(read):
        return True
    plain = read
    if not read.isprintable():
        plain = "".join(one for one in read if unicodedata.category(one) not in _HIDDEN)
    plain = unicodedata.normalize("NFKC", plain)
    if any(order.search(plain) for order in _ORDERS):
        return True
    return not plain.isascii() and any(map(_is_mixed, re.findall(r"[^\W\d_]+", plain)))


# The same articles are shown for many questions.
_remembered = lru_cache(maxsize=4096)(_is_instruction)


def _is_mixed(word: str) -> bool:
    if word.isascii():
        return False
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
    return "LATIN" in scripts and not scripts.isdisjoint({"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN"})
