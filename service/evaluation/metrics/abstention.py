"""How well a service knows when to answer: precision and recall of abstaining, and both ways to be wrong.

Source: unanswerable questions of SQuAD 2.0 (Rajpurkar, Jia and Liang 2018), abstaining being the positive class;
over-refusal as in XSTest (Röttger et al. 2024). All are shares in [0, 1] over pairs of what was
expected and the status that was given. A pair that expects None tells nothing and is passed over; a status of
None is a failure, which neither answered nor abstained.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.evaluation.records import Expected

Pair = tuple[Expected | None, str | None]
_ABSTAINED = "abstained"


def precision(pairs: Iterable[Pair]) -> float | None:
    """Of what was abstained from, the share that had no answer; None where nothing was."""
    return _share(expected == _ABSTAINED for expected, status in _told(pairs) if status == _ABSTAINED)


def recall(pairs: Iterable[Pair]) -> float | None:
    """Of what has no answer, the share that was abstained from; None where all have one."""
    return _share(status == _ABSTAINED for expected, status in _told(pairs) if expected == _ABSTAINED)


def false_answer_rate(pairs: Iterable[Pair]) -> float | None:
    """Of what has no answer, the share that was answered all the same; None where all have one."""
    return _share(
        status is not None and status != _ABSTAINED for expected, status in _told(pairs) if expected == _ABSTAINED
    )


def over_refusal(pairs: Iterable[Pair]) -> float | None:
    """Of what has an answer, one or conflicting ones, the share that was abstained from; None where nothing has."""
    return _share(status == _ABSTAINED for expected, status in _told(pairs) if expected != _ABSTAINED)


def _told(pairs: Iterable[Pair]) -> Iterable[Pair]:
    return (pair for pair in pairs if pair[0] is not None)


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None
