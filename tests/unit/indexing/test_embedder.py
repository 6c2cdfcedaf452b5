"""The embedder gives the same vector for the same text, in order, whoever asks beside it."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import ModelUnavailable
from service.indexing.embedder import OnnxEmbedder
from service.indexing.export import DEFAULT_MODEL, prepared

SENTENCES = [
    "Around 100,000 troops are stationed near the border.",
    "The council approved the new tram line on Monday after a debate that lasted until midnight, and work begins soon.",
    "Flood.",
    "Researchers found that the vaccine halved hospital admissions among people over seventy in two regions.",
    "The goalkeeper saved two penalties.",
    "",
    "Börsen föll 3,5 procent.",
    "部长昨天宣布了新的计划。",
]


@pytest.fixture(scope="module")
def embedder(models: Path) -> Iterator[OnnxEmbedder]:
    made = OnnxEmbedder(prepared(DEFAULT_MODEL, models), threads=2)
    yield made
    made.close()


def test_every_vector_has_length_one(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed(SENTENCES)
    assert vectors.shape == (len(SENTENCES), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_the_same_batch_twice_is_the_same_vectors(embedder: OnnxEmbedder) -> None:
    assert np.allclose(embedder.embed(SENTENCES), embedder.embed(SENTENCES), atol=1e-6)


@given(texts=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=20))
@settings(max_examples=20)
def test_a_vector_does_not_depend_on_what_is_embedded_beside_it(embedder: OnnxEmbedder, texts: list[str]) -> None:
    alone = np.stack([embedder.embed([text])[0] for text in texts])
    assert np.allclose(embedder.embed(texts), alone, atol=1e-6)


def test_a_text_is_nearer_to_one_on_its_subject_than_to_another(embedder: OnnxEmbedder) -> None:
    question, near, far = embedder.embed(["How many soldiers are at the frontier?", SENTENCES[0], SENTENCES[1]])
    assert question @ near > question @ far + 0.2


def test_sixteen_threads_get_what_one_gets(embedder: OnnxEmbedder) -> None:
    alone = [embedder.embed([text])[0] for text in SENTENCES]

    def ask(number: int) -> bool:
        which = number % len(SENTENCES)
        vector = embedder.embed([SENTENCES[which]])[0]
        starts = embedder.token_starts(SENTENCES[which])
        return np.allclose(vector, alone[which], atol=1e-6) and starts == sorted(starts)

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(160)))


def test_a_question_asked_again_is_remembered_and_is_embedded_as_its_text(embedder: OnnxEmbedder) -> None:
    first = embedder.embed_question("Who won the marathon?")
    assert embedder.embed_question("Who won the marathon?") is first
    assert np.allclose(first, embedder.embed(["Who won the marathon?"])[0], atol=1e-6)


def test_a_question_does_not_wait_for_a_long_request_that_came_before(embedder: OnnxEmbedder) -> None:
    ended: list[str] = []

    def ask(name: str, texts: list[str]) -> None:
        embedder.embed(texts)
        ended.append(name)

    long = threading.Thread(target=ask, args=("long", [f"{SENTENCES[1]} {i}" for i in range(embedder.short + 80)]))
    long.start()
    while embedder._queue.empty() and not ended:
        pass
    ask("question", ["Who won the marathon?"])
    long.join()
    assert ended == ["question", "long"]


def test_only_the_last_questions_are_remembered(models: Path) -> None:
    embedder = OnnxEmbedder(prepared(DEFAULT_MODEL, models), threads=1)
    embedder.remembered = 3
    first = embedder.embed_question("one")
    for question in ("two", "three", "one", "four"):
        embedder.embed_question(question)
    assert embedder.embed_question("one") is first
    assert list(embedder._questions) == ["three", "four", "one"]
    embedder.close()


@settings(max_examples=200)
@given(text=st.text(st.characters(codec="utf-8"), max_size=200))
def test_token_starts_ascend_within_the_text(embedder: OnnxEmbedder, text: str) -> None:
    starts = embedder.token_starts(text)
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)


def test_tokens_of_a_long_text_are_all_counted(embedder: OnnxEmbedder) -> None:
    assert len(embedder.token_starts("flood " * 5000)) == 5000


def test_a_text_beyond_the_limit_is_embedded_by_its_beginning(embedder: OnnxEmbedder) -> None:
    long, longer = embedder.embed(["flood water " * 300, "flood water " * 300 + "a tram strike"])
    assert long @ longer > 1 - 1e-5


def test_a_text_that_cannot_be_embedded_raises_and_the_next_one_is_embedded(embedder: OnnxEmbedder) -> None:
    with pytest.raises(TypeError):
        embedder.embed(["lone surrogate \ud800"])
    assert embedder.embed(["flood"]).shape == (1, embedder.dimensions)


def test_closing_answers_what_was_asked_and_may_be_done_twice(models: Path) -> None:
    embedder = OnnxEmbedder(prepared(DEFAULT_MODEL, models), threads=1)
    got: list[int] = []
    asking = threading.Thread(target=lambda: got.append(len(embedder.embed(SENTENCES * 4))))
    asking.start()
    while embedder._queue.empty() and not got:
        pass
    embedder.close()
    asking.join(60)
    assert got == [len(SENTENCES) * 4]
    embedder.close()


def test_the_fingerprint_names_the_model_its_dimensions_and_its_weights(models: Path, embedder: OnnxEmbedder) -> None:
    card = json.loads((prepared(DEFAULT_MODEL, models) / "card.json").read_text())
    assert embedder.fingerprint == f"all-MiniLM-L6-v2/{embedder.dimensions}/{card['sha256'][:12]}"


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "card.json"])
@pytest.mark.parametrize("content", [b"", b"junk", b"{}", None])
def test_a_damaged_file_is_named_with_what_to_do(
    models: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = Path(shutil.copytree(prepared(DEFAULT_MODEL, models), tmp_path / "model"))
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"model model.*delete that folder"):
        OnnxEmbedder(folder, threads=1)
