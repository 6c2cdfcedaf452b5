"""Two runs of the same questions side by side: what changed, how sure that is, what was fixed and what broke."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import InvalidInput
from service.evaluation.metrics.spread import paired_bootstrap
from service.evaluation.score import METRICS


@dataclass(frozen=True, slots=True)
class Change:
    """A metric over the questions that both runs have a value for; `difference`, after less before, has an interval."""

    metric: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    count: int

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two runs differ in; `fixed` and `broken` are ids of questions that became right or stopped being."""

    changes: tuple[Change, ...]
    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    only_before: int
    only_after: int


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """The comparison of two `results.json`, question by question, paired by id.

    Raises InvalidInput where they have no question in common.
    """
    first = {one["id"]: one["scores"] for one in before["questions"]}
    second = {one["id"]: one["scores"] for one in after["questions"]}
    both = [name for name in first if name in second]
    if not both:
        raise InvalidInput("the two runs have no question in common: compare runs of the same gold questions")
    changes = []
    for metric in METRICS:
        pairs = [(first[name].get(metric), second[name].get(metric)) for name in both]
        known = [(one, other) for one, other in pairs if one is not None and other is not None]
        found = paired_bootstrap([one for one, _ in known], [other for _, other in known])
        if found is not None:
            earlier = sum(one for one, _ in known) / len(known)
            changes.append(
                Change(metric, earlier, earlier + found.value, found.value, found.low, found.high, found.count)
            )
    right = [(name, first[name].get("right"), second[name].get("right")) for name in both]
    return Comparison(
        changes=tuple(changes),
        fixed=tuple(name for name, one, other in right if one == 0.0 and other == 1.0),
        broken=tuple(name for name, one, other in right if one == 1.0 and other == 0.0),
        only_before=len(first) - len(both),
        only_after=len(second) - len(both),
    )


def read_results(folder: Path) -> dict[str, Any]:
    """The `results.json` of a run's folder. Raises InvalidInput where there is none that can be read."""
    path = folder / "results.json" if folder.is_dir() else folder
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        assert isinstance(found["questions"], list)
    except FileNotFoundError:
        raise InvalidInput(f"{path} is not there: run `dateline eval run … --out {folder}` first") from None
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise InvalidInput(f"{path} is no results.json of an evaluation: {type(error).__name__}") from error
    return found
