"""A small rubric, the embedded judges that learn it, and what they find."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.domain.rubric import Rubric
from app.domain.scorecard import Finding, Verdict
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import Encoder
from tests.support.content import loaded
from tests.support.scenes import lines

NEITHER = "The van is full of boxes and the paint is still wet."
NAMING = "Priya could take the team."
THANKING = "Thank you, that means a lot to me."


class Desk:
    """A small rubric's folder and judges that learn from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rubric: Rubric = loaded(folder)[1]
        self.encoder = Encoder()

    @property
    def cached(self) -> list[Path]:
        return sorted((self.folder / "cache").glob("*"))

    def judge(self) -> EmbeddedJudge:
        return EmbeddedJudge(
            self.encoder, lambda rubric: self.folder / "rubrics" / rubric, self.folder / "cache"
        )

    async def verdict(self, *said: str, judge: EmbeddedJudge | None = None) -> Verdict:
        """What is found in a talk of the boss's "So?" and what the learner says each time."""
        turns = [text for one in said for text in ("So?", one)]
        return await (judge or self.judge()).findings(lines(*turns), self.rubric)

    def copy(self, folder: Path) -> Desk:
        """A desk to change, with what this one has learned."""
        self.judge().heads(self.judge().subject(self.rubric))
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        own = Desk(folder)
        own.encoder = self.encoder
        return own


def found(verdict: Verdict) -> dict[str, Finding]:
    """The findings by behaviour."""
    return {one.behaviour: one for findings in verdict.findings.values() for one in findings}


def shown(verdict: Verdict) -> set[str]:
    """The behaviours that were clearly shown."""
    return {name for name, one in found(verdict).items() if one.shown == "yes"}
