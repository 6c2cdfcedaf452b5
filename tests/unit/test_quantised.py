"""Weights in int8: what is multiplied is scaled by row, so that no row rounds another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.exported import quiet, write_onnx
from service.quantised import LOW, MIDDLE, quantise

WIDTH = 24
Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@pytest.fixture(scope="module")
def net() -> torch.nn.Module:
    torch.manual_seed(5)
    return torch.nn.Sequential(
        torch.nn.Linear(WIDTH, 2 * WIDTH), torch.nn.GELU(), torch.nn.Linear(2 * WIDTH, WIDTH)
    ).eval()


@pytest.fixture(scope="module")
def runs(net: torch.nn.Module, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Run]:
    """The net with one scale for all rows, and with one a row."""
    made = {}
    for is_by_row in (False, True):
        folder = tmp_path_factory.mktemp("quantised")
        with quiet():
            write_onnx(net, (torch.zeros(1, 3, WIDTH),), ["x"], ["y"], {"x": {1: "n"}, "y": {1: "n"}}, folder)
            quantise(folder, is_by_row)
        assert [path.name for path in folder.iterdir()] == ["model.onnx"]
        made[is_by_row] = _run(folder / "model.onnx")
    return made


def _run(path: Path) -> Run:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def run(x: NDArray[np.float32]) -> NDArray[np.float32]:
        (y,) = session.run(None, {"x": x[None]})
        return y[0]

    return run


def _rows(seed: int, count: int, scale: float) -> NDArray[np.float32]:
    return (np.random.default_rng(seed).normal(size=(count, WIDTH)) * scale).astype(np.float32)


@given(st.integers(0, 99), st.integers(1, 6), st.sampled_from([1e-3, 1.0, 50.0]))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_reads_the_same_whatever_stands_beside_it(
    runs: dict[bool, Run], seed: int, count: int, scale: float
) -> None:
    x, other = _rows(seed, count, 1.0), _rows(seed + 100, 2, scale)
    run = runs[True]
    np.testing.assert_array_equal(run(np.vstack([x, other]))[:count], np.vstack([run(row[None]) for row in x]))


@given(st.integers(0, 99), st.sampled_from([1e-3, 1.0, 50.0]))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_says_what_the_whole_net_says(runs: dict[bool, Run], net: torch.nn.Module, seed: int, scale: float) -> None:
    x = _rows(seed, 8, scale)
    with torch.no_grad():
        whole = net(torch.from_numpy(x)).numpy()
    assert np.abs(runs[True](x) - whole).max() <= 0.02 * np.abs(whole).max()


def test_a_row_of_large_values_costs_the_others_nothing_as_one_scale_for_all_does(
    runs: dict[bool, Run], net: torch.nn.Module
) -> None:
    x = _rows(3, 16, 1.0)
    x[0] *= 50
    with torch.no_grad():
        whole = net(torch.from_numpy(x)).numpy()
    errors = {is_by_row: np.abs(run(x) - whole)[1:].mean() for is_by_row, run in runs.items()}
    assert errors[True] < errors[False] / 10


def test_a_row_of_zeros_stays_one_of_numbers(runs: dict[bool, Run]) -> None:
    assert np.isfinite(runs[True](np.zeros((2, WIDTH), dtype=np.float32))).all()


class Gated(torch.nn.Module):
    """A GELU that is multiplied with something that may be far below zero, as in newer readers."""

    def __init__(self) -> None:
        super().__init__()
        self.inner, self.gate = torch.nn.Linear(WIDTH, WIDTH), torch.nn.Linear(WIDTH, WIDTH)
        self.outer = torch.nn.Linear(WIDTH, WIDTH)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.outer(torch.nn.functional.gelu(self.inner(x)) * self.gate(x))


@pytest.mark.parametrize("scale", [1.0, 20.0])
def test_a_gated_gelu_is_not_taken_for_a_plain_one(tmp_path: Path, scale: float) -> None:
    torch.manual_seed(7)
    net = Gated().eval()
    x = _rows(4, 32, scale)
    with quiet():
        write_onnx(net, (torch.zeros(1, 3, WIDTH),), ["x"], ["y"], {"x": {1: "n"}, "y": {1: "n"}}, tmp_path)
        quantise(tmp_path, is_by_row=True)
    zeros = {
        one.name for one in onnx.load(tmp_path / "model.onnx").graph.initializer if one.name.startswith("by_row/zero_")
    }
    assert zeros == {f"by_row/zero_{MIDDLE}"}
    with torch.no_grad():
        whole = net(torch.from_numpy(x)).numpy()
    assert np.abs(_run(tmp_path / "model.onnx")(x) - whole).max() <= 0.04 * np.abs(whole).max()


def test_a_plain_gelu_is_known(net: torch.nn.Module, tmp_path: Path) -> None:
    with quiet():
        write_onnx(net, (torch.zeros(1, 3, WIDTH),), ["x"], ["y"], {"x": {1: "n"}, "y": {1: "n"}}, tmp_path)
        quantise(tmp_path, is_by_row=True)
    zeros = {
        one.name for one in onnx.load(tmp_path / "model.onnx").graph.initializer if one.name.startswith("by_row/zero_")
    }
    assert zeros == {f"by_row/zero_{MIDDLE}", f"by_row/zero_{LOW}"}
