"""What one pass over the questions trains on: each question with texts that answer it and texts that do not."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.reader.negatives import Swapper, is_particular
from training.reader.questions import LONGEST_QUESTION, SENTENCES, WRITTEN, Asked, Questions, Text
from training.reader.recipes import Recipe

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CLS, SEP = 101, 102
LONGEST = 288
LONGEST_TITLE = 16
# Lengths are rounded up to a multiple of this: every other shape of a batch costs compiling its kernels anew.
STEP = 32
SHORTEST = 60
_OUTLETS = [
    f"{first} {second}"
    for first in ("Morning", "Evening", "Daily", "National", "Northern", "City", "Union", "Weekly", "Free", "World")
    for second in ("Post", "Herald", "Courier", "Tribune", "Wire", "News", "Gazette", "Mail", "Review", "Monitor")
]


@dataclass(frozen=True, slots=True)
class Example:
    """Token ids of `[CLS] question [SEP] title. text [SEP]`, and where the answers are.

    `second` is the place of the first token of the second segment, `first` that of the first of the text, and `spans`
    are answers as places in `ids`, empty where the text does not answer. `is_ranked` examples of one group are told
    apart by relevance: one answers, the others do not. `is_ours` are questions that we wrote.
    """

    ids: list[int]
    second: int
    first: int
    spans: list[tuple[int, int]]
    is_ranked: bool = False
    is_ours: bool = False


# Tokens of a text that is cut short, at most.
BRIEF = 120


class Maker:
    """Makes the examples of an epoch from the questions; the same seed makes the same."""

    def __init__(
        self, questions: Questions, mined: NDArray[np.int16], tokenizer: Tokenizer, recipe: Recipe | None = None
    ) -> None:
        self._questions = questions
        self._mined = mined
        self._recipe = recipe or Recipe()
        self._tokenizer = tokenizer
        self._swapper = Swapper(questions)
        self._titles = [self._title(text.title) for text in questions.texts]
        self._outlets = [self._ids(outlet) for outlet in _OUTLETS]
        self._sentences = sorted({one.text for one in questions.asked if one.source in SENTENCES})

    def epoch(self, chosen: Sequence[int], seed: int) -> list[list[Example]]:
        """The groups of one pass over the questions `chosen`, in random order."""
        chance = random.Random(seed)
        made = []
        for number in chosen:
            vague = self._questions.asked[number].source in SENTENCES
            if not vague or chance.random() < self._recipe.sentences:
                ours = self._questions.asked[number].source == WRITTEN
                made += [[replace(one, is_ours=ours) for one in group] for group in self._of(number, chance)]
        chance.shuffle(made)
        return made

    def _of(self, number: int, chance: random.Random) -> Iterator[list[Example]]:
        asked = self._questions.asked[number]
        text = self._questions.texts[asked.text]
        particular = is_particular(asked.question, asked.source)
        if asked.source in SENTENCES and chance.random() < self._recipe.told:
            asked, particular = replace(asked, ids=self._told(asked, text, chance)), True
        positive = self._positive(asked, number, chance)
        others = []
        if particular and (self._recipe.mined == 1 or chance.random() < self._recipe.mined):
            near = [int(at) for at in self._mined[number] if at >= 0][3 if asked.source in SENTENCES else 0 :]
            # Nearer ones are harder: the square of a random number favours them.
            others = [near[int(len(near) * chance.random() ** 2)] for _ in range(self._recipe.negatives) if near]
        negatives = [self._negative(asked, at, chance) for at in dict.fromkeys(others)]
        if asked.spans and len(text.sentences) > 1 and chance.random() < self._recipe.emptied:
            negatives += self._emptied(asked, text, chance)
        if chance.random() < self._recipe.random:
            negatives.append(self._negative(asked, chance.randrange(len(self._questions.texts)), chance))
        is_ranked = bool(asked.spans and negatives)
        yield [replace(one, is_ranked=is_ranked) for one in (positive, *negatives)]
        if asked.spans and chance.random() < self._recipe.swaps:
            question = self._swapper.swapped(asked.question, text.text, chance)
            if question:
                ids = self._ids(question)[:LONGEST_QUESTION]
                yield [self._assembled(ids, asked.text, *self._window(text, ids, [], chance), chance)]

    def _positive(self, asked: Asked, number: int, chance: random.Random) -> Example:
        text = self._questions.texts[asked.text]
        ids, spans = self._window(text, asked.ids, asked.spans, chance)
        if asked.source in SENTENCES and chance.random() < self._recipe.joined:
            # Sentences about the same, around the one that answers: a passage is never one sentence alone.
            room = LONGEST - len(asked.ids) - LONGEST_TITLE - 3
            near = [int(at) for at in self._mined[number][:12] if at >= 0]
            others = chance.sample(near, min(len(near), chance.randint(0, 2)))
            others += [chance.choice(self._sentences) for _ in range(chance.randint(0, 3))]
            for other in others:
                more = self._questions.texts[other].ids[:60]
                if len(ids) + len(more) > room:
                    break
                if chance.random() < 0.5:
                    ids = ids + more
                else:
                    ids, spans = more + ids, [(a + len(more), b + len(more)) for a, b in spans]
        return self._assembled(asked.ids, asked.text, ids, spans, chance)

    def _negative(self, asked: Asked, at: int, chance: random.Random) -> Example:
        text = self._questions.texts[at]
        if self._recipe.brief and chance.random() < self._recipe.brief:
            ids, _ = window(text, [], chance.randint(SHORTEST, BRIEF), chance)
        else:
            ids, _ = self._window(text, asked.ids, [], chance)
        while len(ids) < SHORTEST and chance.random() < 0.6:
            ids = ids + self._questions.texts[chance.choice(self._sentences)].ids[:60]
        return self._assembled(asked.ids, at, ids, [], chance)

    def _emptied(self, asked: Asked, text: Text, chance: random.Random) -> list[Example]:
        """The text without the sentences that hold an answer, unless the rest still says one."""
        bounds = [*text.sentences, len(text.ids)]
        kept = [
            (a, b)
            for a, b in itertools.pairwise(bounds)
            if not any(first < b and last >= a for first, last in asked.spans)
        ]
        if not kept or len(kept) == len(text.sentences):
            return []
        characters = " ".join(text.text[text.offsets[a][0] : text.offsets[b - 1][1]] for a, b in kept).casefold()
        if any(answer.casefold() in characters for answer in asked.answers):
            return []
        ids = [one for a, b in kept for one in text.ids[a:b]][: LONGEST - len(asked.ids) - LONGEST_TITLE - 3]
        return [self._assembled(asked.ids, asked.text, ids, [], chance)]

    def _told(self, asked: Asked, text: Text, chance: random.Random) -> list[int]:
        """The question behind words of its own sentence that are not the answer, as a quiz asks."""
        told = [
            one
            for at, one in enumerate(text.ids)
            if not any(a <= at <= b for a, b in asked.spans) and chance.random() < 0.6
        ]
        room = max(0, LONGEST_QUESTION - len(asked.ids))
        start = chance.randint(0, max(0, len(told) - room))
        return told[start : start + room] + asked.ids

    def _window(
        self, text: Text, question: Sequence[int], spans: Sequence[tuple[int, int]], chance: random.Random
    ) -> tuple[list[int], list[tuple[int, int]]]:
        room = LONGEST - len(question) - LONGEST_TITLE - 3
        if chance.random() < self._recipe.shortened:
            room = chance.randint(SHORTEST, room)
        return window(text, spans, room, chance)

    def _assembled(
        self,
        question: Sequence[int],
        of: int,
        ids: Sequence[int],
        spans: Sequence[tuple[int, int]],
        chance: random.Random,
    ) -> Example:
        title: list[int] = []
        if self._titles[of]:
            title = self._titles[of] if chance.random() < self._recipe.titles else []
        elif chance.random() < self._recipe.outlets:
            day = f" {chance.randint(1990, 2026)}/{chance.randint(1, 12):02}/{chance.randint(1, 28):02}."
            title = [*chance.choice(self._outlets), *self._ids(day)][:LONGEST_TITLE]
        return assembled(question, title, ids, spans)

    def _title(self, title: str) -> list[int]:
        return self._ids(f"{title}.")[:LONGEST_TITLE] if title else []

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def window(
    text: Text, spans: Sequence[tuple[int, int]], room: int, chance: random.Random
) -> tuple[list[int], list[tuple[int, int]]]:
    """Whole sentences of a text that have room, with a gold span among them where there is one, and the spans there."""
    if len(text.ids) <= room:
        return text.ids, list(spans)
    need = chance.choice(spans) if spans else None
    starts = [at for at in text.sentences if need is None or need[1] - room < at <= need[0]]
    start = chance.choice(starts) if starts else max(0, (need[0] if need else 0) - room // 2)
    ends = [at for at in (*text.sentences, len(text.ids)) if at <= start + room and (need is None or at > need[1])]
    end = ends[-1] if ends and ends[-1] > start else start + room
    return text.ids[start:end], [(a - start, b - start) for a, b in spans if start <= a and b < end]


def assembled(
    question: Sequence[int], title: Sequence[int], text: Sequence[int], spans: Sequence[tuple[int, int]]
) -> Example:
    """One example from its parts, cut at no place."""
    second = len(question) + 2
    first = second + len(title)
    ids = [CLS, *question, SEP, *title, *text, SEP]
    return Example(ids, second, first, [(a + first, b + first) for a, b in spans])


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrays of one step: `ids` (b, n), and of each row the places `second`, `first` and `size`, and its group.

    `targets` are rows, places, and the shares of start (0) and end (1) that stand there, the place 0 for no answer.
    """

    ids: NDArray[np.int32]
    second: NDArray[np.int32]
    first: NDArray[np.int32]
    size: NDArray[np.int32]
    group: NDArray[np.int64]
    is_ranked: NDArray[np.bool_]
    is_ours: NDArray[np.bool_]
    answers: NDArray[np.float32]
    targets: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]


