"""Whether a sentence holds the kind of thing that a question asks for."""

from __future__ import annotations

import re

from service.language.names import find_names
from service.language.quantities import Quantity, find_quantities
from service.language.question import Question, fits

_WHY = re.compile(
    r"\b(?:because|due to|owing to|thanks to|so that|in order|as a result|caused?|reasons?|since|blamed?|prompted|"
    r"after|over|amid|for fear|fearing|fears?|to avoid|to prevent|had been)\b",
    re.I,
)
_WHERE = re.compile(r"\b(?:in|at|near|from|to|outside|off|on|into|across|inside|around)\s+(?:the\s+)?[A-Z]")
NEUTRAL = 0.5
# "Would any …?" asks how many of them, if only none or some.
_ANY = re.compile(r"\b(?:any|anyone|anybody|anything|anywhere|ever)\b", re.I)
_QUANTIFIED = re.compile(
    r"\b(?:none|nobody|nothing|nowhere|neither|never|no|some|someone|several|all|every|everyone|each)\b", re.I
)
_MONEY = frozenset(
    "money cost costs costing price pay pays paid paying spend spent fine fined charge charged worth loan aid "
    "budget debt damages loss losses funding fee tax taxes bill salary revenue profit compensation investment "
    "rent ransom reward selling sell sold sells raise raised earn earned sales".split()
)


def fit(question: Question, sentence: str) -> float:
    """From 0, nothing of the kind asked for, to 1; 0.5 where the kind of question asks for nothing particular."""
    if question.expects:
        return max((_quantity_fit(question, quantity) for quantity in find_quantities(sentence)), default=0.0)
    if question.kind == "who":
        asked = question.text.casefold()
        return float(any(name.casefold() not in asked for name in names_in(sentence)))
    if question.kind == "where":
        return float(bool(_WHERE.search(sentence)))
    if question.kind == "why":
        return float(bool(_WHY.search(sentence)))
    if question.kind == "yes_no" and _ANY.search(question.text) and _QUANTIFIED.search(sentence):
        return 1.0
    return NEUTRAL


def _quantity_fit(question: Question, quantity: Quantity) -> float:
    """How well a quantity fits; a sum of money is no answer to how much of something was spilt."""
    value = fits(question, quantity)
    if question.kind == "how_much" and quantity.kind == "money" and len(question.expects) > 1:
        sought = set(question.content_words) | ({question.focus} if question.focus else set())
        if question.focus and not sought & _MONEY:
            return 0.3 * value
    return value


def names_in(sentence: str) -> list[str]:
    """The proper names of a sentence as they are written, in order."""
    return list(find_names(sentence))
