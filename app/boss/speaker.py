"""The seam between what the boss does and how it is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple, Protocol

from app.domain.conversation import Line, Move, Usage
from app.domain.persona import Persona

LENIENT = 2
"""The mood, warm or cold, from which on a boss can be heard to be so."""


class Scene(NamedTuple):
    """Everything a speaker may use for one boss turn."""

    persona: Persona
    transcript: tuple[Line, ...]
    """All turns so far, the learner's last; empty at the opening."""
    move: Move
    authored: str
    """The director's move in authored lines: said as it is, or the fallback of a model."""
    facts: dict[str, str]
    """What the learner gave away: learner, trade, role, candidate, figure, echo."""
    mood: int = 0
    """-3 cold to 3 warm."""


class Speech(NamedTuple):
    """A piece of a boss turn."""

    text: str = ""
    """Appended to what was said so far, or, with `replace`, put in its place."""
    replace: bool = False
    origin: str = ""
    """Who made it; the last non-empty one is stored with the turn."""
    usage: Usage = Usage()
    complete: bool = True
    """False on the last piece when the stream broke: the turn is partial, and can be continued."""
    problem: str = ""
    """Why it is partial, for people."""


class Speaker(Protocol):
    """Puts the director's move into the boss's words."""

    def speak(
        self, scene: Scene, *, so_far: str = "", stop: asyncio.Event | None = None
    ) -> AsyncIterator[Speech]:
        """Yield the boss's turn in pieces, going on after `so_far` if that was already said.

        Once `stop` is set, it ends as if its stream had broken.

        Raises a `ModelError` when nothing at all could be said.
        """
        ...
