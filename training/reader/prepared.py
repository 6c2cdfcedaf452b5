"""What `prepare` writes and training reads: questions, mined negatives, and the sets to measure on."""

from __future__ import annotations

import lzma
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.reader.questions import Questions


@dataclass(frozen=True, slots=True)
class Prepared:
    """Questions to train on, their mined negatives (questions, nearest), and the sets to measure on.

    `sets` are what search finds for the openqa sets, by name; `citations` questions with sentences to cite.
    """

    questions: Questions
    mined: NDArray[np.int16]
    sets: dict[str, list[dict[str, Any]]]
    citations: list[dict[str, Any]]


def read_prepared(folder: Path) -> Prepared:
    """What stands in a folder; only of one's own making, since it is a pickle."""
    with lzma.open(folder / "prepared.pkl.xz") as file:
        made = pickle.load(file)
    if not isinstance(made, Prepared):
        raise ValueError(f"{folder} holds no Prepared")
    return made
