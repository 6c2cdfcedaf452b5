"""Whether an answer's sentences are supported by what they cite, and whether all that they cite is needed.

Source: citation recall and precision of ALCE (Gao, Yen, Yu and Chen 2023, section 4), with any checker in
place of its entailment model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Checker = Callable[[str, Sequence[str]], bool]
Statement = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Support:
    """`recall` is the share of supported sentences, `precision` of citations that help; both in [0, 1].

    `recall` is None where there was no sentence, `precision` where there was no citation.
    """

    recall: float | None
    precision: float | None
    sentences: int
    citations: int


def support(statements: Sequence[Statement], checker: Checker) -> Support:
    """How well an answer's sentences, each with the texts it cites, stand up to `checker`.

    A sentence is supported where all its citations together prove it; one without citations is not. A
    citation helps where its sentence is supported, and it proves it alone or the others without it do not.
    The checker is asked once a sentence, and where that is supported by several, up to twice a citation more.
    """
    supported = helping = 0
    for sentence, cited in statements:
        if cited and checker(sentence, cited):
            supported += 1
            helping += sum(1 for at in range(len(cited)) if _helps(sentence, cited, at, checker))
    citations = sum(len(cited) for _, cited in statements)
    return Support(
        recall=supported / len(statements) if statements else None,
        precision=helping / citations if citations else None,
        sentences=len(statements),
        citations=citations,
    )


def _helps(sentence: str, cited: Sequence[str], at: int, checker: Checker) -> bool:
    """Whether a citation of a supported sentence is relevant to it."""
    others = [*cited[:at], *cited[at + 1 :]]
    return not others or checker(sentence, [cited[at]]) or not checker(sentence, others)
