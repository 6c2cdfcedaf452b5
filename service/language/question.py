"""What a question asks for: its kind, the noun sought, its names, and how well a quantity would answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from service.language.asking import read_ask
from service.language.kindred import kinship
from service.language.lexemes import read_lexemes
from service.language.names import find_names
from service.language.nouns import singular
from service.language.quantities import Quantity, find_quantities
from service.language.readings import QuantityKind
from service.language.sought import AUXILIARIES, HOW_MEASURES, Kind
from service.language.units import OTHER_MEASURES
from service.language.word_lists import word_set
from service.language.words import STOP_WORDS, words


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    `focus` is the noun asked for, as written, lower case; `expects` are the kinds of quantity that
    could answer, empty where no quantity would; `content_words` are its words in lower case and
    in order without stop words and question words, each once.
    """

    text: str
    kind: Kind
    focus: str | None
    expects: frozenset[QuantityKind]
    names: tuple[str, ...]
    numbers: tuple[Quantity, ...]
    content_words: tuple[str, ...]
    is_question_like: bool


_STATES = word_set("dead died killed injured wounded hurt")
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[^\W\d_]\.)(?<!\b(?:Mr|Ms|Dr|St|vs|No|Jr)\.)(?<!\bMrs\.)[\"”’')]{0,3}\s+(?=[\"“‘'(]?[^\W_])"
)
_ASKING_WORDS = (
    STOP_WORDS
    | AUXILIARIES
    | word_set(
        "how many much what's who's where's when's how's whats whos hows howmany howmuch please tell name "
        "list give know according say says said"
    )
)
_DEATH, _INJURY = (
    word_set("die died dies dead death deaths kill killed killing fatal fatalities"),
    word_set("injured injure injury injuries wounded hurt hospitalised hospitalized"),
)


def analyse(question: str) -> Question:
    """What a question asks, whatever its form: several sentences, any case, a command, no question mark."""
    sentence = _asking_sentence(question)
    ask = read_ask(read_lexemes(sentence))
    if ask.kind == "other" and sentence != question:
        ask = read_ask(read_lexemes(question))
    names = find_names(question)
    focus = ask.focus
    if ask.kind == "how_many" and (focus is None or focus in _STATES):
        asked = set(sentence.lower().replace("?", " ").split())
        focus = "people" if asked & (_DEATH | _INJURY) else focus
    return Question(
        text=question,
        kind=ask.kind,
        focus=focus,
        expects=ask.expects,
        names=names,
        numbers=find_quantities(question),
        content_words=_content_words(question, names),
        is_question_like=ask.kind != "other" or sentence.rstrip(" \"”’')").endswith("?"),
    )


def _asking_sentence(question: str) -> str:
    """The sentence that asks: the last with a question mark, else the last that reads as a question."""
    sentences = [sentence for sentence in _SENTENCE.split(question) if sentence.strip()]
    for sentence in reversed(sentences):
        if "?" in sentence:
            return sentence
    for sentence in reversed(sentences):
        if read_ask(read_lexemes(sentence)).kind != "other":
            return sentence
    return sentences[-1] if sentences else question


def _content_words(question: str, names: tuple[str, ...]) -> tuple[str, ...]:
    named = {name.lower() for name in names}
    kept: dict[str, None] = {}
    after_how = False
    for word, _, _ in words(question):
        folded = word.lower().replace("’", "'").removesuffix("'s")
        measure, after_how = after_how and folded in HOW_MEASURES, folded == "how"
        if measure:
            continue
        if folded not in _ASKING_WORDS or (folded in named and folded == "us"):
            kept[folded] = None
    return tuple(kept)


_UNIT_UNKNOWN = 0.5
_SHARE_OF_COUNT = 0.4


