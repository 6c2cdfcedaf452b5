"""Writes a trained reader as ONNX, in full and with int8 weights, with its tokenizer and a card."""

from __future__ import annotations

import argparse
import copy
import shutil
from pathlib import Path

import torch
from torch.nn import functional

from service.exported import quiet, write_card, write_onnx
from service.quantised import quantise
from training.reader.measure import LONGEST_TEXT
from training.reader.network import Reader, begun
from training.reader.train import weights_of

NAME = "dateline-reader"


class Words(torch.nn.Module):
    """Word vectors in int8, each with its own scale: with one scale for all, reading lost 0.6 points of F1."""

    def __init__(self, vectors: torch.Tensor) -> None:
        super().__init__()
        scale = vectors.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("whole", torch.round(vectors / scale).to(torch.int8))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Vectors (b, n, width) of token ids (b, n)."""
        return functional.embedding(ids, self.whole).float() * functional.embedding(ids, self.scale)


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
    axes = {one: {0: "batch", 1: "length"} for one in ("input_ids", "token_type_ids", "start", "end")}
    names = ["input_ids", "token_type_ids"], ["start", "end", "relevance"], axes | {"relevance": {0: "batch"}}
    inputs = (sample, torch.ones_like(sample))
    rounded = copy.deepcopy(reader)
    rounded.words = Words(reader.words.weight.detach())
    with quiet():
        write_onnx(Unmasked(rounded), inputs, *names, folder)
        quantise(folder, is_by_row=True)
        # What int8 costs is measured against this, so its word vectors are whole too.
        write_onnx(Unmasked(reader), inputs, *names, folder)
    shutil.copy(tokenizer, folder / "tokenizer.json")
    write_card(folder, {"name": NAME, "format": 1, "max_tokens": LONGEST_TEXT})


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
