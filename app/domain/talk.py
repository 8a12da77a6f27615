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
    def stepped_out(self) -> bool:
        """Whether the boss's last turn met distress: the meeting rests, and help is shown."""
        spoken = [turn for turn in self.turns if turn.speaker == "boss"]
        return bool(spoken) and _steps_out(spoken[-1])

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

    @property
    def lines_to_score(self) -> tuple[Line, ...]:
        """The transcript for a judge: without the words in which the learner was not well."""
        turns = (*self.turns, None)
        return tuple(
            line.model_copy(update={"text": ""}) if after and _steps_out(after) else line
            for line, after in zip(self.lines, turns[1:], strict=True)
        )


def _steps_out(turn: Turn) -> bool:
    return turn.move is not None and turn.move.steps_out


class Progress(NamedTuple):
    """What a boss turn has come to so far."""

    talk: Talk
    said: str = ""
    """The boss's turn so far."""
    done: bool = False
    """True once, last: `talk` then holds the boss turn, and the outcome if the meeting closed."""
    problem: str = ""
    """Why the reply is partial or missing, and what to do; the learner's words are safe."""
