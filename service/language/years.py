"""Years, runs of years, decades and centuries, as they are written."""

from __future__ import annotations

from service.language.dates import COUNTED_NOUNS, FIRST_YEAR, LAST_YEAR, MONTHS, TEMPORAL, YEAR_DIGITS, year_number
from service.language.lexemes import Lexemes
from service.language.nouns import head_noun, is_plural
from service.language.ordinals import read_ordinal
from service.language.readings import Reading, moment
from service.language.units import read_unit
from service.language.word_lists import word_set

_AFTER_YEAR = word_set("the he she it they a an when and by with was his after but")
_COUNTING = word_set("least most nearly almost over some only just roughly approximately another")
_EARLY_MODERN, _MODERN = 1500, 1900


def read_decade(lexemes: Lexemes, at: int) -> Reading | None:
    """ "the 1990s", "the '60s", "the 1800s"; "in his 30s" is an age."""
    digits = "".join(character for character in lexemes.word(at) if character.isdecimal())
    if len(digits) == 3:  # "100s", "250s": no decade
        return None
    low = int(digits) if len(digits) == YEAR_DIGITS else int(digits) + _MODERN
    if lexemes.word(at - 1) in ("his", "her", "their", "my") and len(digits) == 2:
        return moment("age", int(digits), int(digits) + 9, "year", at, at + 1)
    bare = lexemes.word(at)[0].isdecimal() and len(digits) == 2
    if bare and lexemes.word(at - 1) not in ("the", "early", "late", "mid", "-"):
        return None
    span = 99 if low % 100 == 0 and low < 2000 else 9  # "the 1800s" are a century
    return moment("year", low, low + span, "year", at, at + 1)


def read_season(lexemes: Lexemes, at: int) -> Reading | None:
    """ "2021/22"."""
    parts = lexemes.word(at).split("/")
    if len(parts) != 2 or len(parts[0]) != YEAR_DIGITS:
        return None
    first = int(parts[0])
    if not FIRST_YEAR <= first <= LAST_YEAR or int(parts[1][-2:]) != (first + 1) % 100:
        return None
    return moment("year", first, first + 1, "year", at, at + 1)


def read_century(lexemes: Lexemes, at: int) -> Reading | None:
    """ "the 19th century", "tenth-century", "10th and 11th centuries"."""
    begin = read_ordinal(lexemes, at)
    if begin is None:
        return None
    low, after = begin
    end = read_ordinal(lexemes, after + 1) if lexemes.word(after) in ("and", "to", "or") else None
    high, after = end or begin
    after += lexemes.hyphen(after)
    if lexemes.word(after) not in ("century", "centuries") or not 0 < low <= high <= 21:
        return None
    era = lexemes.word(after + 1)
    if era in ("bc", "bce"):
        return moment("year", -100 * high, -100 * low + 99, "century", at, after + 2)
    return moment("year", 100 * low - 99, 100 * high, "century", at, after + 1 + (era in ("ad", "ce")))


def read_year(lexemes: Lexemes, at: int, floor: int) -> Reading | None:
    """A year or a run of years: "2021", "2014-2018", "2021-22", "2014 to 2018", "44 BC"."""
    word, after = lexemes.word(at), at + 1
    era = lexemes.word(after)
    dated = era in ("bc", "bce", "ce", "ad") and lexemes.surface(after).isupper()
    if dated and word.isdecimal() and int(word) <= LAST_YEAR:
        year = -int(word) if era in ("bc", "bce") else int(word)
        return moment("year", year, year, "year", at, after + 1)
    year = year_number(lexemes, at) or _early_year(lexemes, at)
    if not year or not _stands_as_year(lexemes, at, year, floor):
        return None
    last = _later_year(lexemes, after, year, lexemes.word(at - 1))
    if last:
        return moment("year", year, last, "year", at, after + 2)
    return moment("year", year, year, "year", at, after)


def _early_year(lexemes: Lexemes, at: int) -> int:
    """A year before 1000 in three digits where only a year makes sense ("in 911 the …"), else 0."""
    word, following = lexemes.word(at), lexemes.word(at + 1)
    if len(word) != 3 or not word.isdecimal() or word[0] == "0":
        return 0
    ends = lexemes.kind(at + 1) != "word" or following in _AFTER_YEAR
    return int(word) if lexemes.word(at - 1) in ("in", "since", "until", "circa") and ends else 0


def _later_year(lexemes: Lexemes, after: int, year: int, before: str) -> int:
    """The year that ends a run which `year` began, 0 where there is no run."""
    joint, other = lexemes.word(after), year_number(lexemes, after + 1)
    dashed = lexemes.kind(after) == "dash"
    if other > year and (dashed or (joint == "to" and before != "to") or (joint == "and" and before == "between")):
        return other
    short = lexemes.word(after + 1)
    if dashed and lexemes.joined(after) and lexemes.joined(after + 1) and len(short) == 2 and short.isdecimal():
        later = year - year % 100 + int(short)
        return later if later > year else 0
    return 0


def _stands_as_year(lexemes: Lexemes, at: int, year: int, floor: int) -> bool:
    before, following = (lexemes.word(at - 1) if at > floor else ""), lexemes.word(at + 1)
    if lexemes.kind(at - 1) == "currency" or (lexemes.joined(at + 1) and lexemes.kind(at + 1) == "word"):
        return False
    unit = read_unit(lexemes, at + 1)
    if unit is not None or following in ("hundred", "thousand", "million", "billion"):
        return False
    if before in _COUNTING or (before == "than" and lexemes.word(at - 2) in ("more", "fewer", "less", "greater")):
        return False
    signalled = before in TEMPORAL or before in MONTHS or before in ("year", "circa", "spring", "summer", "(", "–")
    signalled = signalled or before in ("autumn", "winter", "fall")
    signalled = signalled or (before == "." and lexemes.word(at - 2) in ("c", "ca"))
    if following in COUNTED_NOUNS:
        dated = before in ("in", "since", "year") and year >= _MODERN
        return dated and following not in ("people", "troops")
    if year >= _MODERN:
        return signalled or before in ("the", "") or not is_plural(following) or lexemes.opens_sentence(at)
    if signalled:
        return not is_plural(following)
    return year >= _EARLY_MODERN and (before in ("the", "an") or not head_noun(lexemes, at + 1)[0])
