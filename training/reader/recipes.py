"""How many texts a question is trained with, and of which kinds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many examples of each kind are made, and how often, as shares in [0, 1].

    `mined` is the share of questions with texts that search finds and that do not answer, `brief` that of such texts
    which are cut to `examples.BRIEF` tokens.
    """

    negatives: int = 2
    mined: float = 1.0
    brief: float = 0.0
    emptied: float = 0.4
    random: float = 0.3
    swaps: float = 0.25
    joined: float = 0.7
    titles: float = 0.7
    outlets: float = 0.4
    shortened: float = 0.3
    told: float = 0.3
    sentences: float = 0.6


# For machines on which tokens are what training costs: half the tokens a question, and a third of them, most of those
# in texts that answer. There short texts rarely answer, so weights of both are averaged (training/results.md).
LIGHT = Recipe(negatives=1, emptied=0.25, random=0.2, swaps=0.15, shortened=0.6)
LIGHTER = Recipe(negatives=1, mined=0.5, brief=1.0, emptied=0.12, random=0.08, swaps=0.1, joined=0.5, shortened=0.5)
# A third of the tokens too, in texts of all lengths.
LEAN = Recipe(negatives=1, mined=0.6, emptied=0.2, random=0.1, swaps=0.35, joined=0.5, shortened=0.5)
# As lean, and each question that can be is also asked turned, so that its own text does not answer.
TURNED = Recipe(negatives=1, mined=0.5, emptied=0.2, random=0.1, swaps=1.0, joined=0.5, shortened=0.5)
RECIPES = {"full": Recipe(), "light": LIGHT, "lighter": LIGHTER, "lean": LEAN, "turned": TURNED}
