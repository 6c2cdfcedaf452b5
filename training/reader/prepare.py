"""Writes all that training needs into one folder, so that a machine with torch alone can train.

`python -m training.reader.prepare --data FOLDER --out build/reader` tokenises, mines negatives with the service's own
embedder, and searches the openqa sets; a few minutes on two cores.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import os
import pickle
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from service.indexing.embedder import OnnxEmbedder
from service.indexing.export import DEFAULT_MODEL, prepared, source
from training.reader import candidates
from training.reader.mining import mine
from training.reader.network import named
from training.reader.prepared import Prepared
from training.reader.questions import read_questions


def main() -> None:
    """Writes `prepared.pkl`, `tokenizer.json` and `initial.pt` (the embedder's own weights, half precision)."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.prepare", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("build/reader"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    folder = Path(source(DEFAULT_MODEL))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(options.out / "tokenizer.json"))
    weights = named(load_file(folder / "model.safetensors"))
    torch.save({name: value.half() for name, value in weights.items()}, options.out / "initial.pt")

    threads = os.cpu_count() or 1
    sets = {name: candidates.found(options.data, name, threads) for name in candidates.SETS}
    with gzip.open(options.data / "citation_sentences.jsonl.gz", "rt", encoding="utf-8") as file:
        citations = [json.loads(line) for line in file]
    questions = read_questions(options.data, tokenizer)
    embedder = OnnxEmbedder(prepared(DEFAULT_MODEL, Path("indexes/models")), threads)
    mined = mine(questions, embedder)
    embedder.close()
    made = Prepared(questions, mined, sets, citations)
    with lzma.open(options.out / "prepared.pkl.xz", "wb", preset=3) as file:
        pickle.dump(made, file)


if __name__ == "__main__":
    main()
