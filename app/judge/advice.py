"""What was done well, what would raise the score most, and which turn to redo."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.conversation import Line
from app.domain.rubric import TOP_LEVEL, Behaviour, Criterion, Rubric
from app.domain.scorecard import Advice, CriterionScore, Finding, Praise
from app.judge import scoring

MOST = 3
"""Pieces of advice on a scorecard: more than this nobody tries."""
MOST_PRAISE = 1
"""Praise per criterion: the best is worth more than a list."""


def advised(
    rubric: Rubric, scores: Sequence[CriterionScore], transcript: Sequence[Line]
) -> tuple[CriterionScore, ...]:
    """Return the scores with advice on the few behaviours that would raise the overall most."""
    wanted: list[tuple[float, int, str, Advice]] = []
    for order, score in enumerate(scores):
        if score.level is None:
            continue
        criterion = rubric.criterion(score.id)
        for behaviour in criterion.behaviours:
            if (gain := _gain(criterion, score, behaviour)) > 0:
                turn = _turn_to_redo(rubric, behaviour, scores, transcript)
                wanted.append((-gain, order, score.id, _advice(behaviour, turn)))
    wanted.sort(key=lambda one: one[:2])
    best = wanted[:MOST]
    return tuple(
        score.model_copy(
            update={"advice": tuple(a for _, _, owner, a in best if owner == score.id)}
        )
        for score in scores
    )


def praised(rubric: Rubric, scores: Sequence[CriterionScore]) -> tuple[CriterionScore, ...]:
    """Return the scores with what was done best in each criterion, in the learner's words."""
    return tuple(score.model_copy(update={"praise": _praise(rubric, score)}) for score in scores)


def _praise(rubric: Rubric, score: CriterionScore) -> tuple[Praise, ...]:
    well = [
        (rubric.behaviour(finding.behaviour), finding)
        for finding in score.findings
        if finding.shown == "yes" and finding.evidence
    ]
    worth = [(b, f) for b, f in well if b.points > 0]
    worth.sort(key=lambda one: -(one[0].points + one[0].specific_points * one[1].specific))
    return tuple(
        Praise(
            behaviour=behaviour.id,
            title=behaviour.label,
            text=behaviour.praise or behaviour.description,
            quote=finding.evidence[0].quote,
            turn=finding.evidence[0].turn,
        )
        for behaviour, finding in worth[:MOST_PRAISE]
    )


def _gain(criterion: Criterion, score: CriterionScore, behaviour: Behaviour) -> float:
    """Return how much better the criterion would be with this behaviour put right; 0 if it is."""
    has = next((f for f in score.findings if f.behaviour == behaviour.id), None)
    shown = has is not None and has.shown == "yes"
    if behaviour.points > 0:
        if shown and (has is None or has.specific or not behaviour.specific_points):
            return 0
        better = Finding(behaviour=behaviour.id, shown="yes", specific=True)
    elif has is None or has.shown == "no" or behaviour.points == 0:
        return 0
    else:
        better = Finding(behaviour=behaviour.id, shown="no")
    others = [f for f in score.findings if f.behaviour != behaviour.id]
    findings = [*others, better]
    level = scoring.reached(criterion, findings)[0] - (score.level or 0)
    points = scoring.points(criterion, findings) - (score.points or 0)
    room = TOP_LEVEL - (score.level or 0)
    return criterion.weight * (level + points / 10 + room / 20) if room else 0


def _turn_to_redo(
    rubric: Rubric,
    behaviour: Behaviour,
    scores: Sequence[CriterionScore],
    transcript: Sequence[Line],
) -> int | None:
    """Return the turn that shows the behaviour, else the learner's turn that earned least.

    Turns that cost points earned less than nothing; of equals, the shorter and earlier one.
    """
    worth: dict[int, float] = {
        index: len(line.text.split()) / 1000
        for index, line in enumerate(transcript)
        if line.speaker == "learner"
    }
    for finding in (finding for score in scores for finding in score.findings):
        for evidence in finding.evidence:
            if finding.behaviour == behaviour.id:
                return evidence.turn
            worth[evidence.turn] += rubric.behaviour(finding.behaviour).points
    return min(worth, key=lambda index: (worth[index], index), default=None)


def _advice(behaviour: Behaviour, turn: int | None) -> Advice:
    return Advice(
        behaviour=behaviour.id,
        title=behaviour.label,
        text=behaviour.advice,
        weak=behaviour.contrast.weak,
        strong=behaviour.contrast.strong,
        turn=turn,
        source=behaviour.source,
    )
