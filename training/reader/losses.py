"""What training makes small: wrong spans, wrong relevance, wrong order of passages, and distance from teachers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from training.reader.network import Grid

if TYPE_CHECKING:
    from training.reader.examples import Batch
    from training.reader.network import Reader

# Weights of the losses beside that of the spans.
RELEVANCE = 0.5
ORDER = 0.5
# Share of the teachers in the loss where there are any, and the temperature at which they are followed.
TEACHERS = 0.7
TEMPERATURE = 2.0
# Share of the gold span where another run's spans are kept.
GOLD = 0.5
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Inputs:
    """A batch on its device: tokens of `grid` are no padding, `readable` ones may start or end an answer.

    Of the texts `taught` (m) teachers say something; `taught_grid` is theirs.
    """

    ids: torch.Tensor
    types: torch.Tensor
    grid: Grid
    readable: torch.Tensor
    targets: torch.Tensor
    answers: torch.Tensor
    group: torch.Tensor
    is_ranked: torch.Tensor
    taught: torch.Tensor
    taught_grid: Grid


def moved(batch: Batch, device: str) -> Inputs:
    """The batch as tensors; `targets` (2, b, n) are the distributions of start and end."""

    def on(array: object) -> torch.Tensor:
        return torch.as_tensor(array).to(device, non_blocking=True)

    ids = on(batch.ids).long()
    mask = np.arange(batch.ids.shape[1])[None, :] < batch.size[:, None]
    grid = Grid.of(mask, device)
    place = torch.arange(ids.shape[1], device=ids.device)[None, :]
    second, first, size = (on(one)[:, None] for one in (batch.second, batch.first, batch.size))
    targets = torch.zeros((2, *ids.shape), device=ids.device)
    sides, rows, places, shares = (on(one) for one in batch.targets)
    targets[sides, rows, places] = shares
    return Inputs(
        ids,
        ((place >= second) & grid.mask).long(),
        grid,
        (place == 0) | ((place >= first) & (place < size - 1)),
        targets,
        on(batch.answers),
        on(batch.group),
        on(batch.is_ranked),
        on(np.flatnonzero(~batch.is_ours)),
        Grid.of(mask[~batch.is_ours], device),
    )


def loss_of(
    model: Reader, inputs: Inputs, teachers: Sequence[Reader], device: str, keeper: Reader | None = None
) -> torch.Tensor:
    """The loss of one step, a scalar; where a text answers, `keeper`'s choice among its spans is kept in part.

    Of questions that we wrote the teachers know nothing: they say nothing there. The order within groups counts by the
    share that gold has in the whole batch.
    """
    targets = inputs.targets if keeper is None else kept(keeper, inputs, device)
    with torch.autocast(device, dtype=torch.bfloat16):
        start, end, relevance = (one.float() for one in model(inputs.ids, inputs.types, inputs.grid))
    hard = RELEVANCE * _surprise(relevance, inputs.answers)
    for target, logits in zip(targets, (start, end), strict=True):
        logs = torch.log_softmax(logits.masked_fill(~inputs.readable, _NEVER), dim=1)
        hard = hard - 0.5 * (target * logs).sum(dim=1)
    share = 0.0
    if teachers and len(inputs.taught):
        share = TEACHERS * len(inputs.taught) / len(hard)
        soft = _distance(teachers, inputs, (start, end, relevance), device)
        hard = hard.index_add(0, inputs.taught, TEACHERS * (soft - hard[inputs.taught]))
    return hard.mean() + (1 - share) * ORDER * order_loss(relevance, inputs)


def _distance(
    teachers: Sequence[Reader], inputs: Inputs, said: tuple[torch.Tensor, torch.Tensor, torch.Tensor], device: str
) -> torch.Tensor:
    """How far what is said of each taught text is from what the teachers say in the mean; shape (m,)."""
    rows = inputs.taught
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
        told = [teacher(inputs.ids[rows], inputs.types[rows], inputs.taught_grid) for teacher in teachers]
        theirs = [torch.stack([one[part].float() for one in told]).mean(0) for part in range(3)]
    *spans, relevance = (one[rows] for one in said)
    unreadable = ~inputs.readable[rows]
    far = RELEVANCE * _surprise(relevance, torch.sigmoid(theirs[2]))
    for logits, wanted in zip(spans, theirs, strict=False):
        logs = torch.log_softmax(logits.masked_fill(unreadable, _NEVER) / TEMPERATURE, dim=1)
        shares = torch.softmax(wanted.masked_fill(unreadable, _NEVER) / TEMPERATURE, dim=1)
        far = far - 0.5 * TEMPERATURE**2 * (shares * (logs - torch.log(shares + 1e-9))).sum(dim=1)
    return far


def _surprise(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    return functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")


def kept(keeper: Reader, inputs: Inputs, device: str) -> torch.Tensor:
    """The targets (2, b, n), GOLD of them where a text answers, and else where `keeper` would look in it."""
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
        logits = torch.stack(keeper(inputs.ids, inputs.types, inputs.grid)[:2]).float()
    inside = inputs.readable.clone()
    inside[:, 0] = False
    theirs = torch.softmax(logits.masked_fill(~inside, _NEVER), dim=2)
    answers = inputs.answers[None, :, None].bool()
    return torch.where(answers, GOLD * inputs.targets + (1 - GOLD) * theirs, inputs.targets)


def order_loss(relevance: torch.Tensor, inputs: Inputs) -> torch.Tensor:
    """The cross-entropy of the passage that answers among those of its group (listwise, as in DPR's reader)."""
    groups = int(inputs.group.shape[0])
    ranked = inputs.is_ranked.float()
    highest = relevance.detach().max()
    sums = torch.zeros(groups, device=relevance.device).index_add_(
        0, inputs.group, torch.exp(relevance - highest) * ranked
    )
    logs = relevance - highest - torch.log(sums[inputs.group] + 1e-20)
    right = ranked * inputs.answers
    return -(logs * right).sum() / right.sum().clamp(min=1)
