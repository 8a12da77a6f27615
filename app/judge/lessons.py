"""From corrections to examples: what a judge can learn from its trainers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from app.domain.conversation import Line
from app.domain.correction import Correction, MissingFinding, WrongFinding
from app.domain.rubric import Example, Rubric
from app.domain.scorecard import Evidence, Scorecard
from app.judge.corrected import corrected

LONGEST = 4000
"""Longest text of an example (in characters)."""


class Lesson(NamedTuple):
    """One example for one behaviour."""

    behaviour: str
    shown: bool
    """False: a counterexample."""
    example: Example


def lessons(
    card: Scorecard,
    transcript: Sequence[Line],
    rubric: Rubric,
    corrections: Collection[Correction],
) -> Iterator[Lesson]:
    """Yield an example for each finding that was added, and a counterexample for each wrong one.

    Levels teach nothing here: an example says what words show. Behaviours that the rubric no
    longer has are passed over.
    """
    known = {behaviour.id for behaviour in rubric.behaviours}
    shown = _shown(card, rubric, corrections)
    for one in corrections:
        if isinstance(one, WrongFinding | MissingFinding) and one.behaviour in known:
            yield _lesson(one, transcript, shown.get(one.evidence.turn, ()))


def _shown(
    card: Scorecard, rubric: Rubric, corrections: Collection[Correction]
) -> dict[int, tuple[str, ...]]:
    """Return what each turn shows once the corrections are made."""
    found: dict[int, dict[str, None]] = {}
    for criterion in corrected(card, rubric, corrections):
        own = {behaviour.id for behaviour in criterion.criterion.behaviours}
        for finding in criterion.findings:
            for evidence in finding.evidence if finding.behaviour in own else ():
                found.setdefault(evidence.turn, {})[finding.behaviour] = None
    return {turn: tuple(names) for turn, names in found.items()}


def _lesson(
    correction: WrongFinding | MissingFinding, transcript: Sequence[Line], shown: Sequence[str]
) -> Lesson:
    behaviour, evidence = correction.behaviour, correction.evidence
    also = tuple(name for name in shown if name != behaviour)
    boss, text = _before(transcript, evidence.turn), transcript[evidence.turn].text
    if isinstance(correction, MissingFinding):
        example = Example(
            text=_fitting(text, evidence),
            boss=boss,
            quote=evidence.quote,
            how=correction.how,
            specific=correction.specific,
            also=also,
        )
        return Lesson(behaviour, True, example)
    if behaviour in shown:  # other words of this turn do show it, so only these are the near miss
        return Lesson(behaviour, False, Example(text=evidence.quote, boss=boss))
    return Lesson(behaviour, False, Example(text=_fitting(text, evidence), boss=boss, also=also))


def _fitting(text: str, evidence: Evidence) -> str:
    return text if len(text) <= LONGEST else evidence.quote


def _before(transcript: Sequence[Line], turn: int) -> str:
    """Return the boss's line that a learner turn answers."""
    earlier = (line.text for line in reversed(transcript[:turn]) if line.speaker == "boss")
    return next(earlier, "")
