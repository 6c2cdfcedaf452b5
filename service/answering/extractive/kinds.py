"""Whether a sentence holds the kind of thing that a question asks for."""

from __future__ import annotations

import re

from service.answering.checks.names import TITLES
from service.language.datelines import dateline_end
from service.language.names import find_names
from service.language.nouns import singular
from service.language.offices import HEADS, OFFICES, office_terms
from service.language.places import find_places, place_of
from service.language.quantities import Quantity, find_quantities
from service.language.question import Question, fits
from service.language.regions import regions
from service.language.sought import PERSON_NOUNS
from service.language.synonyms import synonyms
from service.language.words import normal, words

_WHY = re.compile(
    r"\b(?:because|due to|owing to|thanks to|so that|in order|as a result|caused?|reasons?|blamed?|prompted|"
    r"for fear|fearing|fears?|to avoid|to prevent|stem(?:s|med) from|point(?:s|ed)? to|attributed|explanation)\b",
    re.I,
)
# What came before is often why, and often only when.
_AFTER = re.compile(r"\b(?:since|after|over|amid|had been)\b", re.I)
# "The sea cable caused the delay": the reason stands before the word that gives it.
_CAUSED = re.compile(
    r"[^.;,]{0,20}\b(?:cause[sd]?|prompt(?:s|ed)|trigger(?:s|ed)|spark(?:s|ed)|set off|led to|held up|explain(?:s|ed)|"
    r"to blame|is why|was why)\b"
)
_WHERE = re.compile(r"\b(?:in|at|near|from|to|outside|off|on|into|across|inside|around)\s+(?:the\s+)?[A-Z]")
_PLACING = re.compile(r"\b(?:in|at|near|to|outside|off|on|into|across|inside|around|under|beside)\b", re.I)
# "Where in southern Slovakia will …?"
_WHERE_IN = re.compile(r"where in (?:the )?((?:[a-z]+ )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)", re.I)
_NATIONS = frozenset(("england", "scotland", "wales"))
# Who does something is no place.
_SUBJECT = re.compile(r"(?:I|[Ww]e|[Hh]e|[Ss]he|[Tt]hey|[Yy]ou|[Ii]t)\b")
NEUTRAL = 0.5
# "Half of them", "several", "none": says how many without a figure.
_VAGUE = re.compile(
    r"\b(?:half|none|several|dozens|hundreds|thousands|majority|minority|nobody|"
    r"(?:all|most|many|few|fewer|couple) of)\b",
    re.I,
)
VAGUE = 0.2
# "On what date?" is not answered by "this week".
_DATE = re.compile(r"\b(?:what|which) (?:exact )?(?:date|day)\b", re.I)
LOOSE = 0.3
# "Growers said on Wednesday", "he told parliament in Kyiv on Friday": when it was said, not when it happened.
_SAID = re.compile(
    r"\b(?:said|says|(?:told|warned|assured)(?: (?!that\b)[\w’'.-]+){1,3}|reported|wrote)"
    r"(?: (?:in|at) (?:the )?[A-Z][\w’'.-]*)?(?: (?:late|early|earlier))?(?: on)? (?:the )?$"
)
_SAYING = re.compile(
    r"\b(?:sa(?:y|id)|t(?:ell|old)|warn|assur|report|wr(?:ite|ote)|announce|speak|spoke|claim|statement)", re.I
)
# "Who is the defence minister of …?"
_ROLE = re.compile(
    r"who(?:[’']s| is| was| are| were) (?:the |a )?(?:[\w’'-]+ ){0,3}?(?P<role>[\w-]+)"
    r"(?=\s*(?:[?,]|$|of\b|in\b|at\b|for\b|when\b))",
    re.I,
)
# A deputy minister is no minister.
_BELOW = frozenset(("deputy", "vice", "assistant"))
# "What is the name of …?", "What did they call the baby?"
_NAMING = re.compile(r"\bname of\b|\b(?:call|name) (?:(?:her|his|their|its) |the (?:baby|child|boy|girl)\b)", re.I)
# What may follow a name and leaves it what is named: "Ines Calloway of Brightmouth".
_LINKS = "(?:of|and|or|the|who|whose|which|in|at|from|for|with|on|de|la|van|von|al|bin|as|to|by)"
_MARK = re.compile(r"[,;:.!?()]")
# How far before a reason, in characters, the word that gives it stands.
NEAR = 60
# How far before a place, in characters, its "in the" or "at her" stands.
PLACED = 8
# How far behind a quantity, in characters, the thing it measures is looked for.
REACH = 60
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
# What a sum is given, asked for or spent in.
_IN_MONEY = re.compile(
    r" in (?:[a-z]+ )?(?:damages|repairs|compensation|fines?|costs|aid|loans?|debts?|taxes|fees|wages|rent|grants?|"
    r"loss(?:es)?|sales|revenues?|profits?|funding|funds|cash|investments?|donations|savings|subsidies)\b"
)


