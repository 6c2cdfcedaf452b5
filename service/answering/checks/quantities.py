"""Whether every number, measure, date and time of a sentence is one that its citations give.

`service.language.quantities.same_value` asks whether two quantities may be one; here the cited
quantity must imply what is said. Two liberties are taken, since honest paraphrase takes them:
"about" may be dropped from a figure that stays the same ("roughly 74,000" told as "74,000"), and a
figure told as "about" or "more than" may be a rounder form of the cited one, within five per cent.
A bound ("up to", "more than") may not be dropped, added or turned round.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from service.answering.checks import codes, rates
from service.answering.checks.analysis import Analysis, Cited
from service.answering.checks.dates import date_stands
from service.language.kindred import kinship
from service.language.quantities import Quantity
from service.language.synonyms import synonyms
from service.language.units import SIZES
from service.language.word_lists import word_set
from service.language.words import normal

_MOMENTS = frozenset({"date", "year", "time"})
_ROUNDING, _SAME, _CONVERTED = 0.05, 1e-6, 0.011
_KIN = 0.5
_AGENTS = ("er", "or", "ist", "ent", "ant", "ian", "ee", "man", "person", "people", "eer")
_ANYONE = word_set("person people participant human individual")
_SCORED = word_set("vote goal point set")
_SHARES = word_set("half quarter")
_ONE = word_set("a an one single another")
_NEAR_WORDS = 7
_UP, _DOWN = frozenset({"at_least", "more_than"}), frozenset({"at_most", "less_than"})


def unproven(sentence: Analysis, cited: Sequence[Cited]) -> frozenset[str]:
    """Which of "number", "unit" and "date" a sentence gives without its citations giving the same."""
    failures = {failure for one in sentence.quantities if (failure := _failure(one, sentence, cited))}
    if _is_turned(sentence, cited) or _is_both_of_more(sentence, cited):
        failures.add("number")
    if not codes.are_cited(sentence, cited):
        failures.add("number")
    return frozenset(failures)


def _failure(said: Quantity, sentence: Analysis, cited: Sequence[Cited]) -> str:
    if said.kind in ("date", "year"):
        return "" if date_stands(said, sentence, cited) else "date"
    value_stands = False
    for one in cited:
        for given in one.body.quantities:
            alike = _kinds_agree(said, given) or _is_label(said, given, sentence)
            if not alike or not _implies(given, said, sentence, one.body):
                continue
            told = _units_agree(said, given, one.body) and rates.agree(said, sentence, given, one.body)
            if told and not _is_bare(said, given, sentence):
                return ""
            value_stands = True
    if _is_one(said, cited) or _is_both(said, cited) or _is_share(said, cited):
        return ""
    if said.kind == "time":
        return "date"
    return "unit" if value_stands or _same_digits(said, cited) else "number"


def _is_turned(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether "from 11 to 22" is cited only as "from 22 to 11"."""
    changes = _changes(sentence)
    if not changes:
        return False
    given = {change for one in cited for change in _changes(one.body)}
    return any((after, before) in given and (before, after) not in given for before, after in changes)


def _changes(analysis: Analysis) -> list[tuple[float, float]]:
    """Each value before and value after of "from … to …" and "to … from …"."""
    found: list[tuple[float, float]] = []
    for first, second in pairwise(analysis.quantities):
        if first.kind in _MOMENTS or second.kind in _MOMENTS:
            continue
        before = analysis.text[max(0, first.start - 6) : first.start].lower().split()[-1:]
        between = analysis.text[first.end : second.start].strip().lower() if second.start - first.end < 10 else ""
        if before == ["from"] and between == "to":
            found.append((first.low, second.low))
        elif before == ["to"] and between == "from":
            found.append((second.low, first.low))
    return found


def _is_label(said: Quantity, given: Quantity, sentence: Analysis) -> bool:
    """Whether both are the number of a thing, as in "No. 218", whatever was read as its noun."""
    before = sentence.text[max(0, said.start - 8) : said.start].lower().rstrip()
    return given.kind == "ordinal" and given.unit == "number" and before.endswith(("no.", "number"))


def _is_one(said: Quantity, cited: Sequence[Cited]) -> bool:
    """Whether a lone "one week" is only the article before a noun that is cited."""
    if not said.low == said.high == 1 or said.kind in ("money", "percent", "ordinal"):
        return False
    if said.text.split()[0].lower() not in _ONE:
        return False
    return not said.unit or any(normal(said.unit) in one.body.normals for one in cited)


