"""The network that trains, on texts of many lengths."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from service.exported import quiet, write_onnx
from training.reader.examples import assembled, batched
from training.reader.export import export
from training.reader.losses import GOLD, kept, loss_of, moved
from training.reader.mean import mean
from training.reader.measure import read, read_onnx
from training.reader.network import WORDS, Grid, Reader
from training.reader.restore import restored


@pytest.fixture(scope="module")
def reader() -> Reader:
    torch.manual_seed(1)
    return Reader().eval()


LENGTHS = st.lists(st.integers(1, 40), min_size=1, max_size=5)


@given(LENGTHS)
@settings(max_examples=15)
def test_padding_and_neighbours_change_nothing(reader: Reader, lengths: list[int]) -> None:
    torch.manual_seed(len(lengths))
    ids = torch.randint(1, WORDS, (len(lengths), max(lengths)))
    mask = torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]
    types = (torch.arange(max(lengths)) > 2).long().expand_as(ids)
    with torch.no_grad():
        together = reader(ids, types, Grid.of(mask.numpy(), "cpu"))
        for row, length in enumerate(lengths):
            alone = reader(ids[row : row + 1, :length], types[row : row + 1, :length])
            for first, second in zip(together[:2], alone[:2], strict=True):
                assert torch.allclose(first[row, :length], second[0], atol=1e-4)
            assert torch.allclose(together[2][row], alone[2][0], atol=1e-4)


@given(LENGTHS)
@settings(max_examples=15)
def test_packing_and_spreading_undo_each_other_and_so_do_their_gradients(lengths: list[int]) -> None:
    mask = torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]
    grid = Grid.of(mask.numpy(), "cpu")
    packed = torch.randn(sum(lengths), 3, dtype=torch.float64, requires_grad=True)
    assert torch.equal(grid.packed(grid.spread(packed)), packed)
    assert torch.autograd.gradcheck(grid.spread, (packed,))
    spread = torch.randn(*mask.shape, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(grid.packed, (spread,))


def test_it_learns_where_an_answer_stands_and_which_text_has_none() -> None:
    torch.manual_seed(2)
    model = Reader()
    question, answer = [2000, 2001], 3000
    right = assembled(question, [], [1500, 1501, answer, 1502], [(2, 2)])
    wrong = assembled(question, [], [1500, 1501, 1503, 1502], [])
    batch = moved(batched([[right, wrong]], 4096, 1)[0], "cpu")
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4)
    losses = []
    for _ in range(60):
        loss = loss_of(model, batch, [], "cpu")
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 4
    found = read([model.eval()], [right, wrong], "cpu")
    assert found[0].best()[:2] == (2, 2)
    assert found[0].best()[2] > 0 > found[1].best()[2]
    assert found[0].relevance > found[1].relevance


def test_spans_of_a_run_are_kept_where_a_text_answers_and_only_there(reader: Reader) -> None:
    question, title = [2000, 2001], [1400]
    right = assembled(question, title, [1500, 1501, 3000, 1502], [(2, 2)])
    wrong = assembled(question, title, [1500, 1501, 1503, 1502], [])
    inputs = moved(batched([[right, wrong]], 4096, 1)[0], "cpu")
    targets = kept(reader, inputs, "cpu")
    assert torch.equal(targets[:, 1], inputs.targets[:, 1])
    assert torch.allclose(targets.sum(dim=2), torch.ones(2, 2), atol=1e-5)
    gold = right.spans[0][0]
    assert bool((targets[:, 0, gold] >= GOLD).all())
    elsewhere = [at for at in range(inputs.ids.shape[1]) if not right.first <= at < len(right.ids) - 1]
    assert bool((targets[:, 0, elsewhere] < 1e-6).all())


def test_what_is_exported_says_what_the_network_says(reader: Reader, tmp_path: Path) -> None:
    Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(tmp_path / "tokenizer.json"))
    export(reader, tmp_path / "made", tmp_path / "tokenizer.json")
    chance = np.random.default_rng(1)
    examples = [assembled([2000, 2001], [2002], chance.integers(1000, WORDS, n).tolist(), []) for n in (1, 30, 200)]
    wanted = read([reader.float()], examples, "cpu")
    for one, other in zip(read_onnx(tmp_path / "made" / "full.onnx", examples), wanted, strict=True):
        # The network reads in bfloat16.
        assert np.allclose(one.start, other.start, atol=0.03)
        assert one.relevance == pytest.approx(other.relevance, abs=0.03)
    assert (tmp_path / "made" / "model.onnx").stat().st_size < (tmp_path / "made" / "full.onnx").stat().st_size / 3


def test_a_published_model_gives_its_weights_back_within_half_a_step_of_a_byte(tmp_path: Path) -> None:
    torch.manual_seed(3)
    reader = Reader().eval()
    with torch.no_grad():
        for parameter in reader.parameters():
            # No two alike, as of a reader that has learnt: the exporter writes equal ones once.
            parameter.add_(0.02 * torch.randn_like(parameter))
    Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(tmp_path / "tokenizer.json"))
    export(reader, tmp_path / "made", tmp_path / "tokenizer.json")
    weights = restored(tmp_path / "made" / "model.onnx")
    of = reader.state_dict()
    assert weights.keys() == of.keys() - {"words.weight"}
    for name, value in weights.items():
        # Seven bits and a sign over the largest of a tensor, or of one channel of it.
        step = float(of[name].abs().max()) / 127
        assert float((value - of[name]).abs().max()) <= 0.51 * step, name


def test_only_a_reader_of_ours_is_restored(reader: Reader, tmp_path: Path) -> None:
    with quiet():
        write_onnx(torch.nn.Linear(2, 2), (torch.zeros(1, 2),), ["in"], ["out"], {}, tmp_path)
    with pytest.raises(ValueError, match=r"no reader of ours: layers\.0"):
        restored(tmp_path / "full.onnx")


def test_of_questions_that_we_wrote_teachers_say_nothing(reader: Reader) -> None:
    torch.manual_seed(4)
    teacher = Reader().eval()
    right = assembled([2000, 2001], [], [1500, 1501, 3000, 1502], [(2, 2)])
    (ours,), (theirs,) = (batched([[replace(right, is_ours=is_ours)]], 4096, 1) for is_ours in (True, False))
    with torch.no_grad():
        alone = loss_of(reader, moved(ours, "cpu"), [], "cpu")
        assert torch.equal(loss_of(reader, moved(ours, "cpu"), [teacher], "cpu"), alone)
        assert not torch.equal(loss_of(reader, moved(theirs, "cpu"), [teacher], "cpu"), alone)


def test_a_teacher_reads_what_it_speaks_of_and_no_more(reader: Reader) -> None:
    class Listening(Reader):
        rows = 0

        def forward(
            self, ids: torch.Tensor, types: torch.Tensor, grid: Grid | None = None
        ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
            self.rows += len(ids)
            return super().forward(ids, types, grid)

    torch.manual_seed(5)
    teacher = Listening().eval()
    one = assembled([2000, 2001], [], [1500, 1501, 3000, 1502], [(2, 2)])
    two = assembled([2000], [], [1700, 1501, 3001], [])
    mixed, ours, theirs = (
        batched([[replace(one, is_ours=first), replace(two, is_ours=second)]], 4096, 1)[0]
        for first, second in ((True, False), (True, True), (False, False))
    )
    with torch.no_grad():
        plain, taught, half = (
            float(loss_of(reader, moved(batch, "cpu"), [teacher], "cpu")) for batch in (ours, theirs, mixed)
        )
    assert teacher.rows == 3
    assert half not in (plain, taught)


@given(st.lists(st.floats(-100, 100, width=16), min_size=1, max_size=5))
def test_the_mean_of_runs_lies_between_them(values: list[float]) -> None:
    runs = [{"weight": torch.tensor([value], dtype=torch.half)} for value in values]
    assert min(values) - 0.1 <= mean(runs)["weight"].item() <= max(values) + 0.1
    assert torch.equal(mean([runs[0]] * 3)["weight"], runs[0]["weight"])


def test_runs_of_other_networks_have_no_mean() -> None:
    with pytest.raises(ValueError, match="same weights"):
        mean([{"one": torch.zeros(1)}, {"other": torch.zeros(1)}])
