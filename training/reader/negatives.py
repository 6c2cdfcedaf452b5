"""Questions that their own text does not answer, and whether one says enough to be asked of another text."""

from __future__ import annotations

import random
import re
from collections import defaultdict

from training.reader.contraries import contrary, denied
from training.reader.questions import SENTENCES, Questions

_NAME = re.compile(
    r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}|(?<![\w.,])\d[\d,.]*\d(?![\w])|(?<![\w.,])\d(?![\w.,])"
)
_PARTICULAR = re.compile(r"(?<=. )[A-Z]|\d")
_FEWEST_WORDS = 6
_WORD = re.compile(r"(?<=[a-z,] )[a-z]{5,}(?![\w'’])")
# How often a question is turned by its name, by a word of its contrary, by another word, or denied.
_TURNS = {"named": 0.4, "contrary": 0.25, "worded": 0.2, "denied": 0.15}


def is_particular(question: str, source: str) -> bool:
    """Whether a question says enough for a near text without its answer to be a fair negative."""
    return source not in SENTENCES or (
        len(question.split()) >= _FEWEST_WORDS and _PARTICULAR.search(question) is not None
    )


class Swapper:
    """Makes a question its text does not answer: another name or number, the contrary, another word, or a denial.

    These are most of the ways in which SQuAD 2.0's writers made theirs (Rajpurkar et al. 2018, table 3).
    """

    def __init__(self, questions: Questions) -> None:
        self._others: dict[bool, list[str]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)
        for text in questions.texts:
            for name in sorted(set(_NAME.findall(text.text))):
                self._others[name[0].isdigit()].append(name)
        for asked in questions.asked:
            for word in _WORD.findall(asked.question):
                self._words[word[-2:]].append(word)

    def swapped(self, question: str, text: str, chance: random.Random) -> str | None:
        """The question about something else, None where nothing in it can be turned."""
        way = chance.choices(list(_TURNS), list(_TURNS.values()))[0]
        made = None
        if way == "contrary":
            made = contrary(question, chance)
        elif way == "denied":
            made = denied(question)
        elif way == "worded":
            made = self._worded(question, text, chance)
        return made or self._named(question, text, chance)

    def _named(self, question: str, text: str, chance: random.Random) -> str | None:
        told = [name for name in _NAME.findall(question) if name in text]
        if not told:
            return None
        name = chance.choice(told)
        inside = sorted(other for other in set(_NAME.findall(text)) if _apart(name, other))
        pool = inside if inside and chance.random() < 0.5 else self._others[name[0].isdigit()]
        other = chance.choice(pool)
        if not _apart(name, other) or other in question:
            return None
        return question.replace(name, other)

    def _worded(self, question: str, text: str, chance: random.Random) -> str | None:
        told = [word for word in _WORD.findall(question) if word in text]
        if not told:
            return None
        word = chance.choice(told)
        other = chance.choice(self._words[word[-2:]] or [word])
        if other in question or other in text:
            return None
        return re.sub(rf"\b{word}\b", other, question, count=1)


def _apart(name: str, other: str) -> bool:
    return name[0].isdigit() == other[0].isdigit() and name not in other and other not in name
