"""Agreement of a short answer with gold answers, exactly as the official SQuAD 2.0 script has it.

Source: `evaluate-v2.0.py` of Rajpurkar, Jia and Liang (2018). Gold answers are alternatives; the best one
counts. A question without any, or with none that is more than articles and ASCII punctuation, has no
answer, and there "" is right; so these measures always say something.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """The text in lower case without ASCII punctuation and articles, its white space single; time is linear.

    Quotation marks and dashes beyond ASCII stay, as they do in the script.
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def exact_match(given: str, answers: Sequence[str]) -> float:
    """1 where the normalised texts are equal, else 0; no answer is right where none is wanted."""
    return max(float(normalise(given) == wanted) for wanted in _wanted(answers))


def token_f1(given: str, answers: Sequence[str]) -> float:
    """The harmonic mean of precision and recall over normalised words as a multiset, in [0, 1].

    Where either side has no word it is 1 if both have none, else 0.
    """
    return max(_f1(normalise(given).split(), wanted.split()) for wanted in _wanted(answers))


def _wanted(answers: Sequence[str]) -> list[str]:
    return [wanted for wanted in map(normalise, answers) if wanted] or [""]


def _f1(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    common = (Counter(given) & Counter(wanted)).total()
    return 2 * common / (len(given) + len(wanted))
