"""What a reader reads in the sets it is measured on, and how well that agrees with gold."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from service.evaluation.metrics.text import exact_match, token_f1
from service.reading.wordings import likeliest, silent
from training.reader.examples import LONGEST_TITLE, Example, assembled, padded
from training.reader.network import Grid
from training.reader.questions import LONGEST_QUESTION, Questions

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from training.reader.network import Reader
    from training.reader.prepared import Prepared

LONGEST_TEXT = 420
# Sentences to cite are read in passages of as many tokens as the service's.
PASSAGE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """Logits of the text's tokens as start and end, of no answer, and of relevance."""

    start: NDArray[np.float32]
    end: NDArray[np.float32]
    none: float
    relevance: float

    def best(self, is_silent: NDArray[np.bool_] | None = None) -> tuple[int, int, float]:
        """The likeliest answer's first and last token, and by how much the best span beats no answer.

        With `is_silent` of its tokens the wordings of one answer are taken together, as where the reader serves.
        """
        tokens = np.zeros(len(self.start), dtype=np.bool_) if is_silent is None else is_silent
        first, last, best = likeliest(self.start, self.end, tokens)
        return first, last, best - self.none

    def margin(self, low: int, high: int) -> float:
        """By how much the best span within tokens `[low, high)` beats no answer."""
        return likeliest(self.start[low:high], self.end[low:high], np.zeros(high - low, dtype=np.bool_))[2] - self.none


# What reads examples: a network that trains, or a model as it serves.
Reads = Callable[[Sequence[Example]], list[Read]]


def read(models: Sequence[Reader], examples: Sequence[Example], device: str) -> list[Read]:
    """One reading an example; of several models the mean of their logits."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
    found: list[Read | None] = [None] * len(examples)
    size = 256 if device == "cuda" else 16
    for model in models:
        model.eval()
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
        for place in range(0, len(order), size):
            some = order[place : place + size]
            length = padded(max(len(examples[i].ids) for i in some))
            ids = np.zeros((len(some), length), dtype=np.int64)
            types, mask = np.zeros_like(ids), np.zeros(ids.shape, dtype=bool)
            for row, i in enumerate(some):
                one = examples[i]
                ids[row, : len(one.ids)] = one.ids
                types[row, one.second : len(one.ids)] = 1
                mask[row, : len(one.ids)] = True
            inputs = [torch.from_numpy(array).to(device) for array in (ids, types)]
            outputs = [[part.float() for part in model(*inputs, Grid.of(mask, device))] for model in models]
            start, end, relevance = (
                torch.stack([one[part] for one in outputs]).mean(0).cpu().numpy() for part in range(3)
            )
            for row, i in enumerate(some):
                inside = slice(examples[i].first, len(examples[i].ids) - 1)
                none = float(start[row, 0] + end[row, 0])
                found[i] = Read(start[row, inside].copy(), end[row, inside].copy(), none, float(relevance[row]))
    return [one for one in found if one is not None]


def read_onnx(model: Path, examples: Sequence[Example]) -> list[Read]:
    """One reading an example by an exported model, each run by itself on one thread, as it serves."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def one(example: Example) -> Read:
        ids = np.asarray([example.ids], dtype=np.int64)
        types = (np.arange(ids.shape[1]) >= example.second).astype(np.int64)[None]
        start, end, relevance = session.run(None, {"input_ids": ids, "token_type_ids": types})
        inside = slice(example.first, len(example.ids) - 1)
        return Read(start[0, inside], end[0, inside], float(start[0, 0] + end[0, 0]), float(relevance[0]))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, examples))


def measure(reads: Reads, prepared: Prepared, held: Sequence[int], tokenizer: Tokenizer) -> dict[str, Any]:
    """Figures of all sets, and what was read in them; `held` are the questions of SQuAD that were not trained on."""
    figures: dict[str, Any] = {}
    made: dict[str, Any] = {"figures": figures}
    if held:
        figures["squad"], made["squad"] = squad_scores(reads, prepared.questions, held)
    made["sets"] = read_sets(reads, prepared.sets, tokenizer)
    for name, found in made["sets"].items():
        figures[name] = open_figures(prepared.sets[name], found)
        if any(one.get("timely") for question in prepared.sets[name] for one in question["found"]):
            figures[f"{name}, asked on its day"] = open_figures(prepared.sets[name], found, is_dated=True)
    if prepared.citations:
        made["citations"] = read_citations(reads, prepared.citations, tokenizer)
        figures["citations"] = citation_figures(prepared.citations, made["citations"])
    return made


