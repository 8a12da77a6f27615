"""What a judge found, and the score that code made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.conversation import Usage
from app.domain.persona import Frozen
from app.domain.rubric import TOP_LEVEL

Shown = Literal["yes", "partly", "no"]
JudgeKind = Literal["embedded", "llm"]


class Evidence(Frozen):
    """Words of the learner: `turns[turn].text[start:end] == quote`."""

    turn: int
    """Index in the transcript's turns."""
    start: int
    end: int
    quote: str


class Finding(Frozen):
    """Whether a behaviour was shown, with the words that show it."""

    behaviour: str
    shown: Shown
    specific: bool = False
    """The evidence says who, what, when or how much."""
    evidence: tuple[Evidence, ...] = ()


class Verdict(Frozen):
    """What one judge says about one transcript. A criterion is in `findings` or in `unscored`."""

    findings: dict[str, tuple[Finding, ...]] = Field(default_factory=dict)
    """Criterion id -> findings."""
    unscored: dict[str, str] = Field(default_factory=dict)
    """Criterion id -> why there is no valid answer."""
    warnings: tuple[str, ...] = ()
    usage: Usage = Usage()


class Cost(Frozen):
    """About what a scorecard will take of an endpoint; nothing for the embedded judge."""

    calls: int = 0
    tokens: int = 0
    """Read, as far as that can be told beforehand; what is shared may be cached and cheaper."""


class JudgeName(Frozen):
    """Which judge it was."""

    kind: JudgeKind
    model: str
    hash: str
    """Hash of what the judge learned from (embedded) or of its prompts (LLM)."""


class Advice(Frozen):
    """What would raise the score most, and how to say it."""

    behaviour: str
    title: str
    text: str
    weak: str
    strong: str
    turn: int | None = None
    """The learner's turn to redo, as an index in the transcript."""
    rewrite: str = ""
    """That turn, said better in the learner's own voice; only where a model wrote it."""
    source: str = ""


class Praise(Frozen):
    """What was done well, with the words."""

    behaviour: str
    title: str
    text: str
    quote: str
    turn: int
    """Index in the transcript."""


class CriterionScore(Frozen):
    """One criterion's level and what made it."""

    id: str
    level: int | None
    """0-4, or None: not scored."""
    points: float | None
    interval: tuple[int, int] | None = None
    """Lowest and highest level over repeats."""
    findings: tuple[Finding, ...] = ()
    advice: tuple[Advice, ...] = ()
    praise: tuple[Praise, ...] = ()
    reason: str = ""
    """Why it was not scored, or what capped the level."""


def moment(scores: Sequence[CriterionScore]) -> tuple[str, Advice] | None:
    """Return the one piece of advice to redo, with its criterion: the weakest with a turn."""
    weakest = sorted(scores, key=lambda score: TOP_LEVEL if score.level is None else score.level)
    return next(
        (
            (score.id, advice)
            for score in weakest
            for advice in score.advice
            if advice.turn is not None
        ),
        None,
    )


FAR_APART = 2
"""Levels between two judges from which a person should look."""


class SecondOpinion(Frozen):
    """What another judge made of the same transcript; it changes no level."""

    judge: JudgeName
    levels: dict[str, int | None]
    """Criterion id -> level 0-4, or None: not scored."""

    def apart(self, scores: Sequence[CriterionScore]) -> tuple[str, ...]:
        """Return the criteria on which the two judges are far apart."""
        pairs = [(score.id, score.level, self.levels.get(score.id)) for score in scores]
        return tuple(
            criterion
            for criterion, first, second in pairs
            if first is not None and second is not None and abs(first - second) >= FAR_APART
        )


class Pins(Frozen):
    """What produced a scorecard."""

    rubric_id: str
    rubric_hash: str
    persona_hash: str = ""
    judge: JudgeName


class Scorecard(Frozen):
    """A scored transcript. For practice only."""

    id: str
    rehearsal_id: str
    leaf_id: str
    """The last turn of the transcript that was scored."""
    created_at: datetime
    overall: int | None
    """0-100, or None when a criterion was not scored."""
    criteria: tuple[CriterionScore, ...]
    pins: Pins
    second: SecondOpinion | None = None
    warnings: tuple[str, ...] = ()
    usage: Usage = Usage()

    @property
    def apart(self) -> tuple[str, ...]:
        """The criteria on which the second opinion is far from this card."""
        return self.second.apart(self.criteria) if self.second else ()
