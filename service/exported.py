"""The folder of an exported model: `model.onnx` with int8 weights, `tokenizer.json`, and a card with its checksum."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from service.errors import ModelUnavailable

FULL = "full.onnx"


def require_whole(folder: Path, what: str, remedy: str) -> None:
    """Raises ModelUnavailable where the weights of `what` are not those that the card was written for."""
    try:
        wanted = json.loads((folder / "card.json").read_text(encoding="utf-8"))["sha256"]
        digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"{what} {folder.name} cannot be read ({error}): {remedy}") from error
    if digest != wanted:
        raise ModelUnavailable(f"{what} {folder.name} has SHA-256 {digest}, and its card says {wanted}: {remedy}")


def not_exported(what: str) -> ModelUnavailable:
    """What is raised where a model has to be exported and the packages for it are missing."""
    return ModelUnavailable(
        f"{what} is not exported yet, and that needs the packages of the `export` extra: run "
        "`pip install 'dateline-qa[export]'`, or copy an exported models/ folder here"
    )


@contextlib.contextmanager
def making(folder: Path) -> Iterator[Path]:
    """An empty folder to write a model into; it takes the place of `folder` once all is written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary, quiet():
        made = Path(temporary) / "model"
        made.mkdir()
        yield made
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


def write_card(folder: Path, card: Mapping[str, Any]) -> None:
    """The card, with the checksum of the weights that stand in the folder."""
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    text = json.dumps({**card, "sha256": digest}, indent=2)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")


def write_onnx(
    model: Any,
    sample: tuple[Any, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    axes: Mapping[str, Mapping[int, str]],
    folder: Path,
) -> None:
    """`full.onnx`: a torch model with its weights as they are."""
    import torch

    torch.onnx.export(
        model.eval(),
        sample,
        str(folder / FULL),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={name: dict(of) for name, of in axes.items()},
        opset_version=17,
        dynamo=False,
    )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keeps the exporters' progress bars and advice from the user's terminal; errors still raise."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    sink = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logging.disable(level)
