"""What a figure is told by: "$5 a barrel" is not "$5 a gallon"."""

from __future__ import annotations

import re

from service.answering.checks.analysis import Analysis
from service.language.quantities import Quantity
from service.language.synonyms import synonyms
from service.language.words import normal

_RATE = re.compile(r" (?:an?|per|each|every) ([a-z]{3,20})\b")


def agree(said: Quantity, sentence: Analysis, given: Quantity, body: Analysis) -> bool:
    """Whether "$5 a barrel" is cited as so much a barrel, if it is cited as so much of anything."""
    ours, theirs = _rate(said, sentence), _rate(given, body)
    return not ours or not theirs or not synonyms(ours).isdisjoint(synonyms(theirs))


def _rate(quantity: Quantity, analysis: Analysis) -> str:
    found = _RATE.match(analysis.text, quantity.end)
    return normal(found.group(1)) if found else ""
