"""An answer in the making: each sentence is proven, then cited, or withheld."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.answerer import Sentence, Source
from service.answering.citations import Citer
from service.answering.events import Said
from service.answering.gate import Policy, Proof, check
from service.language.instructions import is_instruction
from service.records import Citation, Evidence, Unproven, Verification

# Beyond so many characters a model is no longer answering.
LONGEST = 8000


class Composition:
    """Takes the sentences of one answerer and lets through what the evidence proves.

    Under `strict` a sentence that fails is withheld; under `flag` it is let through with citations
    that say `failed`; under `off` nothing but its markup is checked. A sentence said before is dropped.
    """

    def __init__(self, evidence: Sequence[Evidence], policy: Policy) -> None:
        self._evidence = evidence
        self._policy = policy
        self._citer = Citer(evidence)
        self._seen: set[str] = set()
        self._sources: list[Source] = []
        self.said = 0
        self.first = ""
        self.withheld: list[Unproven] = []
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
    def is_full(self) -> bool:
        """Whether nothing more should be asked of a model."""
        return len(self.text) > LONGEST or len(self.withheld) > _MOST_WITHHELD

    def share_proven(self) -> float:
        """How much of what was written has passed, 0 to 1."""
        proven = self.said - len(self.flagged)
        return proven / (self.said + len(self.withheld)) if proven else 0.0

    def add(self, sentence: Sentence) -> Said | None:
        """The sentence as it stands in the answer, None where it may not."""
        folded = " ".join(sentence.text.casefold().split())
        if not folded or folded in self._seen:
            return None
        self._seen.add(folded)
        verdict = check(sentence.text, [self._proof(source) for source in sentence.sources])
        if "markup" in verdict.reasons or (self._policy == "strict" and not verdict.passed):
            self.withheld.append(Unproven(sentence.text, verdict.reasons))
            return None
        if self._policy == "flag" and not verdict.passed:
            self.flagged.append(Unproven(sentence.text, verdict.reasons))
        self.said += 1
        self.first = self.first or sentence.text
        self._sources += sentence.sources
        return self._citer.add(sentence, self._verification(verdict.passed, verdict.checks))

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
