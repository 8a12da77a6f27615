"""What a copy of a rehearsal tells, whatever its form."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.conversation import Rehearsal, Turn, outcome_words
from app.domain.correction import ChangedLevel, Correction, MissingFinding, WrongFinding
from app.domain.persona import SITUATIONS
from app.domain.rubric import LEVEL_NAMES, TOP_LEVEL, Rubric
from app.domain.scorecard import Scorecard

ONLY_PRACTICE = "For practice only, not for personnel decisions."


class Record(NamedTuple):
    """A rehearsal with all that belongs to it."""

    rehearsal: Rehearsal
    turns: tuple[Turn, ...]
    card: Scorecard | None = None
    rubric: Rubric | None = None
    """Gives titles, and which words cost points; None when its file is gone."""
    corrections: tuple[Correction, ...] = ()
    """What trainers say of the card, the last one last."""
    reflection: str = ""
    """What the learner means to do differently next time."""
    plan: tuple[tuple[str, str], ...] = ()
    """What was prepared: (question, answer)."""

    @property
    def title(self) -> str:
        """With whom, and on which day."""
        return f"Rehearsal with {self.rehearsal.persona_name}, {self.day}"

    @property
    def day(self) -> str:
        """The day it began, in UTC: '22 November 2026'."""
        started = self.rehearsal.started_at
        return f"{started.day} {started:%B %Y}"

    @property
    def situation(self) -> str:
        """The situation's name for people."""
        return SITUATIONS.get(self.rehearsal.situation, self.rehearsal.situation)

    @property
    def outcome(self) -> str:
        """How it ended, in one sentence."""
        past = self.rehearsal
        if past.outcome is None:
            return "The meeting is not over."
        words = outcome_words(past.outcome, past.situation)
        return words.replace("The boss", past.persona_name)

    def who(self, speaker: str) -> str:
        """Return who says a turn, for people."""
        return self.rehearsal.persona_name if speaker == "boss" else "You"

    def criterion(self, criterion_id: str) -> str:
        """Return a criterion's title, as far as the rubric still has it."""
        titles = {one.id: one.title for one in self.rubric.criteria} if self.rubric else {}
        return titles.get(criterion_id, criterion_id)

    def behaviour(self, behaviour_id: str) -> str:
        """Return a behaviour's name for people, as far as the rubric still has it."""
        labels = {one.id: one.label for one in self.rubric.behaviours} if self.rubric else {}
        return labels.get(behaviour_id, behaviour_id.replace("_", " "))

    def said_by_trainer(self, one: Correction) -> str:
        """Return a correction as a sentence that says who is judge and who is trainer."""
        trainer = "A trainer" if one.trainer == "local" else f"The trainer {one.trainer}"
        match one:
            case ChangedLevel():
                return (
                    f"{self.criterion(one.criterion)}: the judge says {level_words(one.judged)}. "
                    f"{trainer} says {level_words(one.level)}: {one.reason}"
                )
            case WrongFinding():
                return (
                    f"{trainer} says that “{one.evidence.quote}” does not show what the judge "
                    f"saw: {self.behaviour(one.behaviour)}."
                )
            case MissingFinding():
                part = " in part" if one.how == "partly" else ""
                return (
                    f"{trainer} says that “{one.evidence.quote}” shows{part} what the judge did "
                    f"not see: {self.behaviour(one.behaviour)}."
                )


def level_words(level: int | None) -> str:
    """Return a level as a word and a number: 'developing (2 of 4)'."""
    return "not scored" if level is None else f"{LEVEL_NAMES[level]} ({level} of {TOP_LEVEL})"


def overall_words(overall: int | None) -> str:
    """Return an overall score as the nearest level's word and the number."""
    if overall is None:
        return "not scored as a whole"
    word = LEVEL_NAMES[min(TOP_LEVEL, int(overall * TOP_LEVEL / 100 + 0.5))]
    return f"{word}, {overall} of 100"
