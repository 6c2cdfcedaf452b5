"""Figures of an exported model: `python -m training.reader.figures build/reader/model/model.onnx --fold 0`.

`--fold` is the half of SQuAD's articles that it was trained on; the other is measured. Without it SQuAD is left out.
"""

from __future__ import annotations

import argparse
import json
import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path

from tokenizers import Tokenizer

from training.reader.measure import measure, read_onnx
from training.reader.prepared import read_prepared
from training.reader.questions import SQUAD, folds


def main() -> None:
    """Prints the figures, and keeps all that was read beside the model."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.figures", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("build/reader"), help="what training.reader.prepare wrote")
    parser.add_argument("--fold", type=int)
    parser.add_argument("--squad-only", action="store_true")
    options = parser.parse_args()
    prepared = read_prepared(options.folder)
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    questions = prepared.questions
    half = folds(questions)
    held = [
        i
        for i, one in enumerate(questions.asked)
        if options.fold is not None and one.source == SQUAD and half[questions.texts[one.text].title] != options.fold
    ]
    if options.squad_only:
        prepared = replace(prepared, sets={}, citations=[])
    measured = measure(partial(read_onnx, options.model), prepared, held, tokenizer)
    options.model.with_suffix(".measured.pkl").write_bytes(pickle.dumps(measured))
    print(json.dumps(measured["figures"], indent=1))


if __name__ == "__main__":
    main()
