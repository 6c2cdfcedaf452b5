"""Text to unit vectors, by onnxruntime, without torch."""

from __future__ import annotations

import itertools
import json
import queue
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from service.errors import ModelUnavailable

Vectors = NDArray[np.float32]

REMAKE = "delete that folder and run `dateline index status` to make it again"


class Embedder(Protocol):
    """What turns texts into vectors of length one, and knows where its tokens begin."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its dimensions: vectors of different fingerprints do not compare."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text; shape (n, dimensions), float32."""
        ...

    def embed_question(self, question: str) -> NDArray[np.float32]:
        """The vector of one question; repeated questions are remembered."""
        ...

    def token_starts(self, text: str) -> list[int]:
        """The offset in `text` at which each of its tokens begins, ascending."""
        ...


class Encoder:
    """One exported model: tokenises, runs, gives unit vectors.

    Each text is run by itself, on one thread. Int8 activations are scaled over all that is run at
    once, so in a batch a text's vector would depend on its neighbours; and texts alone need no padding,
    which is why they are faster too (docs/decisions/0003).
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self.card = json.loads((folder / "card.json").read_text(encoding="utf-8")) if _has_card(folder) else {}
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.log_severity_level = 3
            self.session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelUnavailable(
                f"the exported model {folder.name} cannot be read ({error}): delete that folder and run "
                "`dateline index status` to make it again"
            ) from error
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(self.card.get("max_tokens", 256))
        # Fast tokenizers must not be used by two threads at once ("Already borrowed").
        self._tokenizing = threading.Lock()

    def encode(self, text: str) -> NDArray[np.float32]:
        """The unit vector of `text`; any number of threads may call this."""
        with self._tokenizing:
            ids = self.tokenizer.encode(text).ids
        vector: NDArray[np.float32] = self.session.run(["vector"], {"input_ids": np.asarray([ids], dtype=np.int64)})[0][
            0
        ]
        return vector


def _has_card(folder: Path) -> bool:
    return (folder / "card.json").is_file()


class OnnxEmbedder:
    """The embedder that serves: as many workers as threads, which take one text at a time.

    The texts of short requests go before those of long ones, so a question waits for the text that is
    being run and not for all of an ingest; no worker ever waits for another.
    """

    remembered = 1024
    # Texts of the longest request that goes before others.
    short = 64

    def __init__(self, folder: Path, threads: int) -> None:
        self._encoder = Encoder(folder)
        self._count = threads
        card = self._encoder.card
        try:
            self.name = str(card["name"])
            self.dimensions = int(card["dimensions"])
            self.fingerprint = f"{self.name}/{self.dimensions}/{card['sha256'][:12]}"
        except (KeyError, TypeError, ValueError) as error:
            raise ModelUnavailable(f"the card of model {folder.name} cannot be read ({error!r}): {REMAKE}") from error
        self._counter = type(self._encoder.tokenizer).from_file(str(folder / "tokenizer.json"))
        self._counter.no_truncation()
        self._counter.no_padding()
        self._counting = threading.Lock()
        self._questions: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._remembering = threading.Lock()
        self._queue: queue.PriorityQueue[_Request] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._workers: list[threading.Thread] = []
        self._starting = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text; shape (n, dimensions), float32."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        self._start()
        urgency = 0 if len(texts) <= self.short else 1
        # The longest first, so that no worker is left alone with one at the end.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        futures = {i: self._ask(urgency, texts[i]) for i in order}
        return np.stack([futures[i].result() for i in range(len(texts))])

    def _ask(self, urgency: int, text: str | None) -> Future[NDArray[np.float32]]:
        request = _Request(urgency, next(self._numbers), text, Future())
        self._queue.put(request)
        return request.future

    def embed_question(self, question: str) -> NDArray[np.float32]:
        """The vector of one question; the last 1,024 different ones are remembered."""
        with self._remembering:
            if question in self._questions:
                self._questions.move_to_end(question)
                return self._questions[question]
        vector: NDArray[np.float32] = self.embed([question])[0]
        with self._remembering:
            self._questions[question] = vector
            while len(self._questions) > self.remembered:
                self._questions.popitem(last=False)
        return vector

    def token_starts(self, text: str) -> list[int]:
        """The offset in `text` at which each of its tokens begins, ascending."""
        with self._counting:
            offsets = self._counter.encode(text, add_special_tokens=False).offsets
        return sorted(start for start, _ in offsets)

    def close(self) -> None:
        """Ends the workers once they have answered what was asked."""
        with self._starting:
            for _ in self._workers:
                self._ask(2, None)
            for worker in self._workers:
                worker.join()
            self._workers.clear()

    def _start(self) -> None:
        with self._starting:
            while len(self._workers) < self._count:
                worker = threading.Thread(target=self._work, name="embedder", daemon=True)
                worker.start()
                self._workers.append(worker)

    def _work(self) -> None:
        while (request := self._queue.get()).text is not None:
            try:
                request.future.set_result(self._encoder.encode(request.text))
            except BaseException as error:  # a panic of Rust among them: whoever waits must hear of it
                request.future.set_exception(error)


@dataclass(frozen=True, order=True, slots=True)
class _Request:
    """A text to embed, the most urgent and then the oldest first; without a text, the end of a worker."""

    urgency: int
    number: int
    text: str | None = field(compare=False)
    future: Future[NDArray[np.float32]] = field(compare=False)
