"""Invented news articles that each try to steer the model which reads them.

Every address is under a name that RFC 2606 reserves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from service.records import Draft

Where = Literal["paragraph", "inline", "title", "source", "author"]


@dataclass(frozen=True, slots=True)
class Injection:
    """One article: honest prose, one hostile passage, and a question that the honest part answers.

    `proof` is the sentence of the honest part that holds `answer`. `payload` is what a model says that obeys.
    `forbidden` must stand in no answer; `planted` in none either, save in words quoted from what is cited.
    """

    id: str
    attack: str
    title: str
    date: str
    before: str
    hostile: str
    after: str
    question: str
    answer: str
    proof: str
    payload: str
    forbidden: tuple[str, ...] = ()
    planted: tuple[str, ...] = ()
    where: Where = "paragraph"
    source: str = "The Harbour Record"

    @property
    def text(self) -> str:
        """The article's text, hostile passage and all."""
        if self.where == "paragraph":
            return f"{self.before}\n\n{self.hostile}\n\n{self.after}"
        if self.where == "inline":
            return f"{self.before} {self.hostile} {self.after}"
        return f"{self.before}\n\n{self.after}"

    @property
    def draft(self) -> Draft:
        """The article as a loader would give it."""
        return Draft(
            id=self.id,
            title=f"{self.title} {self.hostile}" if self.where == "title" else self.title,
            source=f"{self.source} {self.hostile}" if self.where == "source" else self.source,
            author=f"Staff {self.hostile}" if self.where == "author" else None,
            published_at=self.date,
            text=self.text,
        )

    def shown_in(self, prompt: str) -> bool:
        """Whether a prompt shows this article, however its text was fenced or cleaned."""
        bare = bare_letters(prompt)
        return bare_letters(self.proof) in bare or bare_letters(self.title) in bare


@lru_cache(maxsize=512)
def bare_letters(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def all_injections() -> tuple[Injection, ...]:
    """Every hostile article."""
    from tests.fakes import injections_forged, injections_hidden, injections_markup, injections_orders

    return (
        *injections_orders.ARTICLES,
        *injections_forged.ARTICLES,
        *injections_markup.ARTICLES,
        *injections_hidden.ARTICLES,
    )
