"""A rehearsal: a tree of turns between a learner and a boss."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.persona import Frozen

SpeakerName = Literal["boss", "learner"]
MoveKind = Literal["open", "raise", "press", "concede", "react", "close"]
OutcomeName = Literal["agreed", "parked", "stalemate", "accepted", "left"]
SpeakerKind = Literal["authored", "prompted"]
Why = Literal["answered", "yes", "date", "goodbye", "patience", "cold", "distress"]
"""What closed a meeting: enough was answered, a yes to the job, a date, a goodbye, …"""

OUTCOMES: dict[str, str] = {
    "agreed": "The boss agreed. You keep your job.",
    "parked": "Parked: you will talk again.",
    "stalemate": "Stalemate: nobody moved.",
    "accepted": "You took the job.",
    "left": "You ended the meeting.",
}
STEPPING_BACK = {
    "agreed": "The boss agreed. You go back to your craft.",
    "accepted": "You stay in management.",
}
"""Who already manages keeps or loses another job than the others."""


def outcome_words(outcome: str, situation: str) -> str:
    """Say in one sentence how a meeting ended."""
    apart = STEPPING_BACK if situation == "step_back" else {}
    return apart.get(outcome) or OUTCOMES[outcome]


MAX_MESSAGE = 4000
"""Longest learner message, in characters."""


class Seen(Frozen):
    """A behaviour or act that was noticed in a learner's turn, with the words that show it."""

    name: str
    shown: Literal["yes", "partly"] = "yes"
    quote: str = ""


class Part(Frozen):
    """One thing that a boss turn does."""

    kind: MoveKind
    concern: str | None = None
    """The concern that is raised, pressed or conceded."""
    reaction: str | None = None
    """The key in the persona's `reactions` that is answered."""
    because: Seen | None = None
    """What in the learner's words led to it."""
    topic: str | None = None
    """The question of fact that is answered, one of `QUESTIONS`."""


class BossState(Frozen):
    """Where the boss stands after a turn of theirs; enough to go on, or back, from here."""

    answered: tuple[str, ...] = ()
    """Concerns that the learner has answered, in order."""
    current: str | None = None
    """The concern on the table."""
    heard: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Per concern, the answering behaviours heard so far."""
    presses: dict[str, int] = Field(default_factory=dict)
    """Per concern, how often the boss has brought it up."""
    mood: int = 0
    """-3 cold to 3 warm."""
    turns: int = 0
    """Learner turns so far."""
    lines_used: tuple[str, ...] = ()
    """Keys of the authored lines said so far."""
    facts: dict[str, str] = Field(default_factory=dict)
    """What the learner gave away: candidate, figure, echo, and of themselves learner (their
    name), trade and role."""
    accepted: bool = False
    """The learner has said yes to the job, if only on a condition or half-heartedly."""
    asked_time: bool = False
    """The learner has asked for time."""
    reactions: dict[str, int] = Field(default_factory=dict)
    """What the boss has reacted to -> the learner turn at which they last did."""


class Move(Frozen):
    """What the boss does with a turn, and why."""

    parts: tuple[Part, ...]
    outcome: OutcomeName | None = None
    """Set when the boss closes the meeting."""
    why: Why | None = None
    """What closed it."""

    @property
    def steps_out(self) -> bool:
        """Whether the boss stops being a boss, because the learner is not well."""
        return any(part.reaction == "distress" for part in self.parts)

    @property
    def main(self) -> Part:
        """The part that names the move: the close, else the first that moves a concern."""
        for kind in ("open", "close", "concede", "press", "raise"):
            for part in self.parts:
                if part.kind == kind:
                    return part
        return self.parts[0]


class Usage(Frozen):
    """Tokens that a call or a rehearsal took."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            prompt=self.prompt + other.prompt,
            completion=self.completion + other.completion,
            cached=self.cached + other.cached,
        )

    def __sub__(self, other: Usage) -> Usage:
        return Usage(
            prompt=self.prompt - other.prompt,
            completion=self.completion - other.completion,
            cached=self.cached - other.cached,
        )


class Turn(Frozen):
    """One thing that was said; its parent is what it answers."""

    id: str
    rehearsal_id: str
    parent_id: str | None
    message_id: str
    """Idempotency key: unique among the children of one parent. Boss turns use 'reply'."""
    speaker: SpeakerName
    text: str
    at: datetime
    """UTC."""
    complete: bool = True
    """False while a boss reply is partial: the stream broke, and can be continued."""
    origin: str = ""
    """Who made a boss turn: 'authored', a model's name, or 'authored after MODEL: reason'."""
    move: Move | None = None
    """Boss turns only."""
    state: BossState | None = None
    """Boss turns only: the director's state after this turn."""
    usage: Usage = Usage()


class Rehearsal(Frozen):
    """One practice conversation, from opening to outcome."""

    id: str
    owner: str
    """Whose rehearsal it is; 'local' where there are no accounts."""
    persona_id: str
    persona_hash: str
    persona_name: str
    situation: str
    difficulty: int
    rubric_id: str
    speaker: SpeakerKind
    model: str = ""
    """Model and endpoint of a prompted boss, for people to read."""
    seed: int
    started_at: datetime
    leaf_id: str | None = None
    """The last turn of the path that the learner is on."""
    outcome: OutcomeName | None = None
    finished_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the meeting still goes on."""
        return self.outcome is None


class Line(Frozen):
    """A turn as judges see it: who, and what."""

    speaker: SpeakerName
    text: str
