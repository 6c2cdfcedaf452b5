"""The folder of a reader's model: our own as it is published, any other exported once to ONNX with int8 weights.

torch and transformers are imported here only, when a model has to be made; serving reads the result.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from service.errors import ModelUnavailable
from service.exported import making, not_exported, require_whole, write_card, write_onnx
from service.quantised import quantise

DEFAULT_READER = "dateline-reader"
FORMAT = 2
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
        require_whole(folder, "the reader", "install Dateline again")
        return folder
    if (Path(name) / "card.json").is_file():
        require_whole(Path(name), "the reader", "export it again")
        return Path(name)
    stem = Path(name).name or "reader"
    folder = models / f"{stem}-{hashlib.sha256(name.encode()).hexdigest()[:8]}-reader-{FORMAT}"
    if not (folder / "card.json").is_file():
        _export(name, folder)
    require_whole(folder, "the reader", "delete that folder, and it is made again")
    return folder


def _published() -> Path:
    """Our own reader: in the repository, or where an installed wheel puts it."""
    repository = Path(__file__).parents[2] / "models" / "reader"
    return repository if repository.is_dir() else Path(sys.prefix) / "share" / "dateline" / "models" / "reader"


def _export(name: str, folder: Path) -> None:
    try:
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
    except ImportError as error:
        raise not_exported(f"reader {name}") from error
    with making(folder) as made:
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
            model = AutoModelForQuestionAnswering.from_pretrained(
                name, local_files_only=True, attn_implementation="eager"
            ).eval()
        except Exception as error:
            raise ModelUnavailable(
                f"reader {name} cannot be loaded: name the folder of an extractive question-answering model with its "
                f"tokenizer, or one that is on this machine already ({_first_line(error)})"
            ) from error
        if not getattr(tokenizer, "is_fast", False):
            raise ModelUnavailable(f"reader {name} has no fast tokenizer, and only those know where words stand")
        sample = tokenizer("Who came?", "Nobody came.", return_tensors="pt")
        inputs = [one for one in ("input_ids", "token_type_ids", "attention_mask") if one in sample]
        _write_onnx(torch, model, sample, inputs, made)
        tokenizer.backend_tokenizer.save(str(made / "tokenizer.json"))
        longest = min(LONGEST, int(getattr(model.config, "max_position_embeddings", LONGEST)) - 2)
        write_card(made, {"name": name, "format": FORMAT, "max_tokens": longest if longest > 0 else LONGEST})


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _write_onnx(torch: Any, model: Any, sample: Any, inputs: list[str], folder: Path) -> None:
    class Spans(torch.nn.Module):  # type: ignore[misc]  # mypy does not read torch
        """The model's logits alone."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *given: Any) -> Any:
            found = self.model(**dict(zip(inputs, given, strict=True)))
            return found.start_logits, found.end_logits

    axes = {one: {0: "batch", 1: "length"} for one in (*inputs, "start", "end")}
    write_onnx(Spans(), tuple(sample[one] for one in inputs), inputs, ["start", "end"], axes, folder)
    quantise(folder, is_by_row=True)
