"""What a learner sees of a rehearsal while it goes on."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.conversation import Line, Rehearsal, Turn
from app.domain.persona import Persona


class Talk(NamedTuple):
    """A rehearsal and the path that the learner is on."""

    rehearsal: Rehearsal
    turns: tuple[Turn, ...]
    """The boss's opening first."""
    persona: Persona | None
    """None when its file is gone."""

    @property
    def waiting(self) -> bool:
        """Whether a boss turn is due: none yet, or a partial one."""
        last = self.turns[-1]
        return self.rehearsal.open and (last.speaker == "learner" or not last.complete)

    @property
    def learner_turns(self) -> int:
        """How often the learner has spoken."""
        return sum(turn.speaker == "learner" for turn in self.turns)

    @property
    def patience(self) -> int:
        """About how many learner turns this boss has."""
        return self.persona.patience if self.persona else self.learner_turns

    @property
    def lines(self) -> tuple[Line, ...]:
        """The transcript as judges and speakers see it."""
        return tuple(Line(speaker=turn.speaker, text=turn.text) for turn in self.turns)


class Progress(NamedTuple):
    """What a boss turn has come to so far."""

    talk: Talk
    said: str = ""
    """The boss's turn so far."""
    done: bool = False
    """True once, last: `talk` then holds the boss turn, and the outcome if the meeting closed."""
    problem: str = ""
    """Why the reply is partial or missing, and what to do; the learner's words are safe."""
