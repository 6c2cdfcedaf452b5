"""Articles for the bench: the seeds as our loaders read them, and synthetic ones made of their sentences.

A synthetic article puts paragraphs of different seeds together, with every name and number
exchanged: `article(7)` is the same article in every run, no sentence of a seed stands in it
unchanged, and two of them share too little to count as copies of one another.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from service.library.loaders.source import Inputs
from service.library.sentences import sentence_spans
from service.records import Draft

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY / "seeds" / "articles"
FILE_BYTES = 50_000_000

# Different names in the whole of the synthetic news; the nth is met about 1/n times as often as the first (Zipf).
NAMES = 60_000
PARAGRAPHS = (6, 14)

_SYLLABLES = (
    "al an ar bel bor bra cal cor dal den dor el en fal fen gar gil hal hol is jor kar kel lan len lor mar mel mor "
    "nal nor ol or pal pen qua ral rin ros sal sel sor tal tan tor ul ur val ven vor wel wen yar zan"
)
_ENDINGS = "a by den er ford gate ham hill in ley mont o on port ridge sen ski stad ton vik"
_NUMBER_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_KEPT = (
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug "
    "Sept Sep Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mr Mrs Ms Dr Prof I The A An In On "
    "At It He She They But And For No"
)
_SLOT = re.compile(
    rf"(?P<number>\d[\d,]*(?:\.\d+)?)|\b(?P<word>{'|'.join(_NUMBER_WORDS)})\b|(?P<name>\b[A-Z][^\W\d_]+)"
)


def seeds() -> list[Draft]:
    """Every article of seeds/articles, of all formats, read by our loaders; raises ValueError for a refused one."""
    drafts: list[Draft] = []
    for read in Inputs.of([str(SEEDS)], FILE_BYTES, None).drafts(lambda _: None):
        if not isinstance(read, Draft):
            raise ValueError(f"seeds/articles/{read.origin}: {read.error}")
        drafts.append(read)
    return drafts


def size(drafts: Iterable[Draft]) -> int:
    """Bytes of the articles' text in UTF-8."""
    return sum(len(draft.text.encode()) for draft in drafts)


def write(drafts: Iterable[Draft], path: Path) -> None:
    """The articles as JSON Lines in the fields of `POST /v1/articles`."""
    fields = ("id", "title", "url", "source", "author", "published_at", "language", "text")
    with path.open("w", encoding="utf-8") as file:
        for draft in drafts:
            stated = {name: getattr(draft, name) for name in fields if getattr(draft, name)}
            file.write(json.dumps(stated, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class _Template:
    """A sentence in pieces: plain text, and what is exchanged as (kind, original)."""

    pieces: tuple[str | tuple[str, str], ...]

    @property
    def slots(self) -> int:
        return sum(not isinstance(piece, str) for piece in self.pieces)


class Newsroom:
    """Writes synthetic articles, as many as are wanted, each by its number alone."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        drafts = list(drafts)
        self._names = _names(draft.text for draft in drafts)
        self._sources = sorted({draft.source for draft in drafts if draft.source})
        self._titles = [self._template(draft.title) for draft in drafts if draft.title]
        paragraphs = [self._paragraph(block) for draft in drafts for block in draft.text.split("\n\n")]
        self._paragraphs = [paragraph for paragraph in paragraphs if paragraph]

    def article(self, number: int) -> Draft:
        """The synthetic article of this number."""
        chance = random.Random(f"article {number}")
        names: dict[str, str] = {}
        chosen = chance.sample(self._paragraphs, min(chance.randint(*PARAGRAPHS), len(self._paragraphs)))
        text = "\n\n".join(" ".join(_fill(one, chance, names) for one in paragraph) for paragraph in chosen)
        return Draft(
            text=text,
            title=_fill(chance.choice(self._titles), chance, names),
            id=f"synthetic-{number:06d}",
            source=chance.choice(self._sources),
            published_at=f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        )

    def articles(self, start: int = 0) -> Iterator[Draft]:
        """Articles without end, from number `start`."""
        return (self.article(number) for number in count(start))

    def question(self, text: str, number: int) -> str:
        """`text` with its names and numbers exchanged: another question of the same form."""
        return _fill(self._template(text), random.Random(f"question {number}"), {})

    def library(self, drafts: Iterable[Draft], size_bytes: int) -> list[Draft]:
        """`drafts` and as many synthetic articles as make `size_bytes` of text with them."""
        library = list(drafts)
        total = size(library)
        for draft in self.articles():
            if total >= size_bytes:
                break
            library.append(draft)
            total += size([draft])
        return library

    def _paragraph(self, block: str) -> tuple[_Template, ...]:
        """The sentences of a paragraph that hold something to exchange; the others would stand unchanged."""
        templates = (self._template(block[start:end]) for start, end in sentence_spans(block))
        return tuple(template for template in templates if template.slots)

    def _template(self, sentence: str) -> _Template:
        pieces: list[str | tuple[str, str]] = []
        position = 0
        for found in _SLOT.finditer(sentence):
            kind, original = found.lastgroup or "", found.group()
            if kind == "name" and original not in self._names:
                continue
            pieces += [sentence[position : found.start()], (kind, original)]
            position = found.end()
        return _Template((*pieces, sentence[position:]))


def _names(texts: Iterable[str]) -> frozenset[str]:
    """The words that are capitalised inside a sentence; at its start alone a capital says nothing."""
    found = {match.group(1) for text in texts for match in re.finditer(r"(?<=[\w,;’] )([A-Z][^\W\d_]+)", text)}
    return frozenset(found.difference(_KEPT.split()))


def _fill(template: _Template, chance: random.Random, names: dict[str, str]) -> str:
    """The sentence with other values; a name stays the same within one article."""
    filled = []
    for piece in template.pieces:
        if isinstance(piece, str):
            filled.append(piece)
            continue
        kind, original = piece
        if kind == "name":
            filled.append(names.setdefault(original, _invented(chance)))
        else:
            filled.append(_other(original, _number if kind == "number" else _number_word, chance))
    return "".join(filled)


def _invented(chance: random.Random) -> str:
    rank = int(math.exp(chance.uniform(0, math.log(NAMES))))
    spelling = random.Random(f"name {rank}")
    syllables = _SYLLABLES.split()
    return (spelling.choice(syllables) + spelling.choice(syllables) + spelling.choice(_ENDINGS.split())).capitalize()


def _other(original: str, make: Callable[[str, random.Random], str], chance: random.Random) -> str:
    made = original
    while made == original:
        made = make(original, chance)
    return made


def _number(original: str, chance: random.Random) -> str:
    if re.fullmatch(r"(?:19|20)\d\d", original):
        return str(chance.randint(1950, 2030))
    if original.isdigit() and int(original) <= 31:
        return str(chance.randint(1, 28))
    digits = re.sub(r"\d", lambda _: str(chance.randint(0, 9)), original)
    return str(chance.randint(1, 9)) + digits[1:]


def _number_word(_: str, chance: random.Random) -> str:
    return chance.choice(_NUMBER_WORDS)
