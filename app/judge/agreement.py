"""How far two sets of levels agree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.domain.persona import Frozen
from app.domain.rubric import TOP_LEVEL


class Agreement(Frozen):
    """Agreement between labelled and judged levels of one criterion."""

    count: int
    """Transcripts that were scored."""
    unscored: int
    qwk: float | None
    """Cohen's kappa with quadratic weights; None if all levels are one and the same."""
    exact: float
    within_one: float
    bias: float
    """Mean of judged minus labelled."""


def agreement(pairs: Sequence[tuple[int, int | None]]) -> Agreement:
    """Return the agreement of (labelled, judged) levels; None is 'not scored'."""
    scored = [(label, judged) for label, judged in pairs if judged is not None]
    unscored = len(pairs) - len(scored)
    if not scored:
        return Agreement(count=0, unscored=unscored, qwk=None, exact=0, within_one=0, bias=0)
    labels, judged = (np.array(side) for side in zip(*scored, strict=True))
    gap = judged - labels
    return Agreement(
        count=len(scored),
        unscored=unscored,
        qwk=quadratic_kappa(labels, judged),
        exact=float((gap == 0).mean()),
        within_one=float((abs(gap) <= 1).mean()),
        bias=float(gap.mean()),
    )


def quadratic_kappa(first: np.ndarray, second: np.ndarray) -> float | None:
    """Return Cohen's kappa of levels 0-4 with quadratic weights; None if all are one level."""
    size = TOP_LEVEL + 1
    seen = np.zeros((size, size))
    np.add.at(seen, (first, second), 1)
    distance = np.subtract.outer(np.arange(size), np.arange(size)) ** 2
    expected = np.outer(seen.sum(1), seen.sum(0)) / seen.sum()
    by_chance = float((distance * expected).sum())
    return None if by_chance == 0 else 1 - float((distance * seen).sum()) / by_chance
