"""What a run must reach: `metric=value` on the command line, or a TOML file of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from service.errors import InvalidInput
from service.evaluation.score import METRICS

# Of these less is better, so that they must stay at or under their threshold.
LESS_IS_BETTER = frozenset({"false_answer", "over_refusal"})


def read_thresholds(options: Sequence[str]) -> dict[str, float]:
    """The thresholds of `metric=value` options and of TOML files (`metric = value`); a later one wins.

    Raises InvalidInput for a metric that there is not, a value outside [0, 1], or a file that cannot be read.
    """
    found: dict[str, float] = {}
    for option in options:
        name, sign, value = option.partition("=")
        found |= _checked({name.strip(): value.strip()} if sign else _file(Path(option)), option)
    return found


def missed(summary: Mapping[str, Mapping[str, float]], thresholds: Mapping[str, float]) -> list[str]:
    """A line for each threshold that was not reached, or whose metric says nothing about any question of the run."""
    lines = []
    for metric, wanted in thresholds.items():
        mean = summary.get(metric)
        if mean is None:
            lines.append(f"{metric}: no question says anything about it, and {wanted:g} is asked")
        elif mean["value"] > wanted if metric in LESS_IS_BETTER else mean["value"] < wanted:
            side = "at most" if metric in LESS_IS_BETTER else "at least"
            lines.append(
                f"{metric}: {mean['value']:.4f} over {mean['count']:.0f} questions, and {side} {wanted:g} is asked"
            )
    return lines


def _file(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(
            f"{path} is neither metric=value nor a TOML file of thresholds that can be read: {error}", "fail-under"
        ) from error


def _checked(values: Mapping[str, object], where: str) -> dict[str, float]:
    checked = {}
    for name, value in values.items():
        if name not in METRICS:
            raise InvalidInput(
                f"{where}: there is no metric {name[:80]!r}; choose of {', '.join(METRICS)}", "fail-under"
            )
        try:
            checked[name] = float(value)  # type: ignore[arg-type]  # what is no number raises
        except (TypeError, ValueError):
            raise InvalidInput(
                f"{where}: {name} is {str(value)[:40]!r}, and a number is wanted", "fail-under"
            ) from None
        if not 0 <= checked[name] <= 1:
            raise InvalidInput(f"{where}: {name} is {checked[name]:g}; metrics go from 0 to 1", "fail-under")
    return checked
