"""The few words inside a sentence that answer the question."""

from __future__ import annotations

import re

from service.answering.extractive.candidates import terms_of
from service.answering.extractive.kinds import names_in, span_fit
from service.answering.extractive.reasons import reason_in
from service.answering.extractive.spans import name_spans, whole
from service.answering.extractive.wider import widened
from service.language.datelines import dateline_end
from service.language.nouns import singular
from service.language.quantities import find_quantities
from service.language.question import Question, fits
from service.language.words import normal, words

_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|outside|off|on)\s+"
    r"((?:the\s+)?(?:[A-Z][\w’'.-]*|of|and|the|de|la)(?:[ ,]+(?:[A-Z][\w’'.-]*|of|de|la))*)"
)
# Up to this fit a quantity that was read gives way to one of the sentence that fits better.
DOUBTFUL = 0.3
# "The mayor of Brightmouth", "a retired sergeant": a description, which no other name opens.
_OFFICE = re.compile(r"(?:the|an?|its|his|her|their)\s[^,]+", re.I)
_TRAILING = re.compile(r"(?:[ ,]+(?:of|and|the|de|la))+$")
# "A late-leafing variety, No. 17, ": what it is called, behind what the question itself calls it.
_CALLED = re.compile(r", ((?:No\. ?\d+|[A-Z][\w’'.-]*(?: (?:[A-Z][\w’'.-]*|\d+|of|the|de|la))*))(?=[,.;]|\Z)")
# A clause of its own between two names.
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|sends?|sent)\b.*\b(?:and|but|while)\s+(?:the\s+)?(?=[A-Z])"
)
# "The officials said, by Ines Calloway": who says so is not who did it.
_ATTRIBUTED = re.compile(r"[^,.;“”\"]{0,60}\bsa(?:id|ys),\s+(?:by\s+)?")
_DENIED = re.compile(r"\b(?:no|not|never|nobody|none|neither)\b|n[’']t\b", re.I)
# "Ines Calloway, who is mayor": what only tells more of what answers.
_ASIDE = re.compile(r",\s+(?:who|which\s+(?:is|was|are|were|has|had))\b[^,;]*\Z")
# "They had hoped for 20", "127,000 because it counts 21,000": a figure that is not the one that holds.
_SET_ASIDE = re.compile(
    r"\b(?:hop(?:ed|ing) (?:for|to [\w ]{1,20})|had (?:expected|planned|forecast|predicted)|instead of|rather than|"
    r"because [\w ]{0,30})\s*\Z",
    re.I,
)
_HOPING = re.compile(r"\b(?:hop|expect|plan|forecast|predict|want|why|because)", re.I)
# "“Poor”" as a rating is "poor".
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
# "For nine days", "18 percent from a year earlier", "9 metres long": what may stand beside a figure that is the whole
# answer by itself.
_BEFORE_FIGURE = re.compile(r"(?:(?:for|lasts?|lasted|lasting|by|until|reach(?:es|ed)?|cost|costs|paid)\s+)+", re.I)
_AFTER_FIGURE = re.compile(
    r"\s+(?:(?:from (?:an?|the|last) (?:same )?(?:year|month|week|quarter)|compared (?:with|to))\b|"
    r"(long|high|tall|wide|deep|thick|away|effective)\Z)"
)
# How a question asks for what such a word measures.
_MEASURES = {
    "long": ("long", "length"),
    "high": ("high", "height", "tall"),
    "tall": ("tall", "height", "high"),
    "wide": ("wide", "width", "broad"),
    "deep": ("deep", "depth"),
    "thick": ("thick",),
    "away": ("far", "away", "distan", "close"),
    "effective": ("effective", "well"),
}


def short_answer(question: Question, sentence: str, span: tuple[int, int] | None = None) -> str | None:
    """The words of `sentence` that answer, as they are written; None if unsure.

    They are those of the reader's span, made whole at its edges; the rules' choice where the question asks for a
    quantity and the span has none that fits, or where there is no span.
    """
    start, end = whole(sentence, *span) if span else (0, 0)
    if start < end:
        start, end = widened(question, sentence, start, end)
        start, end = _doer(question, sentence, *_unattributed(question, sentence, start, end))
        start, end = _named(question, sentence, start, end)
        start, end = _called(question, sentence, start, end)
        end = _without_aside(question, sentence, start, end)
        start, end = _figure_that_holds(question, sentence, start, end)
        start, end = _figure_alone(question, sentence, start, end)
        if _QUOTED.fullmatch(sentence, start, end):
            start, end = start + 1, start + len(sentence[start : end - 1].rstrip(","))
    read = " ".join(sentence[start:end].split())
    if not read or (question.expects and span_fit(question, sentence, (start, end)) <= DOUBTFUL):
        return " ".join((_by_rules(question, sentence) or "").split()) or read or None
    return read


def _doer(question: Question, sentence: str, start: int, end: int) -> tuple[int, int]:
    """The last name where a span runs over a whole clause: "Spain sends ships and France", who "has put" something."""
    clause = _CLAUSE.search(sentence, start, end) if question.kind == "who" else None
    if clause is None:
        return start, end
    behind = [(first, last) for first, last in name_spans(sentence) if clause.end() <= first and last == end]
    asked = terms_of(" ".join(question.content_words))
    if behind and len(asked & terms_of(sentence[end:])) > len(asked & terms_of(sentence[start:end])):
        return behind[-1]
    return start, end


