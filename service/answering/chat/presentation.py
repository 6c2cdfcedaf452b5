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
    lines: dict[tuple[int, Place], str] = {}
    kept = len(evidence)
    while True:
        presented = _present(evidence[:kept], lines)
        if kept <= 1 or estimate_tokens(presented.text) <= budget:
            return presented
        kept -= 1


def estimate_tokens(text: str) -> int:
    """How many tokens `text` has at most, as prose goes: a third of its bytes in UTF-8, rounded up.

    No tokenizer is asked, since each provider has its own and most fetch it from the network. English
    has four bytes a token and more.
    """
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / _BYTES_A_TOKEN)


def inert(text: str) -> str:
    """`text` on one line, in which nothing closes a fence, forges a key or hides.

    Square and angle brackets and their lookalikes become round and single quotation marks; control
    characters, bidirectional overrides and invisible characters go.
    """
    visible = "".join(character for character in text if character.isspace() or not _is_hidden(character))
    return " ".join(visible.split()).translate(_INERT)


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return (category in ("Cc", "Cf", "Cs", "Co") and character not in _NEEDED) or ord(character) in _SELECTORS


def _present(evidence: Sequence[Evidence], lines: dict[tuple[int, Place], str]) -> Presented:
    """All of `evidence`; `lines` keeps each sentence made inert, by number of evidence and place."""
    blocks: dict[tuple[str, int], dict[Place, int]] = {}
    told: dict[tuple[str, int], set[str]] = {}
    for number, one in enumerate(evidence):
        version = (one.article.id, one.article.version)
        places, said = blocks.setdefault(version, {}), told.setdefault(version, set())
        # What is no news is not shown, and so cannot steer a model or be cited by it.
        for start, end in without_instructions(one.article.text, one.passage.sentences):
            if (number, (start, end)) not in lines:
                lines[number, (start, end)] = inert(one.article.text[start:end])
            line = lines[number, (start, end)]
            if line and line not in said:
                said.add(line)
                places[start, end] = number
    sources: dict[str, Source] = {}
    shown = []
    for places in blocks.values():
        if not places:
            continue
        shown.append(_opening(evidence[next(iter(places.values()))].article))
        for (start, end), number in sorted(places.items()):
            key = f"k{len(sources) + 1}"
            sources[key] = Source(number, start, end)
            shown.append(f"[{key}] {lines[number, (start, end)]}")
        shown.append("</article>")
    return Presented("\n".join(shown), sources, tuple(range(len(evidence))))


def _opening(article: Article) -> str:
    date = article.published_at[:10] if article.published_at else None
    attributes = {"title": article.title, "source": article.source, "date": date}
    told = (f'{name}="{_attribute(value)}"' for name, value in attributes.items())
    return f"<article {' '.join(told)}>"


def _attribute(value: str | None) -> str:
    shown = "" if is_instruction(value or "") else inert(value or "")
    return shown.replace('"', "'") or "unknown"
