"""The embedded answerer: a sentence of the articles, word for word, or nothing.

It needs no key and no network, gives the same answer every time, and stands in when an LLM fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

from service.answering.answerer import Sentence, Source, Understood, Written
from service.answering.extractive.candidates import Candidate, find_candidates
from service.answering.extractive.conflicts import find_conflict, rivals
from service.answering.extractive.otherwise import is_of_others
from service.answering.extractive.scoring import Scored, Scorer
from service.answering.extractive.short_answer import short_answer
from service.answering.follow_ups import standalone
from service.answering.told import NOTHING_TOLD, Told
from service.language.question import Question, analyse
from service.records import Evidence, Turn

# Below this probability it abstains; tuned by training/sentence_scorer.py.
THRESHOLD = 0.6
# Kinds of question that nothing but a figure answers, be it "half of them"; "when" may be answered by an event.
FIGURES = frozenset({"how_many", "how_much", "how_long", "how_old", "how_far"})


class ExtractiveAnswerer:
    """Answers with the sentence that a scorer finds most likely to answer the question."""

    name = "extractive"
    identity = "extractive"

    def __init__(self, scorer: Scorer, threshold: float = THRESHOLD) -> None:
        self._scorer = scorer
        self._threshold = threshold

    @property
    def prompts(self) -> Mapping[str, str]:
        """None."""
        return {}

    @property
    def told(self) -> Told:
        """Nothing."""
        return NOTHING_TOLD

    async def understand(self, question: str, history: Sequence[Turn], since: float) -> Understood:
        """The question as rules make it stand alone."""
        return Understood(standalone(question, history))

    async def close(self) -> None:
        """Nothing to let go of."""

    async def write(
        self,
        question: str,
        evidence: Sequence[Evidence],
        as_of: str | None,
        since: float,
        enough: Callable[[], bool] = lambda: False,
    ) -> AsyncGenerator[Sentence | Written]:
        """What `read` makes of it, at once."""
        yield await asyncio.to_thread(self.read, question, evidence)

    def read(self, question: str, evidence: Sequence[Evidence]) -> Written:
        """One sentence with its citation; one for each side where independent articles disagree on a figure."""
        asked = analyse(question)
        candidates = find_candidates(evidence)
        scored = self._judge(asked, candidates, evidence)
        if not scored:
            return Written("abstained", "below_threshold", score=0.0)
        best = scored[0]
        sides = find_conflict(asked, scored, evidence)
        sureness = best.probability
        if sides:
            # That papers disagree makes it no less likely that each of them answers.
            others = rivals(asked, scored, sides)
            apart = self._judge(asked, [one for one in candidates if one not in others], evidence)
            sureness = max([sureness, *(one.probability for one in apart if one.candidate == best.candidate)])
        if sureness < self._threshold:
            return Written("abstained", "below_threshold", score=sureness)
        if sides:
            values = " / ".join(_short(asked, side) or side.candidate.text for side in sides)
            return Written("conflicting", None, tuple(map(_sentence, sides)), values, sureness)
        return Written("answered", None, (_sentence(best),), _short(asked, best), sureness)

    def _judge(self, asked: Question, candidates: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Scored]:
        """The candidates that may answer, best first: those with a figure where nothing else answers.

        What tells of another country's troops than those asked about is none, however well it fits.
        """
        scored = self._scorer.score(asked, candidates, evidence)
        scored = [one for one in scored if not is_of_others(asked, one.candidate.text)]
        return [one for one in scored if one.fit > 0] if asked.kind in FIGURES and asked.expects else scored


def _short(asked: Question, scored: Scored) -> str | None:
    return short_answer(asked, scored.candidate.text, scored.span)


def _sentence(scored: Scored) -> Sentence:
    candidate = scored.candidate
    text = " ".join(candidate.text.split())
    return Sentence(text, (Source(candidate.number, candidate.start, candidate.end),))
