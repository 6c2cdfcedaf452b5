"""Text to unit vectors, by onnxruntime, without torch."""

from __future__ import annotations

import itertools
import json
import queue
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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

    Each text is run by itself, on one thread of several. Int8 activations are scaled over all that is run at
    once, so in a batch a text's vector would depend on its neighbours; and texts alone need no padding,
    which is why they are faster too (docs/decisions/0003).
    """

    def __init__(self, folder: Path, threads: int) -> None:
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
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="embedder") if threads > 1 else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, in their order; one thread at a time may call this."""
        encoded = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        if self._threads is None or len(encoded) == 1:
            return np.stack([self._run(ids) for ids in encoded])
        # The longest first, so that no thread is left alone with one at the end.
        order = sorted(range(len(encoded)), key=lambda i: -len(encoded[i]))
        vectors = np.empty((len(encoded), self.card.get("dimensions", 0)), dtype=np.float32)
        for i, vector in zip(order, self._threads.map(self._run, (encoded[i] for i in order)), strict=True):
            vectors[i] = vector
        return vectors

    def close(self) -> None:
        """Ends the threads."""
        if self._threads is not None:
            self._threads.shutdown()

    def _run(self, ids: list[int]) -> NDArray[np.float32]:
        tokens = np.asarray([ids], dtype=np.int64)
        vector: NDArray[np.float32] = self.session.run(["vector"], {"input_ids": tokens})[0][0]
        return vector


def _has_card(folder: Path) -> bool:
    return (folder / "card.json").is_file()


class OnnxEmbedder:
    """The embedder that serves: one worker thread, short requests before long ones.

    Fast tokenizers must not be used by two threads at once ("Already borrowed"). A long request is
    done in parts, so that a question waits for one part of an ingest and not for all of it.
    """

    remembered = 1024
    # Texts of one part, and of the longest request that goes before others.
    part = 8
    short = 64

    def __init__(self, folder: Path, threads: int) -> None:
        self._encoder = Encoder(folder, threads)
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
        self._worker: threading.Thread | None = None
        self._starting = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text; shape (n, dimensions), float32."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        self._start()
        urgency = 0 if len(texts) <= self.short else 1
        # Texts of like length share a part, so that no thread waits long for another at its end.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = [order[start : start + self.part] for start in range(0, len(order), self.part)]
        futures = [self._ask(urgency, [texts[i] for i in part]) for part in parts]
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for part, future in zip(parts, futures, strict=True):
            vectors[part] = future.result()
        return vectors

    def _ask(self, urgency: int, texts: list[str] | None) -> Future[Vectors]:
        request = _Request(urgency, next(self._numbers), texts, Future())
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
        """Ends the worker once it has answered what was asked."""
        with self._starting:
            if self._worker is not None:
                self._ask(2, None)
                self._worker.join()
                self._worker = None

    def _start(self) -> None:
        with self._starting:
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="embedder", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        while (request := self._queue.get()).texts is not None:
            try:
                request.future.set_result(self._encoder.encode(request.texts))
            except BaseException as error:  # a panic of Rust among them: whoever waits must hear of it
                request.future.set_exception(error)


@dataclass(frozen=True, order=True, slots=True)
class _Request:
    """Texts to embed, the most urgent and then the oldest first; without texts, the end of the worker."""

    urgency: int
    number: int
    texts: list[str] | None = field(compare=False)
    future: Future[Vectors] = field(compare=False)
