"""A scorecard as its trainers see it: the card beside what they made of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from app.domain.correction import ChangedLevel, Correction, corrected_findings, level_given
from app.domain.rubric import Criterion, Rubric
from app.domain.scorecard import CriterionScore, Finding, Scorecard
from app.judge import scoring


class Corrected(NamedTuple):
    """One criterion of a card, and what its trainers say."""

    criterion: Criterion
    score: CriterionScore
    """The judge's, as it is on the card."""
    findings: tuple[Finding, ...]
    """The judge's without the wrong ones and with the added ones."""
    given: ChangedLevel | None
    """The level that a trainer gave."""
    by_rules: int | None
    """What the rubric's own rules make of the corrected findings; None if nothing was corrected,
    or the criterion was not scored."""

    @property
    def level(self) -> int | None:
        """The level that counts for the trainer: the given one, else by rules, else the card's."""
        if self.given:
            return self.given.level
        return self.score.level if self.by_rules is None else self.by_rules


def corrected(
    card: Scorecard, rubric: Rubric, corrections: Collection[Correction]
) -> tuple[Corrected, ...]:
    """Return every criterion that the card and the rubric share. The card itself stays as it is."""
    scores = {score.id: score for score in card.criteria}
    return tuple(
        _corrected(criterion, scores[criterion.id], corrections)
        for criterion in rubric.criteria
        if criterion.id in scores
    )


def _corrected(
    criterion: Criterion, score: CriterionScore, corrections: Collection[Correction]
) -> Corrected:
    behaviours = {behaviour.id for behaviour in criterion.behaviours}
    findings = corrected_findings(score, behaviours, corrections)
    same = findings == score.findings or score.level is None
    by_rules = None if same else scoring.reached(criterion, findings)[0]
    return Corrected(criterion, score, findings, level_given(corrections, criterion.id), by_rules)
