"""Fitting how a model's answers are read to labelled transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.rubric import Criterion
from app.domain.scorecard import Finding, Shown
from app.judge import scoring
from app.judge.agreement import quadratic_kappa
from app.judge.calibration import YES, Reading, mean

RIDGE = 0.3
"""Pull of the weights towards taking the model's own odds as they are."""
STEPS = 60
GRID = tuple(round(0.2 + 0.05 * step, 2) for step in range(13))
"""Probabilities that are tried as thresholds."""
PARTLY_SHARE = 0.7
"""The threshold of 'partly' as a share of the one of 'yes'."""
PULL = 0.4
"""What a threshold's distance from a half must gain (in squared error of the level)."""
RARE = 1.5
"""How much louder than usual (in log-odds) the yes to a hardly ever labelled behaviour must be."""
FOLDS = 5
FEWEST_SHOWN = 3
"""With fewer labelled cases, on either side, nothing is fitted to a behaviour."""


class Told(NamedTuple):
    """One labelled transcript with what a model said of one criterion."""

    level: int
    shown: Mapping[str, tuple[Shown, bool]]
    """Behaviour -> how it is labelled, and whether that is specific; missing: not shown."""
    odds: Mapping[str, float]
    """Behaviour -> log-odds of a yes."""
    specific: bool
    """Whether most of what the learner said is specific: what false findings quote."""


def fitted(criterion: Criterion, rows: Sequence[Told]) -> dict[str, Reading]:
    """Return how to read each behaviour of a criterion."""
    readings = {b.id: _reading(b.id, rows) for b in criterion.behaviours}
    likely = [_probabilities(readings, row) for row in rows]
    moved = True
    rounds = 0
    while moved and rounds < 4:
        moved, rounds = False, rounds + 1
        for name, before in list(readings.items()):
            best = min(
                (_with_threshold(before, cut) for cut in GRID),
                key=lambda tried: (
                    _error(criterion, {**readings, name: tried}, rows, likely)
                    + PULL * abs(tried.yes - YES) / len(rows) ** 0.5
                ),
            )
            if best != before:
                readings[name], moved = best, True
    return readings


def cross_validated(criterion: Criterion, rows: Sequence[Told]) -> float | None:
    """Return the kappa of levels, each judged by a fit that did not see it."""
    if len(rows) < 2 * FOLDS:
        return None
    judged = np.zeros(len(rows), int)
    for fold in range(FOLDS):
        readings = fitted(criterion, [row for i, row in enumerate(rows) if i % FOLDS != fold])
        for i, row in enumerate(rows):
            if i % FOLDS == fold:
                judged[i] = _level(criterion, readings, row, _probabilities(readings, row))
    return quadratic_kappa(np.array([row.level for row in rows]), judged)


def auc(shown: Iterable[float], not_shown: Iterable[float]) -> float | None:
    """Return the chance that a shown one has higher odds than one that is not; None if none."""
    high, low = np.array(list(shown)), np.array(list(not_shown))
    if not len(high) or not len(low):
        return None
    above = (high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean()
    return float(above)


def _reading(name: str, rows: Sequence[Told]) -> Reading:
    """Return a behaviour's logistic fit over its own and the criterion's mean log-odds."""
    labels = np.array([_share(row.shown.get(name, ("no", False))[0]) for row in rows])
    inputs = np.array([[row.odds[name], mean(row.odds)] for row in rows])
    told = inputs[:, 0]
    separated = auc(told[labels > 0], told[labels == 0])
    if min((labels > 0).sum(), (labels == 0).sum()) < FEWEST_SHOWN:
        usual = float(told[labels == 0].mean()) if (labels == 0).any() else 0.0
        return Reading(bias=-usual - RARE, auc=separated)
    own, common, bias = _logistic(inputs, labels)
    return Reading(own=own, common=common, bias=bias, auc=separated)


def _logistic(inputs: NDArray[np.float64], labels: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the weights and the bias, by Newton's method with a ridge around (1, 0)."""
    design = np.column_stack([inputs, np.ones(len(inputs))])
    prior = np.array([1.0, 0.0, 0.0])
    ridge = np.diag([RIDGE, RIDGE, 1e-3])
    weights = prior.copy()
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (likely - labels) + ridge @ (weights - prior)
        curve = (design * (likely * (1 - likely))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(abs(step).max()) < 1e-8:
            break
    return tuple(float(weight) for weight in weights)


def _with_threshold(reading: Reading, cut: float) -> Reading:
    return reading.model_copy(update={"yes": cut, "partly": round(cut * PARTLY_SHARE, 3)})


def _probabilities(readings: Mapping[str, Reading], row: Told) -> dict[str, float]:
    common = mean(row.odds)
    return {name: one.probability(row.odds[name], common) for name, one in readings.items()}


def _error(
    criterion: Criterion,
    readings: Mapping[str, Reading],
    rows: Sequence[Told],
    likely: Sequence[Mapping[str, float]],
) -> float:
    """Return the mean squared error of the level."""
    gaps = [
        _level(criterion, readings, row, told) - row.level
        for row, told in zip(rows, likely, strict=True)
    ]
    return sum(gap * gap for gap in gaps) / len(gaps)


def _level(
    criterion: Criterion,
    readings: Mapping[str, Reading],
    row: Told,
    likely: Mapping[str, float],
) -> int:
    findings = []
    for name, reading in readings.items():
        shown: Shown = "no"
        if likely[name] >= reading.partly:
            shown = "yes" if likely[name] >= reading.yes else "partly"
        _, specific = row.shown.get(name, ("no", row.specific))
        findings.append(Finding(behaviour=name, shown=shown, specific=specific))
    return scoring.reached(criterion, findings)[0]


def _share(shown: Shown) -> float:
    return {"yes": 1.0, "partly": 0.5, "no": 0.0}[shown]
