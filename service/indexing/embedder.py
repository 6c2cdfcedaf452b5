"""Text to unit vectors, by onnxruntime, without torch."""

from __future__ import annotations

import json
import queue
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
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
    """One exported model in one thread: tokenises, runs, gives unit vectors."""

    batch_size = 8

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            self.card = json.loads((folder / "card.json").read_text(encoding="utf-8")) if _has_card(folder) else {}
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3
            # A worker that spins between requests would take the core that Chroma and tantivy need.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self.session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelUnavailable(f"the exported model {folder.name} cannot be read ({error}): {REMAKE}") from error
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(self.card.get("max_tokens", 256))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, in their order; run sorted by length, so that little is padded."""
        encodings = self.tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        vectors: list[Vectors] = []
        for start in range(0, len(order), self.batch_size):
            batch = [encodings[i].ids for i in order[start : start + self.batch_size]]
            longest = max(len(ids) for ids in batch)
            ids = np.zeros((len(batch), longest), dtype=np.int64)
            mask = np.zeros((len(batch), longest), dtype=np.int64)
            for row, tokens in enumerate(batch):
                ids[row, : len(tokens)] = tokens
                mask[row, : len(tokens)] = 1
            vectors.append(self.session.run(["vector"], {"input_ids": ids, "attention_mask": mask})[0])
        sorted_vectors = np.concatenate(vectors)
        result = np.empty_like(sorted_vectors)
        result[order] = sorted_vectors
        return result


def _has_card(folder: Path) -> bool:
    return (folder / "card.json").is_file()


class OnnxEmbedder:
    """The embedder that serves: one worker thread, which batches what arrives while it is busy.

    Fast tokenizers must not be used by two threads at once ("Already borrowed"), and one batch of
    eight questions costs less than eight batches of one.
    """

    remembered = 1024

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
        self._queue: queue.SimpleQueue[tuple[list[str], Future[Vectors]] | None] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None
        self._starting = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text; shape (n, dimensions), float32."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        self._start()
        future: Future[Vectors] = Future()
        self._queue.put((list(texts), future))
        return future.result()

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
        if self._worker is not None:
            self._queue.put(None)
            self._worker.join()
            self._worker = None

    def _start(self) -> None:
        with self._starting:
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="embedder", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            waiting = [first]
            while not self._queue.empty() and sum(len(texts) for texts, _ in waiting) < 64:
                following = self._queue.get()
                if following is None:
                    self._answer(waiting)
                    return
                waiting.append(following)
            self._answer(waiting)

    def _answer(self, waiting: list[tuple[list[str], Future[Vectors]]]) -> None:
        try:
            vectors = self._encoder.encode([text for texts, _ in waiting for text in texts])
        except BaseException as error:  # a panic of Rust among them: whoever waits must hear of it
            for _, future in waiting:
                future.set_exception(error)
            return
        position = 0
        for texts, future in waiting:
            future.set_result(vectors[position : position + len(texts)])
            position += len(texts)
