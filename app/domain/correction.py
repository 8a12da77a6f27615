"""What a trainer says of a scorecard. The card never changes: corrections stand beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.domain.conversation import Rehearsal
from app.domain.persona import Frozen, Name, Text
from app.domain.rubric import TOP_LEVEL
from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard


class _Correction(Frozen):
    """Who corrected which scorecard, and when."""

    id: str
    rehearsal_id: str
    scorecard_id: str
    trainer: str
    """Who says it; 'local' where there are no accounts."""
    at: datetime


class WrongFinding(_Correction):
    """These words do not show this behaviour, whatever the judge says."""

    kind: Literal["wrong"] = "wrong"
    behaviour: Name
    evidence: Evidence

    @property
    def subject(self) -> str:
        """What it is about: a trainer has one word on each subject, the last one."""
        return f"{self.kind} {_place(self.behaviour, self.evidence)}"


class MissingFinding(_Correction):
    """These words show this behaviour, and the judge did not see it."""

    kind: Literal["missing"] = "missing"
    behaviour: Name
    evidence: Evidence
    how: Literal["yes", "partly"] = "yes"
    specific: bool = False
    """The words say who, what, when or how much."""

    @property
    def subject(self) -> str:
        """What it is about: a trainer has one word on each subject, the last one."""
        return f"{self.kind} {_place(self.behaviour, self.evidence)}"


class ChangedLevel(_Correction):
    """The level that the trainer gives instead, or to agree."""

    kind: Literal["level"] = "level"
    criterion: Name
    level: int = Field(ge=0, le=TOP_LEVEL)
    judged: int | None = Field(ge=0, le=TOP_LEVEL)
    """The level on the scorecard, or None: not scored."""
    reason: Text

    @property
    def subject(self) -> str:
        """What it is about: a trainer has one word on each subject, the last one."""
        return f"{self.kind} {self.criterion}"


Correction = Annotated[WrongFinding | MissingFinding | ChangedLevel, Field(discriminator="kind")]


class CorrectionRow(Frozen):
    """A correction with the rehearsal that it belongs to."""

    correction: Correction
    rehearsal: Rehearsal


class ApartRow(Frozen):
    """A scorecard on which the judges are far apart, with its rehearsal."""

    card: Scorecard
    rehearsal: Rehearsal


def _place(behaviour: str, evidence: Evidence) -> str:
    return f"{behaviour} {evidence.turn}:{evidence.start}-{evidence.end}"


def wrong(
    corrections: Iterable[Correction], behaviour: str, evidence: Evidence
) -> WrongFinding | None:
    """Return the correction that says that these words do not show this behaviour."""
    for one in corrections:
        if isinstance(one, WrongFinding) and (one.behaviour, one.evidence) == (behaviour, evidence):
            return one
    return None


def missing(corrections: Iterable[Correction], behaviours: Collection[str]) -> list[MissingFinding]:
    """Return what was added of these behaviours, in the order of the words."""
    added = [
        one
        for one in corrections
        if isinstance(one, MissingFinding) and one.behaviour in behaviours
    ]
    return sorted(added, key=lambda one: (one.evidence.turn, one.evidence.start))


def level_given(corrections: Iterable[Correction], criterion: str) -> ChangedLevel | None:
    """Return the level that a trainer gave last, if one did."""
    given = [
        one for one in corrections if isinstance(one, ChangedLevel) and one.criterion == criterion
    ]
    return given[-1] if given else None


def corrected_findings(
    score: CriterionScore, behaviours: Collection[str], corrections: Collection[Correction]
) -> tuple[Finding, ...]:
    """Return a criterion's findings without the wrong ones and with the added ones.

    `behaviours` are the criterion's: what was added belongs to the criterion by its behaviour.
    """
    findings = {one.behaviour: _without_wrong(one, corrections) for one in score.findings}
    for added in missing(corrections, behaviours):
        before = findings.get(added.behaviour)
        seen = before if before and before.shown != "no" else None
        findings[added.behaviour] = Finding(
            behaviour=added.behaviour,
            shown="yes" if seen and seen.shown == "yes" else added.how,
            specific=added.specific or bool(seen and seen.specific),
            evidence=(*(seen.evidence if seen else ()), added.evidence),
        )
    return tuple(findings.values())


def _without_wrong(finding: Finding, corrections: Collection[Correction]) -> Finding:
    """Return a finding with the evidence that stands; without any it was not shown."""
    kept = tuple(e for e in finding.evidence if not wrong(corrections, finding.behaviour, e))
    if kept == finding.evidence:
        return finding
    if not kept:
        return Finding(behaviour=finding.behaviour, shown="no")
    return finding.model_copy(update={"evidence": kept})