def fits(question: Question, quantity: Quantity) -> float:
    """How well a quantity answers a question, from 0 (not at all) to 1 (kind and unit agree)."""
    if quantity.kind not in question.expects:
        return 0.0
    if question.kind == "how_many":
        return _fits_count(question, quantity)
    if question.kind == "when":
        return _fits_moment(question, quantity)
    if question.kind in ("how_long", "how_far", "how_old"):
        return _fits_extent(question, quantity)
    if question.kind == "how_often":
        return 1.0 if quantity.unit == "time" else 0.5 if quantity.kind != "count" else 0.0
    return _fits_amount(question, quantity)


def _fits_count(question: Question, quantity: Quantity) -> float:
    focus = question.focus
    if focus is None or focus in ("number", "total"):
        return 1.0 if quantity.kind == "count" else _SHARE_OF_COUNT
    if quantity.kind in ("ratio", "percent"):
        if "ratio" in question.expects and "count" not in question.expects:
            return 1.0
        return (
            max(_SHARE_OF_COUNT, 0.6 * kinship(focus, quantity.unit))
            if quantity.kind == "ratio" and quantity.unit
            else 0.3
        )
    if quantity.kind != "count":
        unit = _unit_named(focus)
        return 1.0 if unit is None or unit == quantity.unit or quantity.kind in ("money", "score") else 0.8
    if not quantity.unit:
        return _UNIT_UNKNOWN
    return _without_contrast(question, quantity, kinship(focus, quantity.unit))


def _without_contrast(question: Question, quantity: Quantity, value: float) -> float:
    """0 where the question is about the dead and the count of the injured, or the other way round."""
    asked = set(question.content_words)
    if quantity.unit in ("injured", "wounded", "injury") and asked & _DEATH and not asked & _INJURY:
        return 0.0
    if quantity.unit in ("dead", "killed", "death", "fatality") and asked & _INJURY and not asked & _DEATH:
        return 0.0
    return value


@lru_cache(maxsize=1024)
def _unit_named(focus: str) -> str | None:
    found = find_quantities(f"2 {focus}")
    return found[0].unit if found else None


def _fits_moment(question: Question, quantity: Quantity) -> float:
    if quantity.kind == "duration":
        return 0.5 if quantity.text.lower().endswith(("ago", "later", "earlier")) else 0.2
    focus = singular(question.focus) if question.focus else None
    if focus == "time":
        return 1.0 if quantity.kind == "time" else 0.4
    if focus in ("year", "decade", "century"):
        return 1.0 if quantity.kind == "year" else 0.9 if quantity.low >= _DATED else 0.2
    if focus in ("month", "date", "day", "weekday"):
        return {"date": 1.0, "year": 0.4, "time": 0.2}[quantity.kind]
    if quantity.kind == "date" and quantity.low <= _WEEKDAYS:
        return 0.85 if quantity.low else 0.7
    return {"date": 1.0, "year": 0.9, "time": 0.6}[quantity.kind]


# YYYYMMDD as service.language.moments writes it: a weekday's number, and where a year is said.
_WEEKDAYS = 7
_DATED = 10_000


def _fits_extent(question: Question, quantity: Quantity) -> float:
    wanted: dict[str, QuantityKind] = {"how_long": "duration", "how_far": "distance", "how_old": "age"}
    if quantity.kind == "ordinal" or len(question.expects) == 1 or quantity.kind == wanted[question.kind]:
        return 1.0
    return 0.5 if question.kind == "how_old" else 0.3


def _fits_amount(question: Question, quantity: Quantity) -> float:
    if len(question.expects) <= _NARROW:
        return 1.0
    if quantity.kind == "count" and quantity.unit in OTHER_MEASURES:
        return 0.8
    if quantity.kind == "count" and quantity.unit:
        if question.focus in _SIZES:
            return _SHARE_OF_COUNT
        return 0.5 * kinship(question.focus, quantity.unit) if question.focus else 0.2
    if question.focus and quantity.unit and singular(question.focus) == quantity.unit:
        return 1.0
    return {"money": 0.9, "percent": 0.9, "ratio": 0.6, "duration": 0.2}.get(quantity.kind, 0.5)


_NARROW = 2
_SIZES = word_set("big large small strong high low figure estimate tally amount size")
