"""Negatives are what search ranks first, less what may answer."""

from __future__ import annotations

from bench.ranking import Floor
from tests.fakes.embedder import WordHashEmbedder
from training.reader.mining import _bm25, mine
from training.reader.questions import Asked, Questions, Text

TEXTS = [
    "The harbour bridge cost nine million crowns.",
    "A second bridge over the harbour is planned.",
    "Critics say the bridge may cost nine million more.",
    "The orchestra played in the rain.",
]


def questions() -> Questions:
    texts = [Text(text, "", [], [], [0]) for text in TEXTS]
    return Questions(texts, [Asked("q", "s", "What did the harbour bridge cost?", [], 0, [(4, 6)], ["nine million"])])


def test_neither_its_own_text_nor_one_that_holds_the_answer_is_a_negative_and_the_nearest_comes_first() -> None:
    found = mine(questions(), WordHashEmbedder())[0].tolist()
    assert found[:2] == [1, 3]
    assert set(found[2:]) == {-1}


def test_its_bm25_ranks_as_the_floor_of_the_bench_does() -> None:
    weights, vocabulary = _bm25(TEXTS)
    words = ["harbour", "bridge", "cost"]
    scores = sum(weights[vocabulary[word]].toarray()[0] for word in words)
    ranked = [at for at in sorted(range(len(TEXTS)), key=lambda at: -scores[at]) if scores[at] > 0]
    assert ranked == Floor(TEXTS).search(" ".join(words), len(TEXTS))