def batched(groups: Sequence[list[Example]], tokens: int, seed: int) -> list[Batch]:
    """Batches of groups of like length, of at most `tokens` tokens without their padding, in random order."""
    batches: list[list[list[Example]]] = []
    waiting: dict[int, list[list[Example]]] = {}
    counts: Counter[int] = Counter()
    for group in groups:
        length = padded(max(len(one.ids) for one in group))
        size = sum(len(one.ids) for one in group)
        if counts[length] + size > tokens and waiting.get(length):
            batches.append(waiting.pop(length))
            counts[length] = 0
        waiting.setdefault(length, []).append(group)
        counts[length] += size
    batches += waiting.values()
    random.Random(seed).shuffle(batches)
    return [arrays(batch) for batch in batches]


def padded(length: int) -> int:
    """`length` rounded up to a whole number of steps."""
    return -(-length // STEP) * STEP


def arrays(groups: Sequence[Sequence[Example]]) -> Batch:
    """A batch's arrays, padded to its longest."""
    batch = [one for group in groups for one in group]
    ids = np.zeros((len(batch), padded(max(len(one.ids) for one in batch))), dtype=np.int32)
    targets: list[tuple[int, int, int, float]] = []
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = one.ids
        for side, places in enumerate(([a for a, _ in one.spans] or [0], [b for _, b in one.spans] or [0])):
            targets += [(side, row, place, count / len(places)) for place, count in Counter(places).items()]
    sides, rows, places, shares = zip(*targets, strict=True)
    return Batch(
        ids,
        np.asarray([one.second for one in batch], dtype=np.int32),
        np.asarray([one.first for one in batch], dtype=np.int32),
        np.asarray([len(one.ids) for one in batch], dtype=np.int32),
        np.asarray([at for at, group in enumerate(groups) for _ in group], dtype=np.int64),
        np.asarray([one.is_ranked for one in batch]),
        np.asarray([one.is_ours for one in batch]),
        np.asarray([float(bool(one.spans)) for one in batch], dtype=np.float32),
        (np.asarray(sides), np.asarray(rows), np.asarray(places), np.asarray(shares, dtype=np.float32)),
    )
