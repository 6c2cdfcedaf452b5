"""Numbers as they are written: digits, words, multipliers, fractions and vague plurals."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from service.language.lexemes import Lexemes
from service.language.word_lists import word_list, word_set

_FROM_ZERO = word_list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_FROM_TWENTY = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
_FROM_FIRST = word_list(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_FROM_HALF = ["half", "third", "quarter", *_FROM_FIRST[4:10]]
SMALL = {word: value for value, word in enumerate(_FROM_ZERO)}
TENS = {word: 10 * value for value, word in enumerate(_FROM_TWENTY, start=2)}
ORDINALS = {word: value for value, word in enumerate(_FROM_FIRST, start=1)} | {
    f"{tens[:-1]}ieth": value for tens, value in TENS.items()
}
DENOMINATORS = {
    written: divisor
    for divisor, name in enumerate(_FROM_HALF, start=2)
    for written in (name, "halves" if name == "half" else f"{name}s")
} | {"fourth": 4, "fourths": 4}
SCALES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "lakhs": 1e5,
    "crore": 1e7, "crores": 1e7,
}  # fmt: skip
# Written after digits only: as words of their own they mean something else.
SUFFIXES = {
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "bn": 1e9, "b": 1e9, "bln": 1e9, "tn": 1e12,
    "trn": 1e12, "t": 1e12, "million": 1e6, "billion": 1e9, "trillion": 1e12, "thousand": 1e3,
}  # fmt: skip
_MULTIPLIERS = SCALES | {"hundred": 100.0, "dozen": 12.0, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12}
_MOST_MULTIPLIERS = 3
# A vague plural reaches up to where the next one begins: English offers no firmer bound.
VAGUE = {
    "dozens": (24.0, 99.0), "hundreds": (200.0, 999.0), "thousands": (2e3, 999_999.0),
    "millions": (2e6, 999_999_999.0), "billions": (2e9, 999_999_999_999.0), "trillions": (2e12, 999e12),
}  # fmt: skip
_VAGUE_BASES = {"tens": (20.0, 99.0), "hundreds": (200.0, 999.0), "dozens": (24.0, 99.0)}
_FEW = {"few": (2.0, 9.0), "several": (3.0, 9.0), "couple": (2.0, 2.0)}
FOLDS = {f"{word}fold": value for word, value in SMALL.items() if value > 1}
NUMBER_WORDS = (
    frozenset(SMALL) | frozenset(TENS) | frozenset(VAGUE) | {"hundred", "dozen", "tens", "half", "couple", "few"}
    | {"several", "quarter", "a", "an"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from lexemes `[first, last)`; `low < high` where the words are vague.

    `bare` holds for digits alone, with no separator, point or multiplier: what a year looks like.
    `share` marks a part of a whole, which "half a million" is not; `multiplier` is what the last
    words multiply by, a million in "two million".
    """

    low: float
    high: float
    first: int
    last: int
    digits: bool = False
    bare: bool = False
    scaled: bool = False
    vague: bool = False
    share: bool = False
    multiplier: float = 1.0


def read_number(lexemes: Lexemes, at: int, *, money: bool = False, joined_by_and: bool = True) -> Number | None:
    """The number that begins at a position, None where none does.

    `money` lets "5m" be five million without asking what follows; `joined_by_and` is False inside
    "between … and …", where "and" ends the first number.
    """
    kind = lexemes.kind(at)
    if kind == "number":
        return _read_digits(lexemes, at, money)
    if kind == "fraction":
        value = unicodedata.numeric(lexemes.surface(at))
        return Number(value, value, at, at + 1, share=True)
    if kind == "slashed":
        return _read_slashed(lexemes, at)
    if kind == "word" and lexemes.word(at) in NUMBER_WORDS:
        return _read_words(lexemes, at, joined_by_and)
    return None