def _is_both(said: Quantity, cited: Sequence[Cited]) -> bool:
    return said.kind == "count" and said.low == said.high == 2 and any("both" in one.body.normals for one in cited)


def _is_both_of_more(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether "both" is told of things that the citations count as more or fewer than two."""
    for at, word in enumerate(sentence.words[:-1]):
        if word.lower != "both":
            continue
        counts = [
            given
            for one in cited
            for given in one.body.quantities
            if given.kind == "count" and given.unit and normal(given.unit) == sentence.words[at + 1].normal
        ]
        if counts and all(given.low > 2 for given in counts) and not any("both" in one.body.normals for one in cited):
            return True
    return False


def _is_share(said: Quantity, cited: Sequence[Cited]) -> bool:
    """Whether a share told by one word, "half" or "quarter", is cited where it counts no noun."""
    words = [word for word in said.text.lower().split() if word in _SHARES]
    if said.kind != "ratio" or len(words) != 1:
        return False
    return any(words[0] == word.lower for one in cited for word in one.body.words)


def _same_digits(said: Quantity, cited: Sequence[Cited]) -> bool:
    """Whether the same number is cited as something else, as $5 beside €5."""
    return any(
        given.kind not in _MOMENTS
        and (given.kind, given.unit) != (said.kind, said.unit)
        and (_same(said.low, given.low) and _same(said.high, given.high))
        for one in cited
        for given in one.body.quantities
    )


def _same(a: float, b: float, slack: float = _SAME) -> bool:
    return math.isclose(a, b, rel_tol=slack, abs_tol=1e-9)


def _is_bare(said: Quantity, given: Quantity, sentence: Analysis) -> bool:
    """Whether "5" is told of what is cited as 5% or $5, in a sentence that gives no other share or sum."""
    bare = said.kind == "count" and not said.unit and given.kind in ("percent", "money")
    return bare and not any(one.kind == given.kind for one in sentence.quantities)


def _kinds_agree(said: Quantity, given: Quantity) -> bool:
    if said.kind == given.kind:
        return True
    kinds = {said.kind, given.kind}
    if kinds <= {"duration", "age"} or kinds <= {"percent", "ratio"} or kinds == {"count", "ratio"}:
        return True
    if said.kind == "count":
        if given.kind == "score":
            return not said.unit or said.unit in _SCORED
        return not said.unit and given.kind not in ("date", "time")
    # "520,000 tonnes, down from 760,000": the second number has the unit of the first.
    return given.kind == "count" and not given.unit and said.kind not in _MOMENTS | {"score"}


def _implies(given: Quantity, said: Quantity, sentence: Analysis, body: Analysis) -> bool:
    """Whether the cited value, converted to the unit of the one said, implies it."""
    if said.kind == "time":
        return (said.low, said.high) == (given.low, given.high) and _digits(said.text) == _digits(given.text)
    if said.kind == "score" or given.kind == "score":
        ends = (given.low, given.high)
        return (said.low, said.high) in (ends, ends[::-1]) or (said.low == said.high and said.low in ends)
    factor, slack = _conversion(given, said)
    given = replace(given, low=given.low * factor, high=given.high * factor)
    if given.low == given.high and said.low == said.high:
        return _value_implies(given, said, slack)
    if given.low != given.high and said.low != said.high:
        return _same(given.low, said.low, slack) and _same(given.high, said.high, slack) and _bounds_kept(given, said)
    if given.low != given.high:
        return _endpoint(said, given, sentence)
    return _joins_two(said, body)


def _digits(text: str) -> list[str]:
    """The figures of a time after its hours, which "4 p.m." and "16:00" both have none of."""
    return [part.lstrip("0") for part in re.findall(r"\d+", text)[1:] if part.strip("0")]


def _conversion(given: Quantity, said: Quantity) -> tuple[float, float]:
    """What the cited value is to be multiplied by, and how far the result may be off."""
    if given.kind == "ratio" and said.kind == "percent":
        return 100.0, _SAME
    if given.kind == "percent" and said.kind == "ratio":
        return 0.01, _SAME
    if given.unit != said.unit and given.kind == said.kind and given.unit in SIZES and said.unit in SIZES:
        return SIZES[given.unit] / SIZES[said.unit], _SAME if given.kind == "duration" else _CONVERTED
    return 1.0, _SAME


def _value_implies(given: Quantity, said: Quantity, slack: float) -> bool:
    g, s = given.qualifier, said.qualifier
    equal = _same(given.low, said.low, slack)
    if s == "exact":
        strict = said.text.lower().startswith(("exactly", "precisely"))
        return equal and (g == "exact" or (g == "about" and not strict))
    if s == "about":
        return g in ("exact", "about") and (equal or _rounds(given.low, said.low))
    if g == s:
        return equal
    if s in _UP:
        return (equal and s == "at_least" and g == "more_than") or (
            g == "exact" and given.low > said.low and _rounds(given.low, said.low)
        )
    return (equal and s == "at_most" and g == "less_than") or (
        g == "exact" and given.low < said.low and _rounds(given.low, said.low)
    )


def _bounds_kept(given: Quantity, said: Quantity) -> bool:
    return given.qualifier == said.qualifier or {given.qualifier, said.qualifier} <= {"exact", "about"}


def _rounds(value: float, rounder: float) -> bool:
    """Whether one value is a rounder form of another: fewer figures, at most one unit of its last figure off."""
    if not value or abs(value - rounder) > _ROUNDING * abs(value):
        return False
    return _figures(rounder) < _figures(value) and abs(value - rounder) <= _last_place(rounder)


def _figures(value: float) -> int:
    return len(f"{abs(value):.12g}".replace(".", "").split("e")[0].strip("0")) if value else 1


def _last_place(value: float) -> float:
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    return float(10.0 ** (magnitude - _figures(value) + 1))


def _endpoint(said: Quantity, given: Quantity, sentence: Analysis) -> bool:
    """Whether one end of a cited range is told as such: as a bound, or beside the other end."""
    if said.qualifier in ("at_least", "at_most"):
        return _same(said.low, given.low if said.qualifier == "at_least" else given.high)
    ends = {end for end in (given.low, given.high) if _same(said.low, end)}
    if said.qualifier != "exact" or not ends:
        return False
    other = given.high if given.low in ends else given.low
    return any(_same(one.low, other) for one in sentence.quantities if one.low == one.high)


def _joins_two(said: Quantity, body: Analysis) -> bool:
    """Whether both ends of a range that is said are cited one by one."""
    exact = [one for one in body.quantities if one.low == one.high and one.qualifier in ("exact", "about")]
    return all(any(_same(one.low, end) and _kinds_agree(said, one) for one in exact) for end in (said.low, said.high))


def _units_agree(said: Quantity, given: Quantity, body: Analysis) -> bool:
    if said.kind == "ratio" or given.kind == "ratio":
        return said.kind != "percent" or said.unit == "percent"
    if said.kind == "percent":
        return said.unit == given.unit
    if said.unit == given.unit or not said.unit or (said.kind == "age" and not given.unit):
        return True
    if said.unit in SIZES and given.unit in SIZES:
        return said.kind == given.kind or {said.kind, given.kind} <= {"duration", "age"}
    if said.kind == "temperature" and "degree" in (said.unit, given.unit):
        return True
    if given.kind == "count" and not given.unit and any(one.unit == said.unit for one in body.quantities):
        return True
    if given.kind == "ordinal":
        return True
    if given.kind == "score":
        return normal(said.unit) in body.normals
    if said.kind != "count" or given.kind != "count":
        return False
    return _nouns_agree(said, given, body)


def _nouns_agree(said: Quantity, given: Quantity, body: Analysis) -> bool:
    """Whether what is counted may be the same: kin, a word beside the cited number, or people and those who do."""
    noun = normal(said.unit)
    if normal(given.unit) in synonyms(noun):
        return True
    if given.unit and kinship(given.unit, said.unit) >= _KIN:
        return True
    if said.unit in _ANYONE and (given.unit.endswith(_AGENTS) or kinship("person", given.unit) >= _KIN):
        return True
    if not given.unit and _counted_elsewhere(said.unit, given, body):
        return True
    around = _words_around(given, body, back=not given.unit)
    return noun in around or (not given.unit and any(kinship(word, said.unit) >= _KIN for word in around))


def _counted_elsewhere(noun: str, given: Quantity, body: Analysis) -> bool:
    """Whether a number without a noun follows one that counts such things: "5,000 troops, rising to 50,000"."""
    return any(
        one.kind == "count" and one.unit and one is not given and kinship(one.unit, noun) >= _KIN
        for one in body.quantities
    )


def _words_around(given: Quantity, body: Analysis, *, back: bool) -> frozenset[str]:
    """Normal forms of the words in and right after a cited quantity, and before it where it counts no noun."""
    at = bisect_right(body.ends, given.number_end)
    first = bisect_right(body.ends, given.number_start) - _NEAR_WORDS if back else at
    return frozenset(word.normal for word in body.words[max(0, first) : at + _NEAR_WORDS])
