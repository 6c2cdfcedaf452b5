"""An answer in the making: each sentence is proven, then cited, or withheld."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from service.answering.answerer import Sentence, Source
from service.answering.citations import Citer
from service.answering.disclosure import disclosed
from service.answering.events import Said
from service.answering.gate import Policy, Proof, Verdict, check
from service.answering.told import NOTHING_TOLD, Told
from service.language.instructions import is_instruction
from service.records import Citation, Evidence, Unproven, Verification

# Beyond so many characters a model is no longer answering.
LONGEST = 8000


class Composition:
    """Takes the sentences of one answerer and lets through what the evidence proves.

    Under `strict` a sentence that fails is withheld; under `flag` it is let through with citations
    that say `failed`, if it has any; under `off` nothing but its markup is checked. A sentence said before
    is dropped; one withheld may be said again with another proof.
    """

    def __init__(self, evidence: Sequence[Evidence], policy: Policy) -> None:
        self._evidence = evidence
        self._policy = policy
        self._citer = Citer(evidence)
        self._heard: set[str] = set()
        self._tried: set[tuple[str, tuple[Source, ...]]] = set()
        self._withheld: dict[str, Unproven] = {}
        self._sources: list[Source] = []
        self.said = 0
        self.first = ""
        self.flagged: list[Unproven] = []

    @property
    def text(self) -> str:
        """The answer so far."""
        return self._citer.text

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations so far."""
        return self._citer.citations

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the sentences so far cite."""
        return tuple(self._sources)

    @property
    def withheld(self) -> tuple[Unproven, ...]:
        """What did not pass, with as much of its text as may be shown."""
        return tuple(self._withheld.values())

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be asked of a model."""
        return len(self.text) > LONGEST or len(self._withheld) > _MOST_WITHHELD

    def share_proven(self) -> float:
        """How much of what was written has passed, 0 to 1."""
        proven = self.said - len(self.flagged)
        return proven / (self.said + len(self._withheld)) if proven else 0.0

    async def add(self, sentence: Sentence, told: Told = NOTHING_TOLD) -> Said | None:
        """The sentence as it stands in the answer, None where it may not; `told` is not repeated to anyone."""
        folded = " ".join(sentence.text.casefold().split())
        if not folded or folded in self._heard or (folded, sentence.sources) in self._tried:
            return None
        self._tried.add((folded, sentence.sources))
        verdict = await self._verdict(sentence)
        if self._withholds(verdict):
            self._withheld.setdefault(folded, Unproven(disclosed(sentence.text, told), verdict.reasons))
            return None
        self._heard.add(folded)
        if self._policy == "flag" and not verdict.passed:
            self.flagged.append(Unproven(sentence.text, verdict.reasons))
        self.said += 1
        self.first = self.first or sentence.text
        self._sources += sentence.sources
        return self._citer.add(sentence, self._verification(verdict.passed, verdict.checks))

    async def _verdict(self, sentence: Sentence) -> Verdict:
        proofs = [self._proof(source) for source in sentence.sources]
        if len(sentence.text) <= _AT_ONCE and len(proofs) <= _FEW_PROOFS:
            return check(sentence.text, proofs)
        return await asyncio.to_thread(check, sentence.text, proofs)

    def _withholds(self, verdict: Verdict) -> bool:
        if self._policy == "strict":
            return not verdict.passed
        unmarked = self._policy == "flag" and "uncited" in verdict.reasons
        return unmarked or "markup" in verdict.reasons

    def _verification(self, passed: bool, checks: tuple[str, ...]) -> Verification:
        if self._policy == "off":
            return Verification("unchecked", ("offsets",))
        return Verification("verified" if passed else "failed", ("offsets", *checks))

    def _proof(self, source: Source) -> Proof:
        """What the gate reads of a source: its own characters, and the heading of its article."""
        one = self._evidence[source.number]
        passage, article = one.passage, one.article
        assert passage.start <= source.start < source.end <= passage.end, "cited outside of what was shown"
        heading = " · ".join(part for part in (article.title, article.source) if part and not is_instruction(part))
        return Proof(article.text[source.start : source.end], heading, article.published_at)


_MOST_WITHHELD = 40
# A longer sentence, or more proofs, is checked in a thread: it would keep every other answer waiting.
_AT_ONCE = 300
_FEW_PROOFS = 12
