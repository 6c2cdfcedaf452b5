"""Averages the weights of runs that began from the same: `python -m training.reader.mean OUT RUN RUN`.

Such a mean is often better than each of them, and costs nothing to run (model soups, Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch


def mean(runs: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of each weight, in half precision; ValueError where the runs' weights have other names."""
    if any(run.keys() != runs[0].keys() for run in runs):
        raise ValueError("the runs do not have the same weights")
    return {name: torch.stack([run[name].float() for run in runs]).mean(dim=0).half() for name in runs[0]}


def main() -> None:
    """Writes `weights.pt` of the mean."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.mean", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("runs", type=Path, nargs="+", help="folders of runs of training.reader.train")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    weights = mean([torch.load(run / "weights.pt", weights_only=True) for run in options.runs])
    torch.save(weights, options.out / "weights.pt")


if __name__ == "__main__":
    main()
