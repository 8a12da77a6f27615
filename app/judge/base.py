"""The seam between a transcript and what was seen in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.conversation import Line
from app.domain.rubric import Rubric
from app.domain.scorecard import Cost, JudgeName, Verdict


class Judge(Protocol):
    """Says which behaviours the learner showed, and quotes them. Never a number."""

    def name(self, rubric: Rubric) -> JudgeName:
        """Which judge this is, pinned to what it learned from."""
        ...

    def cost(self, transcript: Sequence[Line], rubric: Rubric) -> Cost:
        """Return about what `findings` will take. Quick: by length, nothing is counted."""
        ...

    async def findings(self, transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        """Return findings with evidence in learner turns only.

        Evidence is not yet verified; the caller runs `evidence.verified`. A criterion without a
        valid answer is in `unscored`, with the reason.
        """
        ...
