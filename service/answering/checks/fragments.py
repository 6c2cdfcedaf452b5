"""A few words that are no sentence: too little for coverage to tell a fact from an order or a shout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.answering.checks.analysis import Analysis, Cited

# Of more words than this the other checks can judge.
_FEW = 3


def is_stray(said: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether a fragment's words stand in no cited text in their order; a heading alone proves nothing."""
    wanted = _content(said)
    return len(said.words) <= _FEW and not any(_in_order(wanted, _content(one.body)) for one in cited)


def _content(text: Analysis) -> list[str]:
    # Figures are the quantities' affair, which knows that 5k is 5,000.
    return [word.normal for word in text.words if word.content and not any(map(str.isdigit, word.surface))]


def _in_order(wanted: Iterable[str], given: Iterable[str]) -> bool:
    left = iter(given)
    return all(one in left for one in wanted)
