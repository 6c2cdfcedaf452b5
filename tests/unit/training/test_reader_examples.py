"""What the reader is trained on: answers stand where the examples say, and what does not answer says nothing."""

from __future__ import annotations

import random

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from training.reader.examples import LONGEST, Batch, Example, arrays, assembled, batched, window
from training.reader.losses import TEACHERS, loss_of, moved, order_loss
from training.reader.network import Grid, Reader
from training.reader.questions import Text

# On a busy machine, threads of torch wait for one another longer than they work.
torch.set_num_threads(1)

TOKENS = st.lists(st.integers(1_000, 20_000), min_size=1, max_size=60)


@st.composite
def texts(draw: st.DrawFn) -> tuple[Text, list[tuple[int, int]]]:
    ids = draw(st.lists(st.integers(1_000, 20_000), min_size=1, max_size=200))
    starts = sorted({0, *draw(st.lists(st.integers(0, len(ids) - 1), max_size=8))})
    first = draw(st.integers(0, len(ids) - 1))
    last = draw(st.integers(first, min(len(ids) - 1, first + 10)))
    offsets = [(2 * i, 2 * i + 1) for i in range(len(ids))]
    return Text("x " * len(ids), "", ids, offsets, starts), [(first, last)]


@given(texts(), st.integers(20, 120), st.randoms(use_true_random=False))
def test_a_window_holds_the_answer_whole_and_is_no_longer_than_its_room(
    given_text: tuple[Text, list[tuple[int, int]]], room: int, chance: random.Random
) -> None:
    text, spans = given_text
    ids, inside = window(text, spans, room, chance)
    assert 0 < len(ids) <= max(room, 1)
    assert len(inside) == 1
    (a, b), (first, last) = inside[0], spans[0]
    assert ids[a : b + 1] == text.ids[first : last + 1]


@given(TOKENS, TOKENS, TOKENS)
def test_an_example_says_where_its_parts_and_its_answer_begin(
    question: list[int], title: list[int], text: list[int]
) -> None:
    spans = [(0, len(text) - 1)]
    made = assembled(question, title, text, spans)
    (a, b), *_ = made.spans
    assert made.ids[a : b + 1] == text
    assert made.ids[made.second : made.first] == title
    assert made.ids[1 : made.second - 1] == question


def _groups(chance: random.Random, count: int, longest: int = 200) -> list[list[Example]]:
    groups = []
    for _ in range(count):
        group = []
        for place in range(chance.randint(1, 4)):
            text = [chance.randint(1_000, 20_000) for _ in range(chance.randint(5, longest))]
            made = assembled([1_001] * chance.randint(1, 20), [], text, [(1, 3)] if place == 0 else [])
            group.append(Example(made.ids, made.second, made.first, made.spans, True))
        groups.append(group)
    return groups


@given(st.integers(0, 2**32), st.integers(1, 30))
def test_batches_hold_every_example_once_and_no_group_is_torn(seed: int, count: int) -> None:
    groups = _groups(random.Random(seed), count)
    batches = batched(groups, 2_048, seed)
    rows = [tuple(batch.ids[row, : batch.size[row]].tolist()) for batch in batches for row in range(len(batch.ids))]
    assert sorted(rows) == sorted(tuple(one.ids) for group in groups for one in group)
    assert sum(len(np.unique(batch.group)) for batch in batches) == len(groups)
    assert all(batch.ids.shape[1] <= LONGEST for batch in batches)


def _batch(seed: int = 3) -> Batch:
    return arrays(_groups(random.Random(seed), 6, 40))


def test_targets_are_distributions_over_tokens_that_may_be_read() -> None:
    inputs = moved(_batch(), "cpu")
    assert torch.allclose(inputs.targets.sum(dim=2), torch.ones(2, len(inputs.ids)))
    assert not inputs.targets[:, ~inputs.readable].any()
    no_answer = inputs.answers == 0
    assert (inputs.targets[:, no_answer, 0] == 1).all()


def test_the_order_loss_is_the_cross_entropy_within_each_group() -> None:
    inputs = moved(_batch(), "cpu")
    relevance = torch.randn(len(inputs.ids))
    wanted = []
    for group in inputs.group.unique():
        rows = torch.nonzero(inputs.group == group).squeeze(1)
        right = int(torch.nonzero(inputs.answers[rows]).item())
        wanted.append(functional.cross_entropy(relevance[rows][None], torch.tensor([right])))
    assert torch.allclose(order_loss(relevance, inputs), torch.stack(wanted).mean(), atol=1e-5)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32))
def test_no_student_is_nearer_to_its_teacher_than_one_that_says_the_same(seed: int) -> None:
    torch.manual_seed(5)
    teacher, inputs = Reader().eval(), moved(_batch(), "cpu")
    student = Reader().eval()
    student.load_state_dict(teacher.state_dict())

    def distance() -> float:
        with torch.no_grad():
            both, hard = loss_of(student, inputs, [teacher], "cpu"), loss_of(student, inputs, [], "cpu")
        return float((both - (1 - TEACHERS) * hard) / TEACHERS)

    same = distance()
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in (*student.span.parameters(), *student.relevance.parameters()):
            parameter.add_(torch.randn_like(parameter))
    assert distance() > same


def test_padding_changes_no_logit() -> None:
    torch.manual_seed(5)
    reader = Reader().eval()
    ids = torch.randint(1_000, 20_000, (1, 12))
    types = torch.zeros_like(ids)
    longer = functional.pad(ids, (0, 9))
    grid = Grid.of(np.arange(21)[None, :] < 12, "cpu")
    with torch.no_grad():
        start, end, relevance = reader(ids, types)
        padded_start, padded_end, padded_relevance = reader(longer, functional.pad(types, (0, 9)), grid)
    assert torch.allclose(start, padded_start[:, :12], atol=1e-5)
    assert torch.allclose(end, padded_end[:, :12], atol=1e-5)
    assert torch.allclose(relevance, padded_relevance, atol=1e-5)
