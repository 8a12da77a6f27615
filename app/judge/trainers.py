"""How far the judge and its trainers agree, counted over their corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.correction import ChangedLevel, CorrectionRow, MissingFinding, WrongFinding
from app.judge.agreement import Agreement, Judged, agreement


class Corrections(NamedTuple):
    """How often a behaviour was corrected."""

    wrong: int = 0
    """Words that do not show it, whatever the judge says."""
    added: int = 0
    """Words that show it and that the judge did not see."""


def by_criterion(rows: Iterable[CorrectionRow]) -> dict[tuple[str, str], Agreement]:
    """Return the agreement per rubric id and criterion id, over the levels that trainers gave."""
    given: dict[tuple[str, str], list[ChangedLevel]] = {}
    for row in rows:
        if isinstance(row.correction, ChangedLevel):
            where = (row.rehearsal.rubric_id, row.correction.criterion)
            given.setdefault(where, []).append(row.correction)
    return {where: _agreement(given[where]) for where in sorted(given)}


def by_month(rows: Iterable[CorrectionRow]) -> dict[str, Agreement]:
    """Return the agreement per month ('2026-11', UTC), all criteria together, newest first."""
    given: dict[str, list[ChangedLevel]] = {}
    for row in rows:
        if isinstance(row.correction, ChangedLevel):
            given.setdefault(f"{row.correction.at:%Y-%m}", []).append(row.correction)
    return {month: _agreement(given[month]) for month in sorted(given, reverse=True)}


def by_behaviour(rows: Iterable[CorrectionRow]) -> dict[tuple[str, str], Corrections]:
    """Return how often each behaviour of each rubric was corrected, the most corrected first."""
    wrong: Counter[tuple[str, str]] = Counter()
    added: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if isinstance(row.correction, WrongFinding):
            wrong[row.rehearsal.rubric_id, row.correction.behaviour] += 1
        elif isinstance(row.correction, MissingFinding):
            added[row.rehearsal.rubric_id, row.correction.behaviour] += 1
    both = wrong + added
    ordered = sorted(both, key=lambda where: (-both[where], where))
    return {where: Corrections(wrong[where], added[where]) for where in ordered}


def _agreement(given: Sequence[ChangedLevel]) -> Agreement:
    return agreement([Judged(one.level, one.judged) for one in given], resampled=False)
