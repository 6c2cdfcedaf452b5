"""Numbers that name rather than count: "Article 5", "No. 10", "Flight 370"."""

from __future__ import annotations

from service.language.lexemes import Lexemes
from service.language.nouns import is_plural
from service.language.number_words import read_number
from service.language.readings import Reading
from service.language.word_lists import word_set

_LABELS = word_set(
    "no nos number article section chapter page pages room flight route highway type level phase stage "
    "tier grade category version volume vol episode season series part act scene game line platform gate "
    "channel figure fig table appendix item bill resolution directive regulation rule title amendment "
    "apartment apollo boeing airbus windows iphone ios android formula proposition prop exhibit district "
    "ward precinct psalm verse lot step radio paragraph clause point interstate model mark unit week day "
    "year group class seed"
)
_LABELS_PLURAL = {f"{name}s": name for name in ("article", "section", "chapter", "page", "episode", "level", "rule")}


def read_label(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """A number that names rather than counts: "Article 5", "No. 10", "#1"."""
    if lexemes.kind(at) != "number" or at <= floor:
        return None
    name_at = at - 1
    if lexemes.word(name_at) == "." and lexemes.word(name_at - 1) in ("no", "nos", "vol", "fig", "prop"):
        name_at -= 1
    name = _LABELS_PLURAL.get(lexemes.word(name_at), lexemes.word(name_at))
    if name not in _LABELS or name_at < floor or "," in lexemes.word(at) or _goes_on(lexemes, at + 1):
        return None
    if (name == "no" and lexemes.surface(name_at) == "no") or is_plural(lexemes.word(at + 1)):
        return None
    if name in ("point", "up", "unit", "mark", "line", "day", "year", "week", "bill") and not lexemes.capitalised(
        name_at
    ):
        return None
    value = read_number(lexemes, at)
    if value is None or not value.digits:
        return None
    unit = "number" if name in ("no", "nos") else name
    high, last = value.high, at + 1
    if lexemes.word(last) in ("to", "-", "–") and lexemes.kind(last + 1) == "number" and name != "day":
        end = read_number(lexemes, last + 1)
        if end is not None and end.low > high and end.bare:
            high, last = end.low, last + 2
    return Reading("ordinal", value.low, high, unit, name_at, last, at, last)


def _goes_on(lexemes: Lexemes, at: int) -> bool:
    """Whether something is joined to the number that ends before `at`: a unit, a sign, a compound."""
    if not lexemes.joined(at):
        return False
    compound = lexemes.hyphen(at) and lexemes.kind(at + 1) == "word"
    return lexemes.kind(at) == "word" or lexemes.word(at) == "%" or compound
