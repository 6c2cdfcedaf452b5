"""Writes a trained reader as ONNX, in full and with int8 weights, with its tokenizer and a card."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from service.indexing.export import quiet
from training.reader.measure import LONGEST_TEXT
from training.reader.network import Reader, begun
from training.reader.train import weights_of

NAME = "dateline-reader"


class Unmasked(torch.nn.Module):
    """The reader as it serves: texts are run one by one, and nothing is masked."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Start and end logits, and that of relevance."""
        start, end, relevance = self.reader(input_ids, token_type_ids)
        return start, end, relevance


def export(reader: Reader, folder: Path, tokenizer: Path) -> None:
    """`full.onnx` and `model.onnx` (int8), `tokenizer.json` and `card.json` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sample = torch.tensor([[101, 2129, 2116, 102, 2105, 2531, 102]])
    names = {0: "batch", 1: "length"}
    with quiet():
        torch.onnx.export(
            Unmasked(reader).eval(),
            (sample, torch.ones_like(sample)),
            str(folder / "full.onnx"),
            input_names=["input_ids", "token_type_ids"],
            output_names=["start", "end", "relevance"],
            dynamic_axes=dict.fromkeys(("input_ids", "token_type_ids", "start", "end"), names)
            | {"relevance": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(folder / "full.onnx", folder / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
    shutil.copy(tokenizer, folder / "tokenizer.json")
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    card = {"name": NAME, "format": 1, "max_tokens": LONGEST_TEXT, "sha256": digest}
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Writes the model of one run."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.export", description=__doc__)
    parser.add_argument("run", type=Path, help="folder of a run of training.reader.train")
    parser.add_argument("out", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("build/reader"), help="what training.reader.prepare wrote")
    options = parser.parse_args()
    reader = begun(weights_of(options.run, options.folder), 0.0)
    export(reader, options.out, options.folder / "tokenizer.json")


if __name__ == "__main__":
    main()
