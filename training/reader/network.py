"""The reader: a small BERT over question and passage, with two heads.

Start and end logits of every token (the first token stands for "no answer here", as in SQuAD 2.0's baseline,
Devlin et al. 2019), and one logit of whether the passage answers at all, as in DPR's reader (Karpukhin et al. 2020).
Plain PyTorch, so that it trains on any machine that has torch alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

WORDS, PLACES, WIDTH, INNER, LAYERS, HEADS = 30_522, 512, 384, 1_536, 6, 12
EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Grid:
    """A batch of `rows` texts of at most `length` tokens; `where` (t) are the places in it that are no padding.

    All but attention runs on these t tokens alone: with texts of one question together, half of a grid is padding.
    """

    rows: int
    length: int
    where: torch.Tensor
    mask: torch.Tensor

    @classmethod
    def of(cls, mask: NDArray[np.bool_], device: str) -> Grid:
        """The grid of a mask (b, n). Made before it is moved: to ask a GPU where its tokens are is to wait for it."""
        where, seen = (torch.from_numpy(one).to(device, non_blocking=True) for one in (np.flatnonzero(mask), mask))
        return cls(*mask.shape, where, seen)

    def spread(self, packed: torch.Tensor) -> torch.Tensor:
        """Tokens (t, …) at their places in a grid (b, n, …) of zeros."""
        return _Spread.apply(packed, self.where, self.rows * self.length).unflatten(0, (self.rows, self.length))

    def packed(self, spread: torch.Tensor) -> torch.Tensor:
        """The tokens (t, …) of a grid (b, n, …)."""
        return _Packed.apply(spread.flatten(0, 1), self.where)


class _Spread(torch.autograd.Function):
    """No two tokens share a place, so the gradient is a plain copy, where torch's own adds up slowly."""

    @staticmethod
    def forward(context: Any, packed: torch.Tensor, where: torch.Tensor, size: int) -> torch.Tensor:
        context.save_for_backward(where)
        return packed.new_zeros(size, *packed.shape[1:]).index_copy_(0, where, packed)

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        return gradients[0].index_select(0, context.saved_tensors[0]), None, None


class _Packed(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, spread: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
        context.save_for_backward(where)
        context.size = spread.shape[0]
        return spread.index_select(0, where)

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        made = gradients[0].new_zeros(context.size, *gradients[0].shape[1:])
        return made.index_copy_(0, context.saved_tensors[0], gradients[0]), None


class Layer(torch.nn.Module):
    """Self-attention and a feed-forward net, each with a residual and a norm behind it (Vaswani et al. 2017)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.attend = torch.nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = torch.nn.Linear(WIDTH, WIDTH)
        self.attended_norm = torch.nn.LayerNorm(WIDTH, EPSILON)
        self.inner = torch.nn.Linear(WIDTH, INNER)
        self.outer = torch.nn.Linear(INNER, WIDTH)
        self.outer_norm = torch.nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = torch.nn.Dropout(dropout)

    def forward(self, hidden: torch.Tensor, grid: Grid | None) -> torch.Tensor:
        """Shape (b, n, width) in and out; with a grid (t, width), the tokens that are no padding."""
        three = self.attend(hidden) if grid is None else grid.spread(self.attend(hidden))
        parts = three.unflatten(-1, (3, HEADS, WIDTH // HEADS)).permute(2, 0, 3, 1, 4)
        query, key, value = parts[0], parts[1], parts[2]
        mask = None if grid is None else grid.mask[:, None, None, :]
        if torch.jit.is_tracing() or hidden.device.type == "cpu":
            # What onnxruntime knows as attention, and fuses; and on processors the backward pass of torch's own
            # attention takes a third of a step.
            weights = (query / math.sqrt(WIDTH // HEADS)) @ key.transpose(-1, -2)
            if mask is not None:
                weights += torch.zeros_like(mask, dtype=weights.dtype).masked_fill(~mask, -1e4)
            mixed = torch.softmax(weights, dim=-1, dtype=value.dtype) @ value
        else:
            mixed = functional.scaled_dot_product_attention(query, key, value, mask)
        mixed = mixed.transpose(1, 2).flatten(2)
        mixed = mixed if grid is None else grid.packed(mixed)
        hidden = self.attended_norm(hidden + self.dropout(self.attended(mixed)))
        return self.outer_norm(hidden + self.dropout(self.outer(functional.gelu(self.inner(hidden)))))


class Reader(torch.nn.Module):
    """Start logits, end logits (b, n) and relevance logits (b)."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(WORDS, WIDTH)
        self.places = torch.nn.Embedding(PLACES, WIDTH)
        self.types = torch.nn.Embedding(2, WIDTH)
        self.norm = torch.nn.LayerNorm(WIDTH, EPSILON)
        self.dropout = torch.nn.Dropout(dropout)
        self.layers = torch.nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.span = torch.nn.Linear(WIDTH, 2)
        self.relevance = torch.nn.Linear(WIDTH, 1)
        for head in (self.span, self.relevance):
            torch.nn.init.normal_(head.weight, std=0.02)
            torch.nn.init.zeros_(head.bias)

    def forward(
        self, ids: torch.Tensor, types: torch.Tensor, grid: Grid | None = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of each token's being a start and an end, and of the passage's answering; no grid, no padding."""
        places = torch.arange(ids.shape[1], device=ids.device).expand_as(ids)
        if grid is not None:
            ids, types, places = (one.flatten()[grid.where] for one in (ids, types, places))
        hidden = self.dropout(self.norm(self.words(ids) + self.places(places) + self.types(types)))
        for layer in self.layers:
            hidden = layer(hidden, grid)
        if grid is not None:
            hidden = grid.spread(hidden)
        span = self.span(hidden)
        return span[..., 0], span[..., 1], self.relevance(hidden[:, 0]).squeeze(-1)


def named(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """A BERT's weights, as Hugging Face names them, under the names they have here; without pooler and heads."""
    plain = {name.removeprefix("bert."): value for name, value in weights.items()}
    made = {
        "words.weight": plain["embeddings.word_embeddings.weight"],
        "places.weight": plain["embeddings.position_embeddings.weight"],
        "types.weight": plain["embeddings.token_type_embeddings.weight"],
    }
    parts = {"norm": "embeddings.LayerNorm"}
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        parts |= {
            f"layers.{number}.attended": f"{layer}.attention.output.dense",
            f"layers.{number}.attended_norm": f"{layer}.attention.output.LayerNorm",
            f"layers.{number}.inner": f"{layer}.intermediate.dense",
            f"layers.{number}.outer": f"{layer}.output.dense",
            f"layers.{number}.outer_norm": f"{layer}.output.LayerNorm",
        }
    for kind in ("weight", "bias"):
        made |= {f"{ours}.{kind}": plain[f"{theirs}.{kind}"] for ours, theirs in parts.items()}
        for number in range(LAYERS):
            three = (plain[f"encoder.layer.{number}.attention.self.{one}.{kind}"] for one in ("query", "key", "value"))
            made[f"layers.{number}.attend.{kind}"] = torch.cat(list(three))
    return made


def begun(weights: Mapping[str, torch.Tensor], dropout: float) -> Reader:
    """A reader with these weights; heads that they lack are new."""
    reader = Reader(dropout)
    missing, unknown = reader.load_state_dict({name: value.float() for name, value in weights.items()}, strict=False)
    if unknown or any(not name.startswith(("span", "relevance")) for name in missing):
        raise ValueError(f"the weights do not fit: missing {missing}, unknown {unknown}")
    return reader