def _named(question: Question, sentence: str, start: int, end: int) -> tuple[int, int]:
    """The name alone where an office stands beside it: "the mayor of Brightmouth, Ines Calloway"."""
    if question.kind != "who":
        return start, end
    for first, last in name_spans(sentence):
        before, after = sentence[start:first], sentence[last:end]
        is_last = last == end and start < first and _OFFICE.fullmatch(before.rstrip(" ,")) and before.endswith(", ")
        is_first = first == start and last < end and after.startswith(", ") and _OFFICE.fullmatch(after[2:])
        if is_last or is_first:
            return first, last
    return start, end


def _called(question: Question, sentence: str, start: int, end: int) -> tuple[int, int]:
    """What something is called, where a span only says again what the question asks for, and the name stands behind."""
    says_again = question.kind == "which" and question.focus and sentence[start:end].lower().endswith(question.focus)
    called = _CALLED.match(sentence, end) if says_again and not name_spans(sentence[start:end]) else None
    return called.span(1) if called else (start, end)


def _unattributed(question: Question, sentence: str, start: int, end: int) -> tuple[int, int]:
    """Without the words at the beginning of a name that only say who said so."""
    attributed = _ATTRIBUTED.match(sentence, start, end) if question.kind == "who" else None
    if attributed is None or attributed.end() == end or _DENIED.search(attributed[0]):
        return start, end
    return attributed.end(), end


def _without_aside(question: Question, sentence: str, start: int, end: int) -> int:
    """Where a span ends without what only tells more of it; a reason keeps all of itself."""
    aside = _ASIDE.search(sentence, start, end) if question.kind != "why" else None
    return aside.start() if aside and aside.start() > start else end


def _figure_that_holds(question: Question, sentence: str, start: int, end: int) -> tuple[int, int]:
    """Another figure of the sentence where the one read was only hoped for, or is why another is what it is."""
    if not question.expects or question.kind == "when" or _HOPING.search(question.text):
        return start, end
    fitting = [one for one in find_quantities(sentence) if fits(question, one) > DOUBTFUL]
    read = next((one for one in fitting if one.start < end and start < one.end), None)
    if read is None or not _SET_ASIDE.search(sentence, 0, read.start):
        return start, end
    others = [one for one in fitting if one != read and not _SET_ASIDE.search(sentence, 0, one.start)]
    alike = [one for one in others if one.kind == read.kind or not one.unit]
    return (alike[0].start, alike[0].end) if alike else (start, end)


def _figure_alone(question: Question, sentence: str, start: int, end: int) -> tuple[int, int]:
    """The figure alone where it is asked for and what stands beside it only places or compares it.

    A unit without its number gets it: "fortnight" is no answer, "a fortnight" is.
    """
    if not question.expects or question.kind == "when":
        return start, end
    for one in find_quantities(sentence):
        if one.number_end <= start and end <= one.end:
            return one.start, one.end
        if one.start <= start and end <= one.end and question.focus:
            # "A nine-night festival": of how many nights it is, nine.
            counted = sentence[one.number_end : end] == f"-{singular(question.focus)}"
            start, end = (one.start, one.number_end) if counted else (start, end)
        if start <= one.start and one.end <= end and fits(question, one) > DOUBTFUL:
            before = one.start == start or _BEFORE_FIGURE.fullmatch(sentence, start, one.start)
            after = one.end == end or _is_after_figure(question, sentence, one.end, end)
            return (one.start, one.end) if before and after else (start, end)
    return start, end


def _is_after_figure(question: Question, sentence: str, start: int, end: int) -> bool:
    """Whether what stands behind a figure is no part of the answer: "deep" is one of how big a hole is."""
    found = _AFTER_FIGURE.match(sentence, start, end)
    return found is not None and (
        found.group(1) is None or any(one in question.text.casefold() for one in _MEASURES[found.group(1)])
    )


def _by_rules(question: Question, sentence: str) -> str | None:
    """The quantity, name, place or reason in `sentence` that fits the question."""
    if question.expects:
        return _quantity(question, sentence)
    if question.kind == "who":
        return _who(question, sentence)
    if question.kind == "where":
        for found in _PLACE.finditer(sentence):
            place = _TRAILING.sub("", found.group(1).rstrip("."))
            if place[:1].isupper() and not _asked(question, place):
                start, end = widened(question, sentence, found.start(1), found.start(1) + len(place))
                return sentence[start:end]
        return None
    if question.kind == "why":
        start, end = reason_in(sentence)
        return sentence[start:end] or None
    return None


def _who(question: Question, sentence: str) -> str | None:
    """The name that does what is asked about: the last one before the question's words, else the first after them."""
    body = dateline_end(sentence)
    names = [(sentence.find(name, body), name) for name in names_in(sentence) if not _asked(question, name)]
    names = [(at, name) for at, name in names if at >= 0]
    asked = terms_of(" ".join(question.content_words))
    places = [start for word, start, _ in words(sentence) if normal(word) in asked]
    if not names:
        return None
    before = [name for at, name in names if places and at + len(name) <= places[0]]
    return before[-1] if before else names[0][1]


def _quantity(question: Question, sentence: str) -> str | None:
    fitting = [(fits(question, one), one) for one in find_quantities(sentence)]
    best = max(fitting, key=lambda pair: pair[0], default=None)
    if best is None or best[0] <= 0:
        return None
    start, end = widened(question, sentence, best[1].start, best[1].end)
    return sentence[start:end]


def _asked(question: Question, name: str) -> bool:
    """Whether the question itself says the name: then it is not what is asked for."""
    asked = question.text.casefold()
    return all(word.casefold() in asked for word in name.split())
