"""The folder of a reader's model: our own as it is published, any other exported once to ONNX with int8 weights.

torch and transformers are imported here only, when a model has to be made; serving reads the result.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from service.errors import ModelUnavailable
from service.indexing.export import quiet

DEFAULT_READER = "dateline-reader"
FORMAT = 1
# Beyond this a position has no vector in most models, and a passage has no more.
LONGEST = 384


def prepared_reader(name: str, models: Path) -> Path:
    """The folder that holds reader `name` as `model.onnx`, `tokenizer.json` and `card.json`; made if missing.

    `name` is `dateline-reader`, which comes with this version, a folder that `training.reader.export` wrote, or an
    extractive question-answering model of Hugging Face: a folder, or a name that is on this machine already; nothing
    is downloaded. Raises ModelUnavailable where it cannot be had or is not what its checksum says.
    """
    if name == DEFAULT_READER:
        folder = _published()
        _require_whole(folder, "install Dateline again")
        return folder
    if (Path(name) / "card.json").is_file():
        _require_whole(Path(name), "export it again")
        return Path(name)
    stem = Path(name).name or "reader"
    folder = models / f"{stem}-{hashlib.sha256(name.encode()).hexdigest()[:8]}-reader-{FORMAT}"
    if not (folder / "card.json").is_file():
        _export(name, folder)
    _require_whole(folder, "delete that folder, and it is made again")
    return folder


def _published() -> Path:
    """Our own reader: in the repository, or where an installed wheel puts it."""
    repository = Path(__file__).parents[2] / "models" / "reader"
    return repository if repository.is_dir() else Path(sys.prefix) / "share" / "dateline" / "models" / "reader"


def _require_whole(folder: Path, remedy: str) -> None:
    """Raises ModelUnavailable where the weights are not those that the card was written for."""
    try:
        wanted = json.loads((folder / "card.json").read_text(encoding="utf-8"))["sha256"]
        digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"the reader in {folder.name} cannot be read ({error}): {remedy}") from error
    if digest != wanted:
        raise ModelUnavailable(
            f"the reader in {folder.name} has SHA-256 {digest}, and its card says {wanted}: {remedy}"
        )


def _export(name: str, folder: Path) -> None:
    try:
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    except ImportError as error:
        raise ModelUnavailable(
            f"reader {name} is not exported yet, and that needs the packages of the `export` extra: run "
            "`pip install 'dateline-qa[export]'`, or copy an exported models/ folder here"
        ) from error
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary, quiet():
        made = Path(temporary) / "model"
        made.mkdir()
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
            model = AutoModelForQuestionAnswering.from_pretrained(
                name, local_files_only=True, attn_implementation="eager"
            ).eval()
        except Exception as error:
            raise ModelUnavailable(f"reader {name} cannot be loaded: {error}") from error
        if not getattr(tokenizer, "is_fast", False):
            raise ModelUnavailable(f"reader {name} has no fast tokenizer, and only those know where words stand")
        sample = tokenizer("Who came?", "Nobody came.", return_tensors="pt")
        inputs = [one for one in ("input_ids", "token_type_ids", "attention_mask") if one in sample]
        _write_onnx(torch, model, sample, inputs, made)
        tokenizer.backend_tokenizer.save(str(made / "tokenizer.json"))
        longest = min(LONGEST, int(getattr(model.config, "max_position_embeddings", LONGEST)) - 2)
        card = {
            "name": name,
            "format": FORMAT,
            "max_tokens": longest if longest > 0 else LONGEST,
            "sha256": hashlib.sha256((made / "model.onnx").read_bytes()).hexdigest(),
        }
        (made / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


def _write_onnx(torch: Any, model: Any, sample: Any, inputs: list[str], folder: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Spans(torch.nn.Module):  # type: ignore[misc]  # mypy does not read torch
        """The model's logits alone."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: Any) -> Any:
            found = self.model(**dict(zip(inputs, given, strict=True)))
            return found.start_logits, found.end_logits

    axes = {0: "batch", 1: "length"}
    full = folder / "full.onnx"
    torch.onnx.export(
        Spans(),
        tuple(sample[one] for one in inputs),
        str(full),
        input_names=inputs,
        output_names=["start", "end"],
        dynamic_axes=dict.fromkeys((*inputs, "start", "end"), axes),
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, folder / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