def fit(question: Question, sentence: str) -> float:
    """From 0, nothing of the kind asked for, to 1; 0.5 where the kind of question asks for nothing particular."""
    if question.expects:
        best = max((_quantity_fit(question, quantity, sentence) for quantity in find_quantities(sentence)), default=0.0)
        vague = "ratio" in question.expects and question.kind in ("how_many", "how_much") and _VAGUE.search(sentence)
        return max(best, VAGUE) if vague else best
    if question.kind == "who":
        asked = question.text.casefold()
        return float(any(name.casefold() not in asked for name in names_in(sentence)))
    if question.kind == "where":
        return float(bool(_WHERE.search(sentence)))
    if question.kind == "why":
        return 1.0 if _WHY.search(sentence) else NEUTRAL * bool(_AFTER.search(sentence))
    if question.kind == "yes_no" and _ANY.search(question.text) and _QUANTIFIED.search(sentence):
        return 1.0
    return NEUTRAL


def span_fit(question: Question, sentence: str, span: tuple[int, int] | None) -> float:
    """Whether characters `span` of a sentence are of the kind asked for, 0 to 1; NEUTRAL where any kind will do."""
    if span is None:
        return 0.0
    start, end = span
    if question.expects:
        over = [one for one in find_quantities(sentence) if one.start < end and start < one.end]
        return max((_quantity_fit(question, one, sentence) for one in over), default=0.0)
    if question.kind == "who":
        if end <= dateline_end(sentence):
            return 0.0
        persons = [name for name in _new(question, sentence, span) if f"“{name}" not in sentence]
        if not persons:
            return 0.0
        text = sentence[start:end]
        if all(place_of(name) or _describes(name, text) for name in persons):
            return min(NEUTRAL, _role_fit(question, sentence))
        return _role_fit(question, sentence)
    if question.kind == "where":
        if _SUBJECT.match(sentence, start) or _is_elsewhere(question, sentence[start:end]):
            return 0.0
        new = _new(question, sentence, span)
        if new and all(_is_where_another_is(question, sentence, name) for name in new):
            return LOOSE
        if new or _over(sentence, span):
            return 1.0
        return NEUTRAL if _PLACING.search(sentence[max(0, start - PLACED) : end]) else 0.0
    if question.kind == "why":
        near = max(0, start - NEAR)
        if _WHY.search(sentence, near, end) or _CAUSED.match(sentence, end):
            return 1.0
        return NEUTRAL * bool(_AFTER.search(sentence, near, end) or _WHY.search(sentence))
    if _NAMING.search(question.text):
        return 1.0 if _new(question, sentence, span) else LOOSE
    return NEUTRAL


def _over(sentence: str, span: tuple[int, int]) -> list[str]:
    """The names that a span says, or that it is a part of."""
    text = sentence[slice(*span)]
    return [name for name in names_in(sentence) if name in text or text in name]


def _new(question: Question, sentence: str, span: tuple[int, int]) -> list[str]:
    """Those of them that the question does not say."""
    asked = question.text.casefold()
    return [name for name in _over(sentence, span) if name.casefold() not in asked]


