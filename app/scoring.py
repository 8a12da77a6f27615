"""Scoring a transcript: a judge finds, code verifies and computes, advice follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.conversation import Line, Usage
from app.domain.rubric import Rubric
from app.domain.scorecard import CriterionScore, JudgeKind, Pins, Verdict
from app.judge import advice, evidence, scoring
from app.judge.base import Judge


class Score(NamedTuple):
    """A scored transcript, before it belongs to a rehearsal."""

    overall: int | None
    criteria: tuple[CriterionScore, ...]
    pins: Pins
    warnings: tuple[str, ...]
    usage: Usage


class Scorer:
    """Scores transcripts with any of its judges."""

    def __init__(self, judges: dict[JudgeKind, Judge], default: JudgeKind, label: str) -> None:
        self._judges, self.default, self.label = judges, default, label

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
        goes from the lowest to the highest.
        """
        chosen = self._judges[judge or self.default]
        rounds = [await self._once(chosen, transcript, rubric) for _ in range(repeats)]
        criteria = tuple(
            _middle([one.criteria[i] for one in rounds]) for i in range(len(rubric.criteria))
        )
        if repeats == 1:
            criteria = rounds[0].criteria
        pins = Pins(rubric_id=rubric.id, rubric_hash=rubric_hash, judge=chosen.name(rubric))
        return Score(
            overall=scoring.overall(rubric, criteria),
            criteria=advice.advised(rubric, criteria, transcript),
            pins=pins,
            warnings=tuple(dict.fromkeys(w for one in rounds for w in one.warnings)),
            usage=sum((one.usage for one in rounds), Usage()),
        )

    async def _once(self, judge: Judge, transcript: Sequence[Line], rubric: Rubric) -> _Round:
        verdict: Verdict = await judge.findings(transcript, rubric)
        verdict = evidence.verified(verdict, transcript)
        return _Round(scoring.scored(rubric, verdict), verdict.warnings, verdict.usage)


class _Round(NamedTuple):
    criteria: tuple[CriterionScore, ...]
    warnings: tuple[str, ...]
    usage: Usage


def _middle(scores: Sequence[CriterionScore]) -> CriterionScore:
    """Return the score with the middle level, with the interval over all that have one."""
    valid = sorted(
        (score for score in scores if score.level is not None), key=lambda score: score.level or 0
    )
    if not valid:
        return scores[0]
    interval = (valid[0].level or 0, valid[-1].level or 0)
    return valid[(len(valid) - 1) // 2].model_copy(update={"interval": interval})
