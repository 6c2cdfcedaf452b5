"""The lexemes of a text as the readers of numbers and dates see them, with code point offsets.

One pass of one expression whose every repetition is bounded or possessive, so that the work is
linear in the length of the text whatever it holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FRACTION_SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
LETTER = rf"[^\W\d_{FRACTION_SIGNS}]"
_URL = r"(?:https?://|www\.)\S++"
_EMAIL = r"[\w.+-]{1,64}+@[\w.-]{1,64}+"
_SIGN = r"(?:US|AU|CA|NZ|HK|NT|A|C|S|R)?\$|[£€¥₹₽₴₩₺₪₦]"
_INITIALS = rf"(?:{LETTER}\.){{2,8}}|[AaPp]\.[Mm]\b"
# "mid-2021" is a year after a prefix; any other letters joined to digits are a name ("F-16", "MH17").
_NAME_WITH_DIGITS = (
    rf"(?<!\d)(?!(?:mid|pre|post|early|late)-)(?!['’]){LETTER}{{1,24}}+-?\d[\w-]{{0,24}}+(?:\.\d{{1,9}}){{0,6}}"
)
_WORD = rf"{LETTER}++(?:['’]{LETTER}++){{0,8}}+"
_DECADE = r"['’]\d0s\b|\d{1,3}0['’]?s\b"
_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY_MONTH_YEAR = r"\d{1,2}(?P<mark_between>[/.])\d{1,2}(?P=mark_between)\d{4}"
_PHONE = (
    r"\+\d(?:[ ().-]{0,2}\d){7,14}|\(\d{3,5}\) ?\d{3,4}[ -]?\d{3,4}|0\d{2,4}[ -]\d{3,4}(?:[ -]\d{3,4}){0,2}"
    r"|\d{3}[-.]\d{3}[-.]\d{4}|\d{3}-0\d{3}"
)
_CLOCK = (
    r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:]|[.,]\d)"
    r"|\d{1,2}\.[0-5]\d(?=[ \u00a0\u202f]?[AaPp]\.?[Mm]\b)"
)
_ORDINAL = r"(?:\d{1,3}(?:,\d{3}){1,2}|\d{1,6})(?:st|nd|rd|th)\b"
_SLASHED = r"\d{1,4}/\d{1,4}(?:/\d{1,4})?(?![\w/])"
# Three groups joined by dots or dashes are a version, an address or a record, not a quantity.
_CODE = r"\d{1,9}(?:[-.]\d{1,9}){2,12}|\d{16,}+|\d{1,15}_\w{0,24}+|\d{1,4}:\d{1,4}(?::\d{1,4}){0,3}"
_NUMBER = (
    r"\d{1,3}(?:,\d{3}){1,12}(?:\.\d{1,15})?(?!,?\d)|\d{1,2}(?:,\d{2}){1,4},\d{3}(?!,?\d)"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,5}(?:\.\d{1,15})?(?!\d)|\d{1,15}(?:\.\d{1,15})?|\.\d{1,15}"
)
# The first alternative is the common one, so that plain prose costs one trial a word.
_LEXEME = re.compile(
    rf"""(?P<word>{LETTER}++(?=[\s,;]))(?<!www)
    |(?={LETTER}|[\w.+-]{{1,64}}+@|['’]\d|[$#@])(?:
        (?P<url>{_URL}|(?<![\w.+-]){_EMAIL}|[@\#]\w++)
        |(?P<currency>(?<!\w)(?:{_SIGN}))
        |(?P<initials>{_INITIALS})
        |(?P<name>{_NAME_WITH_DIGITS})
        |(?P<letters>{_WORD})
        |(?P<years>['’]\d0s\b)
    )
    |(?=[\d+.(])(?:
        (?P<decade>{_DECADE})
        |(?P<date>(?<![\w.])(?:{_ISO}|{_DAY_MONTH_YEAR})(?![\w/]|\.\d))
        |(?P<phone>(?<![\w+])(?:{_PHONE})(?!\w|[.,-]\d))
        |(?P<clock>(?<![\w:.,])(?:{_CLOCK}))
        |(?P<ordinal>{_ORDINAL})
        |(?P<slashed>(?<![\w/]){_SLASHED})
        |(?P<code>{_CODE})
        |(?P<number>{_NUMBER})
    )
    |(?P<fraction>[{FRACTION_SIGNS}])
    |(?P<sign>{_SIGN})
    |(?P<dash>[-‐‑‒–—−])
    |(?P<mark>[^\s\w]|_)
    """,
    re.VERBOSE,
)
_KINDS = {
    "initials": "word",
    "letters": "word",
    "name": "code",
    "url": "code",
    "phone": "code",
    "years": "decade",
    "sign": "currency",
}
_SENTENCE_EDGES = frozenset({".", "!", "?", ":", "“", '"', "‘", "•"})


@dataclass(frozen=True, slots=True)
class Lexemes:
    """A text's lexemes as parallel lists; a reader walks them by position.

    `folded` is what is written, lower-cased, words without a possessive ending. The kinds are
    word, number, ordinal, decade, clock, date, fraction, slashed, currency, dash, mark, and code
    for what holds digits but is no quantity (addresses, versions, telephone numbers, "F-16").
    """

    text: str
    kinds: list[str]
    starts: list[int]
    ends: list[int]
    folded: list[str]

    def __len__(self) -> int:
        return len(self.kinds)

    def word(self, position: int) -> str:
        """The folded word, mark or number at a position, "" outside the text."""
        return self.folded[position] if 0 <= position < len(self.folded) else ""

    def kind(self, position: int) -> str:
        """The kind at a position, "" outside the text."""
        return self.kinds[position] if 0 <= position < len(self.kinds) else ""

    def joined(self, position: int) -> bool:
        """Whether nothing stands between the lexeme at a position and the one before."""
        return 0 < position < len(self.starts) and self.starts[position] == self.ends[position - 1]

    def hyphen(self, position: int) -> bool:
        """Whether a dash at a position joins its neighbours without a space."""
        return self.kind(position) == "dash" and self.joined(position) and self.joined(position + 1)

    def surface(self, position: int) -> str:
        """The lexeme as it is written, "" outside the text."""
        if not 0 <= position < len(self.starts):
            return ""
        return self.text[self.starts[position] : self.ends[position]]

    def capitalised(self, position: int) -> bool:
        """Whether the lexeme is a word that begins with an upper-case letter."""
        return self.kind(position) == "word" and self.text[self.starts[position]].isupper()

    def opens_sentence(self, position: int) -> bool:
        """Whether the lexeme is the first of the text or follows a full stop or an opening quote."""
        return position == 0 or self.word(position - 1) in _SENTENCE_EDGES


def read_lexemes(text: str) -> Lexemes:
    """Every lexeme of `text` in order; only white space lies between them."""
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    folded: list[str] = []
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup or "mark"
        start, end = match.span()
        word = text[start:end].lower()
        if kind == "letters" and word[-2:] in ("'s", "’s"):
            word = word[:-2]
        kinds.append(_KINDS.get(kind, kind))
        starts.append(start)
        ends.append(end)
        folded.append(word)
    return Lexemes(text, kinds, starts, ends, folded)