def _read_digits(lexemes: Lexemes, at: int, money: bool) -> Number:
    written = lexemes.surface(at)
    plain = "".join(character for character in written if character.isdecimal() or character == ".")
    value = float(plain)
    number = Number(value, value, at, at + 1, digits=True, bare=written == plain and "." not in plain)
    after = at + 1
    if lexemes.kind(after) == "fraction" and lexemes.joined(after):
        value += unicodedata.numeric(lexemes.surface(after))
        return replace(number, low=value, high=value, last=after + 1, bare=False)
    slashed = _read_slashed(lexemes, after) if lexemes.kind(after) == "slashed" and number.bare else None
    if slashed and slashed.low < 1:
        value += slashed.low
        return replace(number, low=value, high=value, last=after + 1, bare=False)
    if lexemes.joined(after) and lexemes.word(after) in SUFFIXES:
        factor = SUFFIXES[lexemes.word(after)]
        if money or _suffix_multiplies(lexemes, after):
            return replace(
                number,
                low=value * factor,
                high=value * factor,
                last=after + 1,
                bare=False,
                scaled=True,
                multiplier=factor,
            )
        return number
    return _add_half(lexemes, _multiply(lexemes, number))


_LENGTH_NOUNS = word_set(
    "tall deep long wide high away sprint race final freestyle hurdles dash butterfly breaststroke "
    "backstroke relay swim run from above below off apart across"
)
_SCREENS = word_set("tv tvs video resolution screen display footage monitor camera uhd")


def _suffix_multiplies(lexemes: Lexemes, suffix: int) -> bool:
    """Whether the letters joined to digits are a multiplier and not a unit ("100m sprint", "4K video")."""
    written, following = lexemes.surface(suffix), lexemes.word(suffix + 1)
    if written in ("m", "M"):
        return lexemes.kind(suffix + 1) == "word" and following not in _LENGTH_NOUNS
    if written == "K":
        return following not in _SCREENS
    return written not in ("t", "b")


def _read_slashed(lexemes: Lexemes, at: int) -> Number | None:
    parts = lexemes.word(at).split("/")
    if len(parts) != 2 or not 0 < int(parts[0]) < int(parts[1]) <= 10 or len(parts[0]) > 1:  # "a/b"
        return None
    value = int(parts[0]) / int(parts[1])
    return Number(value, value, at, at + 1, share=True)


def _next_part(lexemes: Lexemes, at: int) -> int:
    """Where the next word of the same number would stand: past a hyphen, or right here."""
    return at + 1 if lexemes.hyphen(at) else at


def _multiply(lexemes: Lexemes, number: Number) -> Number:
    for _ in range(_MOST_MULTIPLIERS):
        at = _next_part(lexemes, number.last)
        factor = _MULTIPLIERS.get(lexemes.word(at))
        if factor is None:
            break
        number = replace(
            number, low=number.low * factor, high=number.high * factor, last=at + 1, bare=False, scaled=True,
            multiplier=number.multiplier * factor,
        )  # fmt: skip
    return number


def _add_half(lexemes: Lexemes, number: Number) -> Number:
    """ "two and a half", "three and three quarters", "one and a half million"."""
    if lexemes.word(number.last) != "and" or number.share or number.vague or number.scaled:
        return number
    part = _read_share(lexemes, number.last + 1)
    if part is None:
        return number
    total = number.low + part.low
    number = replace(number, low=total, high=total, last=part.last, bare=False)
    return _multiply(lexemes, number)


def _read_share(lexemes: Lexemes, at: int) -> Number | None:
    """A fraction in words: "a half", "one third", "two-thirds", "three quarters"."""
    over = 1 if lexemes.word(at) == "a" else SMALL.get(lexemes.word(at))
    if over is None or not 0 < over < 10:  # numerators are digits
        return None
    below = _next_part(lexemes, at + 1)
    name = lexemes.word(below)
    divisor = DENOMINATORS.get(name)
    plural = name.endswith("s")
    if divisor is None or plural != (over > 1) or over >= divisor:
        return None
    value = over / divisor
    return Number(value, value, at, below + 1, share=True)


def _read_words(lexemes: Lexemes, at: int, joined_by_and: bool) -> Number | None:
    word = lexemes.word(at)
    if word in ("a", "an"):
        return _read_after_article(lexemes, at, joined_by_and)
    if word in _FEW or word in ("half", "quarter"):
        return _read_few(lexemes, at, at) if word in _FEW else _read_half(lexemes, at)
    if word in VAGUE or word in _VAGUE_BASES:
        return _read_vague(lexemes, at)
    share = _read_share(lexemes, at)
    if share is not None:
        return _share_of_scale(lexemes, share)
    return _read_cardinal(lexemes, at, joined_by_and)


