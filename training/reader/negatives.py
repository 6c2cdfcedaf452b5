"""Texts that a question finds and that do not answer it, and questions that their own text does not answer."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.reader.questions import SENTENCES, Questions

if TYPE_CHECKING:
    from service.indexing.embedder import Embedder

# How many of the nearest texts are kept for each question.
NEAREST = 24
# Weights of our own fusion of z-scores (docs/decisions/0005), and BM25's constants.
DENSE = 0.6
K1, B = 1.2, 0.75
_NAME = re.compile(
    r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}|(?<![\w.,])\d[\d,.]*\d(?![\w])|(?<![\w.,])\d(?![\w.,])"
)
_PARTICULAR = re.compile(r"(?<=. )[A-Z]|\d")
_FEWEST_WORDS = 6


def mine(questions: Questions, embedder: Embedder) -> NDArray[np.int16]:
    """For each question the texts that search ranks first and that are not its own; shape (questions, NEAREST).

    -1 stands where fewer were fit: a text that holds one of the answers word for word may answer it too.
    """
    from scipy import sparse

    texts = embedder.embed([text.text[:1200] for text in questions.texts])
    vectors = embedder.embed([one.question for one in questions.asked])
    documents, vocabulary = _bm25([text.text for text in questions.texts])
    found = np.full((len(questions.asked), NEAREST), -1, dtype=np.int16)
    folded = [text.text.casefold() for text in questions.texts]
    for first in range(0, len(questions.asked), 512):
        some = questions.asked[first : first + 512]
        rows, columns = [], []
        for row, one in enumerate(some):
            for word in set(_words(one.question)) & vocabulary.keys():
                rows.append(row)
                columns.append(vocabulary[word])
        asked = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(some), len(vocabulary)))
        lexical = np.asarray((asked @ documents).todense())
        scores = DENSE * _z(vectors[first : first + 512] @ texts.T) + (1 - DENSE) * _z(lexical)
        order = np.argpartition(-scores, 3 * NEAREST, axis=1)[:, : 3 * NEAREST]
        for row, (one, near) in enumerate(zip(some, order, strict=True)):
            best = near[np.argsort(-scores[row, near])]
            answers = [answer.casefold() for answer in one.answers]
            own = questions.texts[one.text].text
            fit = [
                at
                for at in best
                if questions.texts[at].text != own and not any(answer in folded[at] for answer in answers)
            ]
            found[first + row, : min(NEAREST, len(fit))] = fit[:NEAREST]
        print(f"mined {first + len(some):,} of {len(questions.asked):,}", end="\r", flush=True)
    return found


def is_particular(question: str, source: str) -> bool:
    """Whether a question says enough for a near text without its answer to be a fair negative."""
    return source not in SENTENCES or (
        len(question.split()) >= _FEWEST_WORDS and _PARTICULAR.search(question) is not None
    )


class Swapper:
    """Makes a question its text does not answer, by putting another name or number in the place of one of its own."""

    def __init__(self, questions: Questions) -> None:
        self._others: dict[bool, list[str]] = defaultdict(list)
        for text in questions.texts:
            for name in sorted(set(_NAME.findall(text.text))):
                self._others[name[0].isdigit()].append(name)

    def swapped(self, question: str, text: str, chance: random.Random) -> str | None:
        """The question about something else, None where it names nothing that stands in its text."""
        told = [name for name in _NAME.findall(question) if name in text]
        if not told:
            return None
        name = chance.choice(told)
        inside = sorted(other for other in set(_NAME.findall(text)) if _apart(name, other))
        pool = inside if inside and chance.random() < 0.5 else self._others[name[0].isdigit()]
        other = chance.choice(pool)
        if not _apart(name, other) or other in question:
            return None
        return question.replace(name, other)


def _apart(name: str, other: str) -> bool:
    return name[0].isdigit() == other[0].isdigit() and name not in other and other not in name


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _bm25(texts: Sequence[str]) -> tuple[object, dict[str, int]]:
    """BM25 weights as a sparse matrix (words, texts), and the row of each word."""
    from scipy import sparse

    counts = [Counter(_words(text)) for text in texts]
    lengths = np.asarray([sum(one.values()) for one in counts])
    vocabulary = {word: at for at, word in enumerate(sorted(set().union(*counts)))}
    holding = Counter(word for one in counts for word in one)
    rows, columns, values = [], [], []
    for column, one in enumerate(counts):
        norm = K1 * (1 - B + B * lengths[column] / lengths.mean())
        for word, count in one.items():
            rarity = np.log(1 + (len(texts) - holding[word] + 0.5) / (holding[word] + 0.5))
            rows.append(vocabulary[word])
            columns.append(column)
            values.append(rarity * count * (K1 + 1) / (count + norm))
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(vocabulary), len(texts))), vocabulary


def _z(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return (scores - scores.mean(axis=1, keepdims=True)) / (scores.std(axis=1, keepdims=True) + 1e-9)