def _role_fit(question: Question, sentence: str) -> float:
    """Whether a sentence says the office that "who is the defence minister?" asks for; 1 where none is asked for.

    "The Belarusian leader" is no minister, but may be the president; a deputy minister is none. Who does something may
    be told of by the deed: "founded" for the founder.
    """
    asked = _ROLE.match(question.text)
    name = singular(asked["role"].lower()) if asked else ""
    if name not in PERSON_NOUNS:
        return 1.0
    told = [word.lower() for word, _, _ in words(sentence)]
    held = [normal(word) for word in told]
    alike = office_terms(name)
    places = [at for at, word in enumerate(held) if word in alike]
    if places:
        below = all(at and told[at - 1] in _BELOW.difference(question.content_words) for at in places)
        return 0.0 if below and name in OFFICES else 1.0
    if name not in OFFICES or (name in HEADS and not synonyms("leader").isdisjoint(held)):
        return NEUTRAL
    return 0.0


def _is_where_another_is(question: Question, sentence: str, name: str) -> bool:
    """Whether a place only tells where a place is that the question names beside other things: "Lund, Sweden"."""
    before = sentence[: sentence.find(name)]
    told = next((place for place in question.names if before.endswith(f"{place}, ")), None)
    return told is not None and bool(set(question.content_words) - set(told.casefold().split()))


def _is_elsewhere(question: Question, text: str) -> bool:
    """Whether a span names another country than the one in which it is asked where: "where in Slovakia?"."""
    inside = _WHERE_IN.match(question.text)
    asked = frozenset(place for _, _, place in find_places(inside[1])) if inside else frozenset[str]()
    told = frozenset(place for _, _, place in find_places(text) if regions(frozenset((place,))))
    if "united kingdom" in asked:
        told -= _NATIONS
    return bool(asked and told) and asked.isdisjoint(told | regions(told))


def _describes(name: str, text: str) -> bool:
    """Whether a name only tells which: "the Nova Scotia town", "a Kyiv police officer"."""
    return bool(re.search(rf"{re.escape(name)}(?:[’']s?)?\s(?!{_LINKS}\b)[a-z]", text))


def _quantity_fit(question: Question, quantity: Quantity, sentence: str) -> float:
    """How well a quantity fits; a sum of money is no answer to how much of something was spilt."""
    value = fits(question, quantity)
    if not value and "money" in question.expects and _is_sum(quantity, sentence):
        return NEUTRAL
    if quantity.kind == "date" and _is_of_saying(question, sentence[: quantity.start]):
        return LOOSE * value
    if quantity.kind == "date" and _DATE.search(question.text) and not 0 < quantity.low == quantity.high:
        return LOOSE * value
    is_share = quantity.kind in ("percent", "ratio") and question.kind == "how_many"
    if value and question.focus and not is_share and _is_of(quantity, sentence, question.focus):
        return 1.0
    if question.kind == "how_much" and quantity.kind == "money" and len(question.expects) > 1:
        sought = set(question.content_words) | ({question.focus} if question.focus else set())
        if question.focus and not sought & _MONEY:
            return LOOSE * value
    return value


def _is_sum(quantity: Quantity, sentence: str) -> bool:
    """Whether a figure without a currency is one of money all the same: "6 million in damages"."""
    return quantity.kind == "count" and not quantity.unit and _IN_MONEY.match(sentence[quantity.end :]) is not None


def _is_of_saying(question: Question, before: str) -> bool:
    """Whether a date behind these words is that on which somebody spoke, of which the question does not ask."""
    return _SAID.search(before) is not None and _SAYING.search(question.text) is None


def _is_of(quantity: Quantity, sentence: str, focus: str) -> bool:
    """Whether what is asked for stands right behind the quantity: "74,000 gallons of solvent", "48 hours’ notice"."""
    behind = _MARK.split(sentence[quantity.end : quantity.end + REACH], maxsplit=1)[0]
    following = [normal(word) for word, _, _ in words(behind)[:4]]
    return normal(focus) in (following if following[:1] == ["of"] else following[:1])


def names_in(sentence: str) -> list[str]:
    """The proper names of a sentence as they are written, in order, titles by themselves left out."""
    return [name for name in find_names(sentence) if name.casefold() not in TITLES]
