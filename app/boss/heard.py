"""What was noticed in one learner turn: all that the director knows of it."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.conversation import Seen
from app.domain.persona import Persona


class Heard(NamedTuple):
    """The behaviours and acts of one learner turn, the surest first."""

    behaviours: tuple[Seen, ...] = ()
    acts: tuple[Seen, ...] = ()
    has_date: bool = False
    """The turn names a day or a time."""

    @property
    def shown(self) -> tuple[Seen, ...]:
        """The behaviours that were shown without hedging."""
        return tuple(seen for seen in self.behaviours if seen.shown == "yes")

    def find(self, *names: str) -> Seen | None:
        """Return what was seen under one of `names`, behaviour or act, however hedged."""
        return next((seen for seen in (*self.behaviours, *self.acts) if seen.name in names), None)

    def clearly(self, *names: str) -> bool:
        """Whether one of `names` was shown without hedging."""
        everything = (*self.behaviours, *self.acts)
        return any(seen.name in names and seen.shown == "yes" for seen in everything)

    def argues(self, persona: Persona) -> bool:
        """Whether the turn clearly says something that answers a concern, at least in part."""
        return self.clearly(*(b for c in persona.concerns for b in c.answered_by.any_of))
