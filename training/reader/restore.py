"""Makes a run of a published model: `python -m training.reader.restore models/reader build/reader/restored`.

An int8 model keeps its weights to half a step of a byte, so training can go on from what is published where the runs
behind it are gone. Word vectors are those that training begins with: it never moves them.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.reader.network import Reader

# Names of products in the exported graph, as `/reader/layers.0/attend/MatMul_quant/row/product`.
_PRODUCT = re.compile(r"^/reader/(?P<module>.+?)/(Gemm_)?MatMul")


def restored(path: Path) -> dict[str, torch.Tensor]:
    """The weights of `model.onnx` under the names of `network.Reader`; ValueError where it is not of that network."""
    import onnx

    graph = onnx.load(path).graph
    given = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    made = {name.removeprefix("reader."): value for name, value in given.items() if value.dtype == np.float32}
    for name in ("places.weight", "types.weight"):
        if f"reader.{name}_quantized" in given:
            made[name] = _whole(*(given[f"reader.{name}_{part}"] for part in ("quantized", "zero_point", "scale")))
    for node in graph.node:
        found = _PRODUCT.match(node.name)
        if node.op_type == "MatMulIntegerToFloat" and found:
            _, weights, _, scale, _, zero = node.input
            made[f"{found['module'].replace('/', '.')}.weight"] = _whole(given[weights], given[zero], given[scale]).T
    wanted = {name: value.shape for name, value in Reader().state_dict().items() if name != "words.weight"}
    kept = {name: torch.from_numpy(np.array(value)) for name, value in made.items() if name in wanted}
    wrong = sorted(name for name, shape in wanted.items() if name not in kept or kept[name].shape != shape)
    if wrong:
        raise ValueError(f"{path} is no reader of ours: {wrong[0]} is missing or of another shape")
    return kept


def _whole(weights: NDArray[Any], zero: NDArray[Any], scale: NDArray[np.float32]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = (weights.astype(np.float32) - zero.astype(np.float32)) * scale
    return made


def main() -> None:
    """Writes `weights.pt`."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.restore", description=__doc__)
    parser.add_argument("model", type=Path, help="folder of an exported reader")
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    weights = restored(options.model / "model.onnx")
    torch.save({name: value.half() for name, value in weights.items()}, options.out / "weights.pt")


if __name__ == "__main__":
    main()
