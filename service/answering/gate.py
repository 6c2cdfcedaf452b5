"""The gate: a sentence of an answer leaves only if the article characters that it cites prove it.

Everything is read by rule; the same sentence and proofs always have the same verdict, and no text makes it fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.answering.checks import copies, coverage, names, polarity, quantities, quotations, scripts
from service.answering.checks.analysis import Cited, analyse, cite
from service.answering.checks.cohesion import is_patchwork
from service.answering.checks.fragments import is_stray
from service.answering.checks.markup import has_markup
from service.answering.checks.quantifiers import is_another_share
from service.answering.checks.word_order import is_swapped

Policy = Literal["strict", "flag", "off"]
Reason = Literal["uncited", "number", "unit", "date", "quotation", "name", "negation", "coverage", "markup"]
REASONS: tuple[Reason, ...] = (
    "uncited", "number", "unit", "date", "quotation", "name", "negation", "coverage", "markup",
)  # fmt: skip
# What is longer is no sentence that anyone could check, and of longer citations only the beginning counts: the checks
# hold every figure and word of the one against those of the other.
_LONGEST_SENTENCE = 2_000
_LONGEST_CITED = 12_000
_LONGEST_HEADING = 500
_ENDINGS = ".!?…"
_MARKS = "\"“”‘’'»«"


@dataclass(frozen=True, slots=True)
class Proof:
    """Characters of an article that a sentence cites.

    `heading` is the article's title, source and author, which may supply names; `published_at` its
    ISO 8601 date or UTC time, by which "Monday" is a day.
    """

    text: str
    heading: str = ""
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a sentence is not proven, empty when it is, and the checks it passed, both in a fixed order."""

    reasons: tuple[Reason, ...]
    checks: tuple[Reason, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the sentence."""
        return not self.reasons


def check(sentence: str, proofs: Sequence[Proof]) -> Verdict:
    """What the proofs leave unproven of a sentence, in time linear in the length of all of them.

    A sentence that is a whole sentence of a proof can fail for its markup only.
    """
    failed: set[str] = {"markup"} if has_markup(sentence) else set()
    if not proofs:
        return Verdict(tuple(reason for reason in REASONS if reason in failed | {"uncited"}), ())
    if not _is_copied(sentence, proofs):
        failed |= _unproven(sentence, proofs)
    return Verdict(
        tuple(reason for reason in REASONS if reason in failed),
        tuple(reason for reason in REASONS if reason not in failed),
    )


def _unproven(sentence: str, proofs: Sequence[Proof]) -> set[str]:
    if len(sentence) > _LONGEST_SENTENCE:
        return {"coverage"}
    said = analyse(sentence)
    cited = _cited(proofs)
    failed: set[str] = set(quantities.unproven(said, cited))
    if not quotations.are_verbatim(sentence, cited):
        failed.add("quotation")
    if not names.are_cited(said, cited) or is_swapped(said, cited):
        failed.add("name")
    if is_another_share(said, cited):
        failed.add("number")
    if polarity.is_flipped(said, cited) or copies.is_turned(said, cited):
        failed.add("negation")
    if coverage.coverage(said, cited) < coverage.THRESHOLD or is_patchwork(said, cited) or is_stray(said, cited):
        failed.add("coverage")
    if not scripts.are_cited(sentence, cited):
        failed.add("coverage")
    return failed


def _cited(proofs: Sequence[Proof]) -> list[Cited]:
    left = _LONGEST_CITED
    cited: list[Cited] = []
    for proof in proofs:
        cited.append(cite(proof.text[:left], proof.heading[:_LONGEST_HEADING], proof.published_at))
        left -= len(proof.text)
        if left <= 0:
            break
    return cited


def _is_copied(sentence: str, proofs: Sequence[Proof]) -> bool:
    """Whether the sentence is a whole sentence of a proof, character for character but for white space."""
    wanted = " ".join(sentence.split())
    if not wanted:
        return False
    for proof in proofs:
        text = " ".join(proof.text.split())
        at = text.find(wanted)
        if at < 0:
            continue
        before, after = text[:at].rstrip(" " + _MARKS), text[at + len(wanted) :]
        begins = not before or before[-1] in _ENDINGS
        ends = not after.strip() or wanted.rstrip(_MARKS)[-1:] in _ENDINGS
        if begins and ends and (not after or after[0] in " " + _MARKS):
            return True
    return False
