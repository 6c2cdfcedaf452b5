"""One pass over question and passage: whether it answers, and which characters of it do.

The model is a small cross-encoder with the two heads of DPR's reader (Karpukhin et al. 2020): relevance of the passage,
and start and end of the answer, where the first token stands for no answer (SQuAD 2.0). `training/reader` makes it.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from service.errors import ModelUnavailable
from service.reading.wordings import likeliest, silent
from service.records import Evidence

# Tokens of question and title that are read; the passage has the rest of the model's room.
LONGEST_QUESTION = 64
LONGEST_TITLE = 16


@dataclass(frozen=True, slots=True)
class Readable:
    """A passage's text and the title it stands under."""

    title: str
    text: str


def readable(evidence: Evidence) -> Readable:
    """What is read of a passage that search found."""
    return Readable(evidence.article.title, evidence.passage.text)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start, end)` of a passage's text, and by how many logits the best span there beats no answer."""

    start: int
    end: int
    margin: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one passage says to a question.

    `relevance` is the logit of its answering, `none` that of no answer's standing there; `starts` and `ends` are logits
    of each token, shape (n,), `offsets` the tokens' characters in the passage's text, shape (n, 2), and `silent` says
    which of them are articles and marks, shape (n,).
    """

    relevance: float
    none: float
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    offsets: NDArray[np.int32]
    silent: NDArray[np.bool_]

    def best(self, start: int, end: int) -> Span | None:
        """The likeliest answer of a few words inside characters `[start, end)`; None where none was read.

        Its margin is that of the likeliest span there, however an answer is worded.
        """
        inside = np.flatnonzero((self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end))
        if not inside.size:
            return None
        low, high = int(inside[0]), int(inside[-1]) + 1
        inner = slice(low, high)
        first, last, best = likeliest(self.starts[inner], self.ends[inner], self.silent[inner])
        return Span(int(self.offsets[low + first, 0]), int(self.offsets[low + last, 1]), best - self.none)


class Reader(Protocol):
    """What reads passages for an answer."""

    @property
    def fingerprint(self) -> str:
        """Names the model: readings of different ones do not compare."""
        ...

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading a passage, in their order."""
        ...


class OnnxReader:
    """The reader that serves: each passage is run by itself on one thread, several at a time; safe from any thread.

    In a batch all texts would be as long as the longest. What was read is remembered, so that ranking and answering
    read a passage once. Raises ModelUnavailable where the folder does not hold a whole model.
    """

    remembered = 512

    def __init__(self, folder: Path, threads: int) -> None:
        try:
            card: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            self.fingerprint = f"{card['name']}/{card['sha256'][:12]}"
            self._max_tokens = int(card["max_tokens"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelUnavailable(f"the card of the reader in {folder.name} cannot be read ({error!r})") from error
        # Fast tokenizers must not be used by two threads at once ("Already borrowed").
        self._tokenizing = threading.Lock()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        # Whoever opens a reader has other things to open meanwhile.
        self._model = self._pool.submit(_Model.read, folder, self._max_tokens)
        self._remembered: OrderedDict[tuple[str, Readable], Reading] = OrderedDict()
        self._remembering = threading.Lock()

    def close(self) -> None:
        """Lets the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading a passage; a passage beyond the model's length is read as far as that goes."""
        known = self._recalled(question, passages)
        new = [passage for passage in dict.fromkeys(passages) if passage not in known]
        if new:
            self._model.result()
            # The longest first, so that no thread is left alone with one at the end.
            new.sort(key=lambda passage: -len(passage.text))
            asked = self._cut(question, LONGEST_QUESTION)
            made = dict(zip(new, self._pool.map(lambda passage: self._run(asked, passage), new), strict=True))
            self._remember(question, made)
            known.update(made)
        return [known[passage] for passage in passages]

    def _cut(self, text: str, tokens: int) -> str:
        """The beginning of a text, of so many tokens."""
        with self._tokenizing:
            offsets = self._model.result().tokenizer.encode(text[: 40 * tokens], add_special_tokens=False).offsets
        return text[: offsets[tokens - 1][1]] if len(offsets) >= tokens else text

    def _run(self, question: str, passage: Readable) -> Reading:
        model = self._model.result()
        before = f"{self._cut(passage.title, LONGEST_TITLE)}. " if passage.title else ""
        with self._tokenizing:
            pair = model.tokenizer.encode(question, before + passage.text)
        given = {"input_ids": pair.ids, "token_type_ids": pair.type_ids, "attention_mask": pair.attention_mask}
        outputs = model.session.run(None, {name: np.asarray([given[name]], dtype=np.int64) for name in model.inputs})
        start, end = outputs[0][0], outputs[1][0]
        inside = np.asarray(
            [
                at
                for at, (of, (first, _)) in enumerate(zip(pair.sequence_ids, pair.offsets, strict=True))
                if of == 1 and first >= len(before)
            ],
            dtype=np.int64,
        )
        none = float(start[0] + end[0])
        starts, ends = start[inside], end[inside]
        offsets = np.asarray(pair.offsets, dtype=np.int32).reshape(-1, 2)[inside] - len(before)
        if model.has_relevance:
            relevance = float(outputs[2][0])
        else:
            # The mean of two logits, so that it weighs beside search as one of relevance does.
            relevance = (float(starts.max() + ends.max()) - none if inside.size else -none) / 2
        return Reading(relevance, none, starts, ends, offsets, silent(passage.text, offsets.tolist()))

    def _recalled(self, question: str, passages: Sequence[Readable]) -> dict[Readable, Reading]:
        known = {}
        with self._remembering:
            for passage in passages:
                reading = self._remembered.get((question, passage))
                if reading is not None:
                    self._remembered.move_to_end((question, passage))
                    known[passage] = reading
        return known

    def _remember(self, question: str, made: dict[Readable, Reading]) -> None:
        with self._remembering:
            for passage, reading in made.items():
                self._remembered[question, passage] = reading
            while len(self._remembered) > self.remembered:
                self._remembered.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Model:
    """A session with its tokenizer, and the names of what goes in."""

    session: Any
    tokenizer: Any
    inputs: tuple[str, ...]
    has_relevance: bool

    @classmethod
    def read(cls, folder: Path, max_tokens: int) -> _Model:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.log_severity_level = 3
            session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelUnavailable(f"the reader in {folder.name} cannot be read ({error})") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens, strategy="only_second")
        inputs = tuple(one.name for one in session.get_inputs())
        return cls(session, tokenizer, inputs, "relevance" in {one.name for one in session.get_outputs()})
