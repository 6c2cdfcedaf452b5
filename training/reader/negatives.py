"""Questions that their own text does not answer, and whether one says enough to be asked of another text."""

from __future__ import annotations

import random
import re
from collections import defaultdict

from training.reader.questions import SENTENCES, Questions

_NAME = re.compile(
    r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}|(?<![\w.,])\d[\d,.]*\d(?![\w])|(?<![\w.,])\d(?![\w.,])"
)
_PARTICULAR = re.compile(r"(?<=. )[A-Z]|\d")
_FEWEST_WORDS = 6


def is_particular(question: str, source: str) -> bool:
    """Whether a question says enough for a near text without its answer to be a fair negative."""
    return source not in SENTENCES or (
        len(question.split()) >= _FEWEST_WORDS and _PARTICULAR.search(question) is not None
    )


class Swapper:
    """Makes a question its text does not answer, by putting another name or number in the place of one of its own."""

    def __init__(self, questions: Questions) -> None:
        self._others: dict[bool, list[str]] = defaultdict(list)
        for text in questions.texts:
            for name in sorted(set(_NAME.findall(text.text))):
                self._others[name[0].isdigit()].append(name)

    def swapped(self, question: str, text: str, chance: random.Random) -> str | None:
        """The question about something else, None where it names nothing that stands in its text."""
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


def _apart(name: str, other: str) -> bool:
    return name[0].isdigit() == other[0].isdigit() and name not in other and other not in name
