"""From findings to levels. No judge writes a number; this does, by the rubric's own rules."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.rubric import TOP_LEVEL, Criterion, Rubric, level
from app.domain.scorecard import CriterionScore, Finding, Verdict

_SHARE = {"yes": 1.0, "partly": 0.5, "no": 0.0}


def points(criterion: Criterion, findings: Sequence[Finding]) -> float:
    """Return the points of a criterion's findings; a behaviour counts once, however often said."""
    shown = {finding.behaviour: finding for finding in findings}
    total = criterion.base_points
    for behaviour in criterion.behaviours:
        finding = shown.get(behaviour.id)
        if finding is None:
            continue
        worth = behaviour.points + (behaviour.specific_points if finding.specific else 0)
        total += worth * _SHARE[finding.shown]
    return round(total, 2)


def reached(criterion: Criterion, findings: Sequence[Finding]) -> tuple[int, str]:
    """Return the level, and in words what held it down, if anything did."""
    shown = {finding.behaviour for finding in findings if finding.shown != "no"}
    clearly = {finding.behaviour for finding in findings if finding.shown == "yes"}
    found = level(points(criterion, findings), criterion.cut_points)
    why = ""
    for cap in criterion.caps:
        if found > cap.max_level and cap.when in clearly and not shown & set(cap.unless):
            found, why = cap.max_level, f"held at {cap.max_level} by '{cap.when}'"
    for need in criterion.needs:
        if found >= need.level and len(shown & set(need.any_of)) < need.at_least:
            missing = " or ".join(need.any_of)
            found, why = need.level - 1, f"level {need.level} needs {need.at_least} of: {missing}"
    return found, why


def scored(rubric: Rubric, verdict: Verdict) -> tuple[CriterionScore, ...]:
    """Return the score of every criterion, or why it has none."""
    scores = []
    for criterion in rubric.criteria:
        findings = verdict.findings.get(criterion.id)
        if findings is None:
            reason = verdict.unscored.get(criterion.id, "The judge gave no answer.")
            scores.append(CriterionScore(id=criterion.id, level=None, points=None, reason=reason))
            continue
        found, why = reached(criterion, findings)
        scores.append(
            CriterionScore(
                id=criterion.id,
                level=found,
                points=points(criterion, findings),
                findings=tuple(findings),
                reason=why,
            )
        )
    return tuple(scores)


def overall(rubric: Rubric, scores: Sequence[CriterionScore]) -> int | None:
    """Return the weighted mean of the levels as 0-100, or None if a criterion was not scored."""
    total = weight = 0.0
    for score in scores:
        if score.level is None:
            return None
        own = rubric.criterion(score.id).weight
        total += own * score.level / TOP_LEVEL
        weight += own
    return round(100 * total / weight)
