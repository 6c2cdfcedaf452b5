"""Fits the weights of service/answering/extractive/scoring.py: `python -m training.sentence_scorer --data FOLDER`.

Each question is searched in the library of its set, those in training/written in their own article, the reader reads
what is found, and the candidate sentences are described by their features. One linear model is fitted to put the right
sentences first, another to say how likely the first one is right. Both are fitted on our seed questions, those in
training/written and question sets in FOLDER, and each set is reported by the weights fitted on the others too, which is
what they are worth elsewhere; news is reported only.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from service.answering.extractive.answerer import THRESHOLD
from service.answering.extractive.scoring import FEATURES, SURE_FEATURES, with_decided
from training.asked import SETS, Described, describe, half_of

# What a question counts: seeds are what an answer of ours has to be, and few. Sets that are not here are reported only.
WEIGHTS = {"seeds": 8.0, "squad": 1.0, "sentences": 0.5, "written": 0.25}
# Sets that readers learn from, too.
HALVED = ("squad", "written")
RIDGE = 1.0
# What agreement of independent articles counts at least. Too few questions have any to learn it from, and those
# of SQuAD are of articles that tell of one thing each: left to itself its weight turns against what all papers say.
AGREES = 0.3
# What the order takes at least from a sentence where the days that a question names are missing. Too few name any to
# learn it, and in news they are what is asked for.
OTHER_DAYS = -1.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the order, and weights and bias of the sureness."""

    order: NDArray[np.float64]
    sure: NDArray[np.float64]
    bias: float


def main() -> None:
    """Describes, fits, reports."""
    parser = argparse.ArgumentParser(prog="python -m training.sentence_scorer", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public question sets")
    parser.add_argument("--reader", default="dateline-reader", help="as DATELINE_READER")
    parser.add_argument("--folds", nargs=2, required=True, help="readers trained on the halves of articles")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--limit", type=int, default=1000, help="questions of each set")
    parser.add_argument(
        "--kept", type=Path, help="file that keeps the described questions, to fit again without reading"
    )
    options = parser.parse_args()
    if options.kept and options.kept.is_file():
        kept: dict[str, list[Described]] = pickle.loads(options.kept.read_bytes())
        sets = {name: kept[name] for name in options.sets}
    else:
        sets = {name: _described(name, options) for name in options.sets}
        if options.kept:
            options.kept.write_bytes(pickle.dumps(sets))
    learnt = {name: described for name, described in sets.items() if name in WEIGHTS}
    fitted = fit(learnt)
    print("ORDER =", _rounded(fitted.order))
    print("SURE =", _rounded(fitted.sure))
    print("SURE_BIAS =", round(fitted.bias, 2))
    for name, described in sets.items():
        report(f"{name}, fitted on all that are learnt from", described, fitted)
        elsewhere = {other: some for other, some in learnt.items() if other != name}
        report(f"{name}, fitted on the other sets", described, fit(elsewhere))
    groups = sorted({one.group for one in sets.get("seeds", [])})
    for group in groups:
        inside = [one for one in sets["seeds"] if one.group == group]
        outside = [one for one in sets["seeds"] if one.group != group]
        report(f"seeds {group!r}, fitted on the rest", inside, fit({**learnt, "seeds": outside}))


def _described(name: str, options: argparse.Namespace) -> list[Described]:
    """The questions of a set; where readers learn from it, by readers trained on the other half of its articles."""
    if name not in HALVED:
        return list(describe(name, options.data, options.limit, options.reader))
    described: list[Described] = []
    for fold, reader in enumerate(options.folds):
        # Fold 0 was trained on half 0, and reads half 1.
        described += describe(
            name, options.data, options.limit // 2, reader, lambda one, own=fold: half_of(name, one) == 1 - own
        )
    return described


def fit(sets: dict[str, list[Described]]) -> Fitted:
    """Both models: the cross-entropy of right sentences among a question's, and of the first one's being right."""
    questions = [(one, WEIGHTS[name]) for name, described in sets.items() for one in described]
    ranked = [(one.rows, one.right, weight) for one, weight in questions if one.right.any() and not one.right.all()]

    def order_loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        loss, gradient = RIDGE * float(beta @ beta) / 2, RIDGE * beta
        for rows, right, weight in ranked:
            logits = rows @ beta
            shares = np.exp(logits - logits.max())
            among = shares * right
            loss -= weight * float(np.log(among.sum() / shares.sum()))
            gradient = gradient - weight * (among / among.sum() - shares / shares.sum()) @ rows
        return loss, gradient

    bounds = [(AGREES if name == "told" else None, None) for name in SURE_FEATURES]
    within = [
        (low, OTHER_DAYS if name == "dates_missing" else None) for name, (low, _) in zip(FEATURES, bounds, strict=False)
    ]
    order = minimize(order_loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=within).x
    chosen = [(one, weight, _first(one, order)) for one, weight in questions if len(one.rows)]
    x = np.stack([np.append(with_decided(one.rows, one.rows @ order)[at], 1.0) for one, _, at in chosen])
    y = np.asarray([float(one.right[at]) for one, _, at in chosen])
    weights = np.asarray([weight for _, weight, _ in chosen])

    def sure_loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = x @ beta
        p = 1 / (1 + np.exp(-logits))
        loss = (
            float((weights * (np.logaddexp(0, logits) - y * logits)).sum()) + RIDGE * float(beta[:-1] @ beta[:-1]) / 2
        )
        return loss, x.T @ (weights * (p - y)) + RIDGE * np.append(beta[:-1], 0.0)

    beta = minimize(sure_loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    return Fitted(order, beta[:-1], float(beta[-1]))


def _first(one: Described, order: NDArray[np.float64]) -> int:
    """The candidate that would be answered with: one with a figure where nothing else answers."""
    answering = _answering(one)
    logits = np.where(answering, one.rows @ order, -np.inf) if answering.any() else one.rows @ order
    return int(logits.argmax())


def _answering(one: Described) -> NDArray[np.bool_]:
    """Which candidates may answer at all, as in service/answering/extractive/answerer.py."""
    fits = one.rows[:, FEATURES.index("fit")] > 0
    return fits if one.figure else np.ones(len(one.rows), dtype=bool)


def report(name: str, described: Sequence[Described], fitted: Fitted) -> None:
    """Prints how often the first sentence is right, and what thresholds refuse and keep."""
    has = np.asarray([one.answerable for one in described])
    best, right = np.zeros(len(described)), np.zeros(len(described))
    for number, one in enumerate(described):
        if len(one.rows):
            at = _first(one, fitted.order)
            row = with_decided(one.rows, one.rows @ fitted.order)[at]
            best[number] = _answering(one)[at] / (1 + np.exp(-(row @ fitted.sure + fitted.bias)))
            right[number] = float(one.right[at])
    print(f"{name}: {len(has)} questions; the first sentence is right in {right[has].mean():.3f} of {has.sum()}")
    print(f"  calibration: said {best.mean():.3f}, right {right.mean():.3f}; Brier {((best - right) ** 2).mean():.3f}")
    refusing = np.quantile(best[has], 0.15)
    for threshold in (THRESHOLD, refusing):
        answered = best >= threshold
        without = f", refuses {(~answered[~has]).mean():.3f} of those without" if (~has).any() else ""
        print(
            f"  threshold {threshold:.3f}: answers {answered[has].mean():.3f} of these{without}; right when it answers "
            f"{right[answered].mean():.3f}"
        )


def _rounded(weights: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(weight), 2) for weight in weights)


if __name__ == "__main__":
    main()