def _read_after_article(lexemes: Lexemes, at: int, joined_by_and: bool) -> Number | None:
    following = lexemes.word(at + 1)
    if following in ("few", "couple"):
        return _read_few(lexemes, at, at + 1)
    if following == "dozen":
        return _multiply(lexemes, Number(1, 1, at, at + 1))
    if following == "hundred" or following in SCALES:
        number = _read_cardinal(lexemes, at + 1, joined_by_and)
        return number and replace(number, first=at)
    if following in ("half", "third", "quarter", "fifth", "tenth"):
        share = _read_share(lexemes, at)
        if share is None:
            return None
        return _share_of_scale(lexemes, share)
    return None


def _read_few(lexemes: Lexemes, first: int, at: int) -> Number | None:
    low, high = _FEW[lexemes.word(at)]
    after = at + 1
    if lexemes.word(at) == "couple":
        if first == at or lexemes.word(after) != "of":
            return None
        after += 1
    number = _multiply(lexemes, Number(low, high, first, after, vague=True))
    if number.scaled:
        factor = number.low / low
        number = replace(number, high=(high + 1) * factor - 1 if high > low else number.high)
    return number


def _read_half(lexemes: Lexemes, at: int) -> Number | None:
    if lexemes.word(at) != "half":
        return None
    number = Number(0.5, 0.5, at, at + 1, share=True)
    return _share_of_scale(lexemes, number)


def _share_of_scale(lexemes: Lexemes, share: Number) -> Number:
    """ "half a million", "half-million", "three quarters of a million": a number and no longer a part."""
    at = _next_part(lexemes, share.last)
    if lexemes.word(at) == "of":
        at += 1
    if lexemes.word(at) == "a":
        at += 1
    factor = _MULTIPLIERS.get(lexemes.word(at))
    if factor is None or (at == share.last and lexemes.word(share.first) == "a"):
        return share
    return _multiply(lexemes, Number(share.low, share.low, share.first, at))


def _read_vague(lexemes: Lexemes, at: int) -> Number | None:
    word = lexemes.word(at)
    if lexemes.word(at + 1) == "of" and word in _VAGUE_BASES:
        scale = SCALES.get(lexemes.word(at + 2).removesuffix("s"))
        if scale is not None and lexemes.word(at + 2).endswith("s"):
            low, high = _VAGUE_BASES[word]
            return Number(low * scale, (high + 1) * scale - 1, at, at + 3, scaled=True, vague=True)
    if word not in VAGUE:
        return None
    low, high = VAGUE[word]
    return Number(low, high, at, at + 1, scaled=True, vague=True)


def _read_cardinal(lexemes: Lexemes, at: int, joined_by_and: bool) -> Number | None:
    total, last, scale_before = 0.0, at, float("inf")
    current: float | None = None
    while True:
        part = last if last == at else _next_part(lexemes, last)
        word = lexemes.word(part)
        if word == "and" and joined_by_and and _and_continues(lexemes, part, current, total):
            part += 1
            word = lexemes.word(part)
        if word in SMALL or word in TENS:
            value = float(SMALL.get(word) or TENS.get(word, 0))
            if not _fits_after(current, value, word):
                break
            current = (current or 0) + value
        elif word == "hundred" and ((current is None and part == at) or (current is not None and 0 < current < 100)):
            current = (current or 1) * 100
        elif word in SCALES and SCALES[word] < scale_before and (current is not None or part == at):
            scale_before = SCALES[word]
            total, current = total + (1 if current is None else current) * scale_before, None
        else:
            break
        last = part + 1
    if last == at:
        return None
    value = total + (current or 0)
    multiplier = _MULTIPLIERS.get(lexemes.word(last - 1), 1.0)
    scaled = multiplier > 1
    number = Number(value, value, at, last, scaled=scaled, multiplier=multiplier)
    if lexemes.word(_next_part(lexemes, last)) in _MULTIPLIERS:
        number = _multiply(lexemes, number)
    return _add_half(lexemes, number)


def _fits_after(current: float | None, value: float, word: str) -> bool:
    if current is None:
        return True
    if not value:
        return False
    below = current % 100
    return (below == 0 and current > 0) or (below >= 20 and below % 10 == 0 and word in SMALL and value < 10)


def _and_continues(lexemes: Lexemes, at: int, current: float | None, total: float) -> bool:
    """Whether "and" stands inside a number, as in "one hundred and five"."""
    following = lexemes.word(at + 1)
    if following not in SMALL and following not in TENS:
        return False
    return (current is not None and current >= 100 and current % 100 == 0) or (current is None and total > 0)
