"""Texts that our own search ranks first for a question and that do not answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bench.ranking import K1, B, words
from service.indexing.embedder import Embedder
from service.retrieval.fusion import DENSE_WEIGHT
from training.reader.questions import Questions

# How many of the nearest texts are kept for each question.
NEAREST = 24


def mine(questions: Questions, embedder: Embedder) -> NDArray[np.int16]:
    """For each question the texts that search ranks first and that are not its own; shape (questions, NEAREST).

    -1 stands where fewer were fit: a text that holds one of the answers word for word may answer it too.
    """
    texts = embedder.embed([text.text[:1200] for text in questions.texts])
    vectors = embedder.embed([one.question for one in questions.asked])
    documents, vocabulary = _bm25([text.text for text in questions.texts])
    found = np.full((len(questions.asked), NEAREST), -1, dtype=np.int16)
    folded = [text.text.casefold() for text in questions.texts]
    for first in range(0, len(questions.asked), 512):
        some = questions.asked[first : first + 512]
        rows, columns = [], []
        for row, one in enumerate(some):
            for word in set(words(one.question)) & vocabulary.keys():
                rows.append(row)
                columns.append(vocabulary[word])
        asked = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(some), len(vocabulary)))
        lexical = np.asarray((asked @ documents).todense())
        scores = DENSE_WEIGHT * _z(vectors[first : first + 512] @ texts.T) + (1 - DENSE_WEIGHT) * _z(lexical)
        order = np.argsort(-scores, axis=1)[:, : 3 * NEAREST]
        for row, (one, best) in enumerate(zip(some, order, strict=True)):
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


def _bm25(texts: Sequence[str]) -> tuple[sparse.csr_matrix, dict[str, int]]:
    """BM25 weights as a sparse matrix (words, texts), and the row of each word."""
    counts = [Counter(words(text)) for text in texts]
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
