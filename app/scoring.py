"""Scoring a transcript: a judge finds, code verifies and computes, advice follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.domain.conversation import Line, Usage
from app.domain.rubric import TOP_LEVEL, Rubric
from app.domain.scorecard import (
    Cost,
    CriterionScore,
    JudgeKind,
    JudgeName,
    Pins,
    SecondOpinion,
    Verdict,
    moment,
)
from app.errors import BudgetSpent, ContentFileError
from app.judge import advice, evidence, scoring
from app.judge.base import Judge
from app.judge.rewrite import Rewriter


class Score(NamedTuple):
    """A scored transcript, before it belongs to a rehearsal."""

    overall: int | None
    criteria: tuple[CriterionScore, ...]
    pins: Pins
    second: SecondOpinion | None
    warnings: tuple[str, ...]
    usage: Usage


def as_record(transcript_id: str, score: Score) -> dict[str, Any]:
    """Return the JSON record of a score; docs/architecture.md pins its shape."""
    pins = score.pins
    return {
        "transcript_id": transcript_id,
        "rubric": {"id": pins.rubric_id, "hash": pins.rubric_hash},
        "judge": pins.judge.model_dump(),
        "overall": score.overall,
        "criteria": [_criterion_record(one) for one in score.criteria],
        "warnings": list(score.warnings),
    }


def _criterion_record(score: CriterionScore) -> dict[str, Any]:
    return {
        "id": score.id,
        "level": score.level,
        "points": score.points,
        "interval": list(score.interval) if score.interval else None,
        "findings": [finding.model_dump(mode="json") for finding in score.findings],
        "advice": [advice.model_dump(mode="json") for advice in score.advice],
        "reason": score.reason,
    }


class Scorer:
    """Scores transcripts with any of its judges."""

    def __init__(
        self,
        judges: dict[JudgeKind, Judge],
        default: JudgeKind,
        label: str,
        rewriter: Rewriter | None = None,
    ) -> None:
        """`rewriter` goes with a judge on a model."""
        self._judges, self.default, self.label = judges, default, label
        self._rewriter = rewriter

    def has(self, judge: JudgeKind) -> bool:
        """Whether this judge can be asked."""
        return judge in self._judges

    def cost(self, transcript: Sequence[Line], rubric: Rubric) -> Cost:
        """Return about what scoring will take of an endpoint."""
        return self._judges[self.default].cost(transcript, rubric)

    async def score(
        self,
        transcript: Sequence[Line],
        rubric: Rubric,
        rubric_hash: str,
        *,
        judge: JudgeKind | None = None,
        repeats: int = 1,
    ) -> Score:
        """Return the score of a transcript.

        With `repeats` the judge is asked that often; the middle level counts and the interval
        goes from the lowest to the highest. A judge on a model gets the embedded judge's second
        opinion.
        """
        chosen, spent_up = self._judges[judge or self.default], ""
        try:
            rounds = [await self._once(chosen, transcript, rubric) for _ in range(repeats)]
        except BudgetSpent as spent:
            if not spent.go_on or "embedded" not in self._judges:
                raise
            chosen, spent_up = self._judges["embedded"], f"{spent} The embedded judge scored."
            rounds = [await self._once(chosen, transcript, rubric)]
            repeats = 1
        criteria = tuple(
            _middle([one.criteria[i] for one in rounds]) for i in range(len(rubric.criteria))
        )
        if repeats == 1:
            criteria = rounds[0].criteria
        pins = Pins(rubric_id=rubric.id, rubric_hash=rubric_hash, judge=chosen.name(rubric))
        second = await self._second_opinion(pins.judge, transcript, rubric)
        criteria = advice.praised(rubric, advice.advised(rubric, criteria, transcript))
        criteria, extra = await self._rewritten(pins.judge, criteria, transcript)
        return Score(
            overall=scoring.overall(rubric, criteria),
            criteria=criteria,
            pins=pins,
            second=second,
            warnings=(
                *filter(None, [spent_up]),
                *_told_once(rounds),
                *_apart(second, criteria, rubric),
            ),
            usage=sum((one.usage for one in rounds), extra),
        )

    async def _rewritten(
        self, judge: JudgeName, scores: tuple[CriterionScore, ...], transcript: Sequence[Line]
    ) -> tuple[tuple[CriterionScore, ...], Usage]:
        """Return the scores with the line to redo said better, where a model judged."""
        found = moment(scores)
        if self._rewriter is None or judge.kind == "embedded" or found is None:
            return scores, Usage()
        rewrite, spent = await self._rewriter.rewritten(transcript, found[1])
        better = found[1].model_copy(update={"rewrite": rewrite})

        def swapped(score: CriterionScore) -> CriterionScore:
            pieces = tuple(better if one is found[1] else one for one in score.advice)
            return score.model_copy(update={"advice": pieces})

        return tuple(map(swapped, scores)), spent

    async def _second_opinion(
        self, first: JudgeName, transcript: Sequence[Line], rubric: Rubric
    ) -> SecondOpinion | None:
        """Return what the embedded judge says, where another one was asked and it can say it."""
        other = self._judges.get("embedded")
        if first.kind == "embedded" or other is None:
            return None
        try:
            scores = (await self._once(other, transcript, rubric)).criteria
        except ContentFileError:  # a rubric that only the LLM judge can use: it has no examples
            return None
        levels = {score.id: score.level for score in scores}
        return SecondOpinion(judge=other.name(rubric), levels=levels)

    async def _once(self, judge: Judge, transcript: Sequence[Line], rubric: Rubric) -> _Round:
        verdict: Verdict = await judge.findings(transcript, rubric)
        verdict = evidence.verified(verdict, transcript)
        return _Round(scoring.scored(rubric, verdict), verdict.warnings, verdict.usage)


class _Round(NamedTuple):
    criteria: tuple[CriterionScore, ...]
    warnings: tuple[str, ...]
    usage: Usage


def _told_once(rounds: Sequence[_Round]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warning for one in rounds for warning in one.warnings))


def _apart(
    second: SecondOpinion | None, scores: Sequence[CriterionScore], rubric: Rubric
) -> tuple[str, ...]:
    """Say on which criteria the two judges are far apart."""
    if second is None:
        return ()
    levels = {score.id: score.level for score in scores}
    return tuple(
        f"The judges are far apart on {rubric.criterion(one).title.lower()}: this card says "
        f"{levels[one]}, the embedded judge {second.levels[one]} (of {TOP_LEVEL}). "
        "A person should look."
        for one in second.apart(scores)
    )


def _middle(scores: Sequence[CriterionScore]) -> CriterionScore:
    """Return the score with the middle level, with the interval over all that have one."""
    valid = sorted(
        (score for score in scores if score.level is not None), key=lambda score: score.level or 0
    )
    if not valid:
        return scores[0]
    interval = (valid[0].level or 0, valid[-1].level or 0)
    return valid[(len(valid) - 1) // 2].model_copy(update={"interval": interval})
