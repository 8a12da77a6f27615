"""How far two sets of levels agree, and how well behaviours are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.persona import Frozen
from app.domain.rubric import TOP_LEVEL

RESAMPLES = 1000
"""Draws of the bootstrap."""
FEWEST_DRAWS = 8
"""With fewer transcripts an interval would say nothing."""


class Judged(NamedTuple):
    """One transcript on one criterion."""

    label: int
    """The level that it was given."""
    level: int | None
    """The level that the judge gives it; None: not scored."""
    words: int = 0
    """How much the learner said (in words)."""


class Agreement(Frozen):
    """Agreement between labelled and judged levels of one criterion."""

    count: int
    """Transcripts that were scored."""
    unscored: int
    qwk: float | None
    """Cohen's kappa with quadratic weights; None if all levels are one and the same."""
    interval: tuple[float, float] | None = None
    """95 % interval of `qwk` by resampling transcripts; None if they are too few."""
    exact: float
    within_one: float
    bias: float
    """Mean of judged minus labelled."""
    length_bias: float | None = None
    """Correlation of judged level and word count among transcripts of equal label."""
    confusion: tuple[tuple[int, ...], ...] = ()
    """Rows: labelled 0-4; columns: judged 0-4."""


class Found(Frozen):
    """How well one behaviour is found, counted per transcript."""

    labelled: int
    """Transcripts in which somebody saw it."""
    found: int
    """Transcripts in which the judge saw it."""
    hits: int

    @property
    def precision(self) -> float:
        """Share of the found ones that are labelled, too; 0 if nothing was found."""
        return self.hits / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the labelled ones that were found; 0 if nothing was labelled."""
        return self.hits / max(1, self.labelled)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, self.found + self.labelled)


class Fairness(Frozen):
    """Judged levels against the range that is fair, over transcripts and criteria."""

    count: int = 0
    """Levels that were judged; one that is not scored is neither too high nor too low."""
    above: int = 0
    """Levels above what is fair: something was gained."""
    below: int = 0
    """Levels below what is fair: something was lost."""


def fairness(judged: Sequence[tuple[tuple[int, int], int | None]]) -> Fairness:
    """Return how (fair range, judged level) pairs lie."""
    scored = [(fair, level) for fair, level in judged if level is not None]
    return Fairness(
        count=len(scored),
        above=sum(level > fair[1] for fair, level in scored),
        below=sum(level < fair[0] for fair, level in scored),
    )


def agreement(judged: Sequence[Judged], *, resampled: bool = True) -> Agreement:
    """Return the agreement on one criterion; the interval takes a thousand draws."""
    scored = [(one.label, one.level, one.words) for one in judged if one.level is not None]
    unscored = len(judged) - len(scored)
    if not scored:
        return Agreement(count=0, unscored=unscored, qwk=None, exact=0, within_one=0, bias=0)
    labels, levels, words = (np.array(side) for side in zip(*scored, strict=True))
    gap = levels - labels
    return Agreement(
        count=len(scored),
        unscored=unscored,
        qwk=quadratic_kappa(labels, levels),
        interval=kappa_interval(labels, levels) if resampled else None,
        exact=float((gap == 0).mean()),
        within_one=float((abs(gap) <= 1).mean()),
        bias=float(gap.mean()),
        length_bias=length_bias(labels, levels, words),
        confusion=tuple(tuple(int(n) for n in row) for row in _confusion(labels, levels)),
    )


def found(pairs: Sequence[tuple[Collection[str], Collection[str]]], behaviour: str) -> Found:
    """Return how well a behaviour is found; pairs are what was labelled and what was found."""
    return Found(
        labelled=sum(behaviour in labelled for labelled, _ in pairs),
        found=sum(behaviour in judged for _, judged in pairs),
        hits=sum(behaviour in labelled and behaviour in judged for labelled, judged in pairs),
    )


def quadratic_kappa(first: NDArray[np.int_], second: NDArray[np.int_]) -> float | None:
    """Return Cohen's kappa of levels 0-4 with quadratic weights; None if all are one level."""
    seen = _confusion(first, second)
    distance = np.subtract.outer(np.arange(len(seen)), np.arange(len(seen))) ** 2
    expected = np.outer(seen.sum(1), seen.sum(0)) / seen.sum()
    by_chance = float((distance * expected).sum())
    return None if by_chance == 0 else 1 - float((distance * seen).sum()) / by_chance


def kappa_interval(first: NDArray[np.int_], second: NDArray[np.int_]) -> tuple[float, float] | None:
    """Return the 95 % interval of the kappa, by drawing transcripts with replacement; seeded."""
    if len(first) < FEWEST_DRAWS:
        return None
    dice = np.random.default_rng(0)
    drawn = (dice.integers(0, len(first), len(first)) for _ in range(RESAMPLES))
    kappas = [quadratic_kappa(first[rows], second[rows]) for rows in drawn]
    low, high = np.percentile([kappa for kappa in kappas if kappa is not None] or [0], [2.5, 97.5])
    return float(low), float(high)


def length_bias(
    labels: NDArray[np.int_], levels: NDArray[np.int_], words: NDArray[np.int_]
) -> float | None:
    """Return how judged levels go with length where the label is the same; None if nothing varies.

    0 is what a judge should have: at equal worth, longer talks score neither higher nor lower.
    """
    levels, counts = levels.astype(float), words.astype(float)
    for label in np.unique(labels):
        alike = labels == label
        levels[alike] -= levels[alike].mean()
        counts[alike] -= counts[alike].mean()
    spread = float(np.sqrt((levels**2).sum() * (counts**2).sum()))
    return float((levels * counts).sum()) / spread if spread > 1e-9 else None


def _confusion(first: NDArray[np.int_], second: NDArray[np.int_]) -> NDArray[np.float64]:
    seen = np.zeros((TOP_LEVEL + 1, TOP_LEVEL + 1))
    np.add.at(seen, (first, second), 1)
    return seen