def squad_scores(
    reads: Reads, questions: Questions, chosen: Sequence[int]
) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """EM and F1 of the answerable, overall SQuAD 2.0 F1 at the best threshold here, and what was read."""
    made = [
        assembled(questions.asked[number].ids, [], questions.texts[questions.asked[number].text].ids[:LONGEST_TEXT], [])
        for number in chosen
    ]
    rows = []
    for number, one in zip(chosen, reads(made), strict=True):
        asked = questions.asked[number]
        text = questions.texts[asked.text]
        a, b, margin = one.best(silent(text.text, text.offsets[: len(one.start)]))
        given = text.text[text.offsets[a][0] : text.offsets[b][1]]
        rows.append(
            {
                "id": asked.id,
                "given": given,
                "margin": margin,
                "relevance": one.relevance,
                "answerable": bool(asked.answers),
                "em": exact_match(given, asked.answers) if asked.answers else 0.0,
                "f1": token_f1(given, asked.answers) if asked.answers else 0.0,
            }
        )
    return squad_figures(rows), rows


def squad_figures(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The figures of rows of `squad_scores`."""
    has = np.asarray([row["answerable"] for row in rows])
    em, f1 = (np.asarray([row[name] for row in rows]) for name in ("em", "f1"))
    result = {"em": em[has].mean(), "f1": f1[has].mean()}
    for name in ("margin", "relevance"):
        score = np.asarray([row[name] for row in rows])
        order = np.argsort(-score)
        # Answering the first k: those earn their F1, the rest earn 1 if unanswerable.
        overall = (np.cumsum(f1[order]) + (~has).sum() - np.cumsum(~has[order])) / len(order)
        result |= {f"overall_f1_by_{name}": overall.max(), f"auc_by_{name}": auc(score, has)}
    return {name: round(float(value), 4) for name, value in result.items()}


def read_sets(
    reads: Reads, sets: dict[str, list[dict[str, Any]]], tokenizer: Tokenizer
) -> dict[str, list[list[dict[str, Any]]]]:
    """For each set, question and found passage: relevance, margin of the best span, and its text."""
    result = {}
    for name, questions in sets.items():
        pairs = [
            (question["question"], one["title"], one["text"]) for question in questions for one in question["found"]
        ]
        read_pairs = iter(_read_pairs(reads, pairs, tokenizer))
        result[name] = [[next(read_pairs) for _ in question["found"]] for question in questions]
    return result


def read_citations(reads: Reads, items: Sequence[dict[str, Any]], tokenizer: Tokenizer) -> list[list[dict[str, float]]]:
    """For each item and sentence the relevance of the passage around it and the margin of its own best span."""
    made, places = [], []
    for number, item in enumerate(items):
        asked = _ids(tokenizer, item["question"])[:LONGEST_QUESTION]
        sentences = [_ids(tokenizer, sentence) or [0] for sentence in item["sentences"]]
        for passage in _passages([len(sentence) for sentence in sentences]):
            text = [one for at in passage for one in sentences[at]][:LONGEST_TEXT]
            made.append(assembled(asked, [], text, []))
            places.append((number, passage, [len(sentences[at]) for at in passage]))
    found: list[list[dict[str, float]]] = [[{} for _ in item["sentences"]] for item in items]
    for (number, passage, lengths), one in zip(places, reads(made), strict=True):
        low = 0
        for at, length in zip(passage, lengths, strict=True):
            high = min(low + length, len(one.start))
            margin = one.margin(low, high) if high > low else -20.0
            found[number][at] = {"relevance": one.relevance, "margin": margin}
            low += length
    return found


def citation_figures(items: Sequence[dict[str, Any]], found: Sequence[Sequence[dict[str, float]]]) -> dict[str, float]:
    """How often the best sentence is a gold one, by the margin and by margin and relevance together."""
    result = {}
    for weight in (0.0, 1.0):
        right = [
            int(np.argmax([one["margin"] + weight * one["relevance"] for one in of])) in item["gold_idx"]
            for item, of in zip(items, found, strict=True)
            if item["gold_idx"]
        ]
        result[f"p@1_{weight:g}"] = round(float(np.mean(right)), 4)
    return result


def open_figures(
    questions: Sequence[dict[str, Any]], found: Sequence[Sequence[dict[str, Any]]], is_dated: bool = False
) -> dict[str, float]:
    """Ranking by fused score and relevance together, at several weights, and answers from the first passages.

    With `is_dated` each question is asked on its own day, and articles of the days it asks about count for more.
    """
    result: dict[str, float] = {}
    for weight in (0.0, 0.1, 0.2, 0.3, 0.5):
        ranks, em, f1, score, has = [], [], [], [], []
        for question, of in zip(questions, found, strict=True):
            gold = set(question.get("gold_passage_ids") or [question.get("gold_passage_id")])
            fused = [
                one["score"] + is_dated * one.get("timely", 0.0) + weight * read["relevance"]
                for one, read in zip(question["found"], of, strict=True)
            ]
            order = sorted(range(len(of)), key=lambda i: -fused[i])
            rank = next((at for at, i in enumerate(order, 1) if question["found"][i]["id"] in gold), None)
            first = order[:8]
            best = max(first, key=lambda i: 0.3 * of[i]["margin"] + fused[i])
            answerable = bool(question["answers"])
            has.append(answerable)
            score.append(0.3 * of[best]["margin"] + fused[best])
            if answerable:
                ranks.append(rank if rank and rank <= 10 else None)
                em.append(exact_match(of[best]["given"], question["answers"]))
                f1.append(token_f1(of[best]["given"], question["answers"]))
        mrr = np.mean([1 / rank if rank else 0.0 for rank in ranks])
        key = f"{weight:g}"
        result[f"mrr_{key}"] = mrr
        for k in (1, 4):
            result[f"hit{k}_{key}"] = np.mean([bool(rank and rank <= k) for rank in ranks])
        result |= {f"em_{key}": np.mean(em), f"f1_{key}": np.mean(f1), f"refused_{key}": refused(score, has)}
    return {name: round(float(value), 4) for name, value in result.items()}


def refused(score: Sequence[float], has: Sequence[bool], allowed: float = 0.15) -> float:
    """The share of unanswerable questions below the score under which `allowed` of the answerable are."""
    scores, answerable = np.asarray(score), np.asarray(has)
    return float((scores[~answerable] < np.quantile(scores[answerable], allowed)).mean())


def auc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """The probability that a positive scores above a negative."""
    order = scores.argsort().argsort() + 1
    n, m = positive.sum(), (~positive).sum()
    return float((order[positive].sum() - n * (n + 1) / 2) / (n * m)) if n and m else 0.0


def _read_pairs(reads: Reads, pairs: Sequence[tuple[str, str, str]], tokenizer: Tokenizer) -> Iterator[dict[str, Any]]:
    made, texts = [], []
    for question, title, text in pairs:
        encoded = tokenizer.encode(text, add_special_tokens=False)
        titled = _ids(tokenizer, f"{title}.")[:LONGEST_TITLE] if title else []
        asked = _ids(tokenizer, question)[:LONGEST_QUESTION]
        made.append(assembled(asked, titled, encoded.ids[:LONGEST_TEXT], []))
        texts.append((text, encoded.offsets))
    for (text, offsets), one in zip(texts, reads(made), strict=True):
        a, b, margin = one.best(silent(text, offsets[: len(one.start)]))
        given = text[offsets[a][0] : offsets[b][1]]
        yield {"relevance": one.relevance, "margin": margin, "given": given}


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return ids


def _passages(lengths: Sequence[int]) -> list[list[int]]:
    """Numbers of consecutive sentences that have room in a passage together."""
    made: list[list[int]] = [[]]
    total = 0
    for at, length in enumerate(lengths):
        if made[-1] and total + length > PASSAGE:
            made.append([])
            total = 0
        made[-1].append(at)
        total += length
    return made
