"""Trains the reader: `python -m training.reader.train --folder build/reader --out build/reader/first`.

`--folder` is what `training.reader.prepare` wrote. Stops and goes on: a checkpoint is written every few minutes, and
the same command resumes from it; `--seconds` makes the whole schedule fit a time. `--fold` leaves half of SQuAD's
articles out, to be measured on; `--from` starts from another run's weights, and `--teachers` are runs whose mean it
learns to say. Runs on a GPU where there is one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import pickle
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from training.reader.examples import Batch, Maker, batched
from training.reader.losses import loss_of, moved
from training.reader.measure import measure, read
from training.reader.network import LAYERS, Reader, begun
from training.reader.prepared import read_prepared
from training.reader.questions import SQUAD, WRITTEN, Questions, folds
from training.reader.recipes import RECIPES
from training.reader.written import with_written

# Questions whose examples are made at a time.
SHARD = 6_000
WARM_UP = 0.06

_maker: Maker | None = None


def parameters(model: Reader, rate: float, decay: float) -> list[dict[str, Any]]:
    """Parameters with their rates, each layer's lower than the one above it; the word vectors stay as they are."""
    model.words.weight.requires_grad_(False)
    made: dict[tuple[float, float], list[torch.Tensor]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        depth = int(name.split(".")[1]) if name.startswith("layers.") else -1
        is_head = name.startswith(("span", "relevance"))
        own = rate * 3 if is_head else rate * decay ** (LAYERS - 1 - max(depth, 0))
        made.setdefault((own, 0.0 if parameter.ndim == 1 else 0.01), []).append(parameter)
    return [{"params": some, "rate": own, "weight_decay": shrinking} for (own, shrinking), some in made.items()]


def main() -> None:
    """Trains, measures, and writes `weights.pt`, `figures.json` and `measured.pkl`."""
    parser = argparse.ArgumentParser(prog="python -m training.reader.train", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/reader"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sources", choices=("others", "all", "squad"), default="all")
    parser.add_argument("--fold", type=int, help="half of SQuAD's articles to train on; both without it")
    parser.add_argument("--from", dest="origin", type=Path, help="run to start from")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="runs to learn from")
    parser.add_argument("--keeper", type=Path, help="run whose spans it keeps in part, where a text answers")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--decay", type=float, default=0.9, help="of the rate, from layer to layer")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--tokens", type=int, default=16_384, help="a batch holds at most, its padding aside")
    parser.add_argument("--replay", type=float, default=0.3, help="share of other sources' questions beside SQuAD's")
    parser.add_argument("--repeat", type=int, default=1, help="times that SQuAD's questions come in an epoch")
    parser.add_argument("--written", type=int, default=0, help="times that the questions we wrote come in an epoch")
    parser.add_argument("--average", type=float, default=0.999, help="of the weights, a step")
    parser.add_argument("--recipe", choices=tuple(RECIPES), default="full", help="how many texts a question")
    parser.add_argument(
        "--steady", action="store_true", help="keep the rate, for runs that start from this one to lower"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="all that training may take: the schedule is fitted to it")
    parser.add_argument("--checkpoint", type=float, default=240, help="seconds from one checkpoint to the next")
    parser.add_argument("--unmeasured", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    prepared = read_prepared(options.folder)
    tokenizer = Tokenizer.from_file(str(options.folder / "tokenizer.json"))
    questions, mined = with_written(prepared.questions, prepared.mined, tokenizer)
    trained_on, held = split(questions, options)
    model = begun(weights_of(options.origin, options.folder), options.dropout).to(device)
    teachers = [begun(weights_of(one, options.folder), 0.0).to(device).eval() for one in options.teachers]
    keeper = begun(weights_of(options.keeper, options.folder), 0.0).to(device).eval() if options.keeper else None
    maker = Maker(questions, mined, tokenizer, RECIPES[options.recipe])
    _train(model, teachers, keeper, trained_on, maker, options, device)
    if not options.unmeasured:
        model.eval()
        measured = measure(partial(read, [model], device=device), prepared, held, tokenizer)
        (options.out / "measured.pkl").write_bytes(pickle.dumps(measured))
        figures = {"figures": measured["figures"], "options": {k: str(v) for k, v in vars(options).items()}}
        (options.out / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
        print(options.out.name, json.dumps(measured["figures"]), flush=True)


def weights_of(run: Path | None, folder: Path) -> dict[str, torch.Tensor]:
    """All weights of a run, or those that training begins with."""
    weights = torch.load(folder / "initial.pt", weights_only=True)
    if run is not None:
        weights |= torch.load(run / "weights.pt", weights_only=True)
    return weights


def split(questions: Questions, options: argparse.Namespace) -> tuple[list[list[int]], list[int]]:
    """For each epoch the questions to train on, and those of SQuAD held out."""
    squad = [i for i, one in enumerate(questions.asked) if one.source == SQUAD]
    others = [i for i, one in enumerate(questions.asked) if one.source not in (SQUAD, WRITTEN)]
    inside = _of_fold(questions, SQUAD, options.fold) if options.sources != "others" else []
    written = _of_fold(questions, WRITTEN, options.fold)
    held = sorted(set(squad) - set(inside))
    chance = np.random.default_rng(options.seed)
    made = []
    for _ in range(options.epochs):
        share = options.replay if options.sources == "squad" else 1.0
        some = chance.permutation(others)[: int(share * len(others))].tolist()
        made.append(chance.permutation(inside * options.repeat + written * options.written + some).tolist())
    return made, held


def _of_fold(questions: Questions, source: str, fold: int | None) -> list[int]:
    """The questions of a source that are in one half of its articles, all without a fold."""
    half = folds(questions, source)
    return [
        i
        for i, one in enumerate(questions.asked)
        if one.source == source and (fold is None or half[questions.texts[one.text].title] == fold)
    ]


def _train(
    model: Reader,
    teachers: Sequence[Reader],
    keeper: Reader | None,
    trained_on: Sequence[Sequence[int]],
    maker: Maker,
    options: argparse.Namespace,
    device: str,
) -> None:
    optimiser = torch.optim.AdamW(parameters(model, options.rate, options.decay), lr=options.rate, fused=True)
    learnt = {name: value for name, value in model.state_dict().items() if name != "words.weight"}
    average = {name: value.clone() for name, value in learnt.items()}
    tasks = [
        (chosen[first : first + SHARD], options.tokens, options.seed * 1_000 + epoch * 100 + first // SHARD)
        for epoch, chosen in enumerate(trained_on)
        for first in range(0, len(chosen), SHARD)
    ]
    task, skipped, step, checkpoint = 0, 0, 0, options.out / "checkpoint.pt"
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        for name, value in state["average"].items():
            average[name].copy_(value)
        task, skipped, step = state["task"], state["at"], state["step"]
        print(f"resumed at step {step:,}", flush=True)
    model.train()
    started, saved, logged, first_task = time.time(), time.time(), [], task
    for number, batches in enumerate(_made(tasks[task:], maker, options.workers), start=task):
        if options.seconds and time.time() - started >= options.seconds:
            break
        for at, batch in enumerate(batches):
            if number == first_task and at < skipped:
                continue
            progress = (number + at / len(batches)) / len(tasks)
            if options.seconds:
                progress = max(progress, (time.time() - started) / options.seconds)
            if progress >= 1:
                break
            share = min(1.0, (progress + 1e-4) / WARM_UP) * (1.0 if options.steady else 1 - progress)
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * share
            loss = loss_of(model, moved(batch, device), teachers, device, keeper)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            keep = min(options.average, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(average.values()), list(learnt.values()), 1 - keep)
            step += 1
            logged.append(loss.detach())
            if step % 200 == 0:
                left = (time.time() - started) * (1 - progress) / max(1e-9, progress - first_task / len(tasks))
                mean = torch.stack(logged).mean().item()
                print(f"{options.out.name} step {step:,} loss {mean:.4f} left {left:.0f} s", flush=True)
                logged = []
            if time.time() - saved > options.checkpoint:
                saved = time.time()
                state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average}
                torch.save({**state, "task": number, "at": at + 1, "step": step}, checkpoint.with_suffix(".part"))
                checkpoint.with_suffix(".part").replace(checkpoint)
    model.load_state_dict(average, strict=False)
    torch.save({name: value.half().cpu() for name, value in average.items()}, options.out / "weights.pt")
    print(f"{options.out.name}: {step:,} steps in {time.time() - started:.0f} s", flush=True)


def _made(tasks: Sequence[tuple[Sequence[int], int, int]], maker: Maker, workers: int) -> Iterator[list[Batch]]:
    global _maker
    _maker = maker
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(_batches, tasks)


def _batches(task: tuple[Sequence[int], int, int]) -> list[Batch]:
    chosen, tokens, seed = task
    if _maker is None:
        raise RuntimeError("no maker")
    torch.set_num_threads(1)
    return batched(_maker.epoch(chosen, seed), tokens, seed)


if __name__ == "__main__":
    main()
