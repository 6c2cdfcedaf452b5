"""Whether a date or year of a sentence is one that its citations give, resolved by their day of publication.

What is said may be coarser than what is cited ("in January" for "on Monday"), never finer.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from service.answering.checks.analysis import Analysis, Cited
from service.language.calendar import DATED, WEEKDAYS, Span, number_of, resolve
from service.language.dates import DAY_PARTS
from service.language.dates import WEEKDAYS as WEEKDAY_NUMBERS
from service.language.quantities import Quantity
from service.language.word_lists import word_set

_COMING = word_set(
    "will would due expect expected expects plan plans planned hope hopes schedule scheduled next coming until "
    "upcoming begin begins start starts open opens starting shall may could might by intend intends"
)
_SPAN = re.compile(r"\d(?:st|nd|rd|th)?\s?(?:to|and|until|till|through|[-–—])\s?(?:[A-Za-z]{1,9}\s)?\d")
_COMING_TO = re.compile(r"\b(?:is|are|was|were|set) to\b")
_AS_OF = ("as of", "published on", "published", "dated", "reported on", "article of", "report of", "article from")
_SPAN_PARTS = word_set("early late mid")


def date_stands(said: Quantity, sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether a date or year is that of a citation, or, after "as of", the day of its publication."""
    for one in cited:
        coming = not _COMING.isdisjoint(word.lower for word in one.body.words) or bool(_COMING_TO.search(one.body.text))
        for given in one.body.quantities:
            if given.kind in ("date", "year"):
                if (
                    _date_implies(given, said, one, coming)
                    and _parts_kept(said, given, cited)
                    and _weekday_fits(said, one)
                ):
                    return True
            elif said.kind == "year" and given.kind == "count" and (given.low, given.high) == (said.low, said.high):
                return True
        if one.published is not None and _is_as_of(said, sentence):
            day = number_of(one.published)
            if any(low <= day <= high for low, high in resolve(said, one.published)):
                return True
    return said.kind == "year" and said.low != said.high and any(_ends_stand(said, one.body) for one in cited)


def _is_as_of(said: Quantity, sentence: Analysis) -> bool:
    before = sentence.text[max(0, said.start - 24) : said.start].lower().rstrip(" (,")
    return before.endswith(_AS_OF)


def _weekday_fits(said: Quantity, one: Cited) -> bool:
    """Whether a weekday told with its date ("Sunday, 23 January") is the one of that date."""
    named = WEEKDAY_NUMBERS.get(re.split(r"\W", said.text.lower(), maxsplit=1)[0], 0)
    if not named or said.low <= WEEKDAYS:
        return True
    spans = resolve(said, one.published)
    return not spans or any(_is_weekday(span, named) for span in spans)


def _date_implies(given: Quantity, said: Quantity, one: Cited, coming: bool) -> bool:
    """Whether the days that a cited date may mean lie within those of the one said."""
    same = (said.kind, said.unit, said.low, said.high) == (given.kind, given.unit, given.low, given.high)
    if same and _turned(said.text) in ("", _turned(given.text)):
        return True
    if _is_span(said) and _is_span(given):
        dated = said.low >= DATED and given.low >= DATED
        same_days = (said.low % DATED, said.high % DATED) == (given.low % DATED, given.high % DATED)
        return said.kind == given.kind and same_days and (not dated or said.low == given.low)
    theirs = resolve(given, one.published, coming)
    ours = resolve(said, one.published, coming)
    if said.kind == "date" and WEEKDAYS < said.low < DATED:
        return any(_within((span[0] % DATED, span[1] % DATED), (int(said.low), int(said.high))) for span in theirs) or (
            given.kind == "date"
            and WEEKDAYS < given.low < DATED
            and _within((int(given.low), int(given.high)), (int(said.low), int(said.high)))
        )
    if 0 < said.low <= WEEKDAYS and said.kind == "date" and not _turned(said.text):
        return any(_is_weekday(span, int(said.low)) for span in theirs)
    if any(_within(span, own) for span in theirs for own in ours):
        return True
    return bool(said.kind == given.kind == "year" and given.low != given.high and said.low in (given.low, given.high))


def _is_span(moment: Quantity) -> bool:
    """Whether both ends are told: "between 2014 and 2017", "10 to 20 February"."""
    return bool(_SPAN.search(moment.text))


def _turned(text: str) -> str:
    first = text.lower().split()[0]
    return first if first in ("last", "next", "this", "coming", "past", "previous") else ""


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _is_weekday(span: Span, number: int) -> bool:
    if span[0] != span[1]:
        return False
    try:
        return datetime.date(span[0] // DATED, span[0] // 100 % 100, span[0] % 100).isoweekday() == number
    except ValueError:
        return False


def _parts_kept(said: Quantity, given: Quantity, cited: Sequence[Cited]) -> bool:
    """Whether the part of a day or year that is said ("early", "morning") is cited too."""
    parts = [word for word in re.findall(r"[a-z]+", said.text.lower()) if word in DAY_PARTS or word in _SPAN_PARTS]
    given_parts = [word for word in re.findall(r"[a-z]+", given.text.lower()) if word in _SPAN_PARTS]
    if any(part in _SPAN_PARTS for part in parts) and given_parts and not set(given_parts) & set(parts):
        return False
    return all(any(part in one.body.text.lower() for one in cited) for part in parts)


def _ends_stand(said: Quantity, body: Analysis) -> bool:
    """Whether both years of a span are cited one by one."""
    years = {year for one in body.quantities if one.kind == "year" for year in (one.low, one.high)}
    return {said.low, said.high} <= years
