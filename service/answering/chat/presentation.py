"""Evidence as a chat model is shown it: sentence by sentence, each under a key, fenced article by article."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.answering.answerer import Source
from service.language.instructions import is_instruction, without_instructions
from service.records import Article, Evidence

_BYTES_A_TOKEN = 3
# What could close the fence or forge a key, and every bracket that looks like one of these.
_LOOKALIKES = {"<＜〈⟨❬❮❰﹤︿": "‹", ">＞〉⟩❭❯❱﹥﹀": "›", "[［【〔〖〚⟦❲﹝﹇︻": "(", "]］】〕〗〛⟧❳﹞﹈︼": ")"}
_INERT = str.maketrans({one: safe for ones, safe in _LOOKALIKES.items() for one in ones})
# Format characters that writing needs: joiners, and the signs that Arabic, Syriac and Kaithi put before numbers.
_NEEDED = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd")
# Variation selectors of the supplement, which show nothing and can carry hidden text.
_SELECTORS = range(0xE0100, 0xE01F0)
_FIRST_SELECTOR = chr(_SELECTORS[0])

_CLOSING = "</article>"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Presented:
    """What a model is shown, and for each key in it the sentence it stands for.

    `shown` are the numbers of the evidence that was kept, ascending.
    """

    text: str
    places: Mapping[str, Source]
    shown: tuple[int, ...]


def present(evidence: Sequence[Evidence], budget: int) -> Presented:
    """The best of `evidence`, as much of it as `budget` tokens hold, whole passages only.

    The weakest, which is the last, is dropped first. The best passage is shown even if it alone is over
    the budget: an answer from it is worth more than none, and a passage is some 200 tokens.
    """
    page = _Page()
    for number, one in enumerate(evidence):
        added = page.lines_of(number, one)
        if number and page.tokens(added) > budget:
            break
        page.add(added)
    return page.presented()


def estimate_tokens(text: str) -> int:
    """How many tokens `text` has at most, as prose goes: a third of its bytes in UTF-8, rounded up.

    No tokenizer is asked, since each provider has its own and most fetch it from the network. English
    has four bytes a token and more.
    """
    return math.ceil(_bytes(text) / _BYTES_A_TOKEN)


def inert(text: str) -> str:
    """`text` on one line, in which nothing closes a fence, forges a key or hides.

    Square and angle brackets and their lookalikes become round and single quotation marks; control
    characters, bidirectional overrides and invisible characters go.
    """
    visible = text
    if not text.isprintable() or max(text, default="") >= _FIRST_SELECTOR:
        visible = "".join(character for character in text if character.isspace() or not _is_hidden(character))
    return " ".join(visible.split()).translate(_INERT)


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return (category in ("Cc", "Cf", "Cs", "Co") and character not in _NEEDED) or ord(character) in _SELECTORS


@dataclass(frozen=True, slots=True)
class _Lines:
    """What one passage adds: its article, and each of its sentences that was not shown yet, made inert."""

    number: int
    article: Article
    sentences: Mapping[Place, str]


class _Page:
    """Articles in the order they came in, each with the sentences of all its passages in the order of its text."""

    def __init__(self) -> None:
        self._articles: dict[tuple[str, int], Article] = {}
        self._sentences: dict[tuple[str, int], dict[Place, tuple[int, str]]] = {}
        self._said: dict[tuple[str, int], set[str]] = {}
        self._passages = 0
        self._count = 0
        self._size = 0

    def lines_of(self, number: int, one: Evidence) -> _Lines:
        """What the passage `one`, the evidence of that number, would add."""
        said = set(self._said.get(_version(one.article), ()))
        sentences: dict[Place, str] = {}
        # What is no news is not shown, and so cannot steer a model or be cited by it.
        for start, end in without_instructions(one.article.text, one.passage.sentences):
            line = inert(one.article.text[start:end])
            if line and line not in said:
                said.add(line)
                sentences[start, end] = line
        return _Lines(number, one.article, sentences)

    def tokens(self, more: _Lines) -> int:
        """How many tokens there would be at most with `more`; each line has a line feed but the last."""
        return math.ceil((self._size + self._cost(more) - 1) / _BYTES_A_TOKEN)

    def add(self, more: _Lines) -> None:
        """Takes the lines in."""
        self._passages += 1
        self._size += self._cost(more)
        self._count += len(more.sentences)
        version = _version(more.article)
        self._articles.setdefault(version, more.article)
        self._said.setdefault(version, set()).update(more.sentences.values())
        numbered = {place: (more.number, line) for place, line in more.sentences.items()}
        self._sentences.setdefault(version, {}).update(numbered)

    def presented(self) -> Presented:
        """All that was added, with its keys."""
        sources: dict[str, Source] = {}
        shown = []
        for version, article in self._articles.items():
            if not self._sentences[version]:
                continue
            shown.append(_opening(article))
            for (start, end), (number, line) in sorted(self._sentences[version].items()):
                key = f"k{len(sources) + 1}"
                sources[key] = Source(number, start, end)
                shown.append(f"{_key(key)}{line}")
            shown.append(_CLOSING)
        return Presented("\n".join(shown), sources, tuple(range(self._passages)))

    def _cost(self, more: _Lines) -> int:
        if not more.sentences:
            return 0
        known = self._sentences.get(_version(more.article))
        around = 0 if known else _bytes(_opening(more.article)) + len(_CLOSING) + 2
        numbered = enumerate(more.sentences.values(), start=self._count + 1)
        return around + sum(len(_key(f"k{count}")) + _bytes(line) + 1 for count, line in numbered)


def _key(key: str) -> str:
    return f"[{key}] "


def _version(article: Article) -> tuple[str, int]:
    return article.id, article.version


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _opening(article: Article) -> str:
    date = article.published_at[:10] if article.published_at else None
    attributes = {"title": article.title, "source": article.source, "date": date}
    told = (f'{name}="{_attribute(value)}"' for name, value in attributes.items())
    return f"<article {' '.join(told)}>"


def _attribute(value: str | None) -> str:
    shown = "" if is_instruction(value or "") else inert(value or "")
    return shown.replace('"', "'") or "unknown"
