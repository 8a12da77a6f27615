"""Past rehearsals, as the review page lists them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.domain.conversation import OutcomeName, Rehearsal
from app.domain.persona import Frozen

HistorySort = Literal["newest", "oldest", "best", "worst", "boss"]


class HistoryQuery(Frozen):
    """Which past rehearsals to list; a filter that is None lets everything through."""

    persona_id: str | None = None
    situation: str | None = None
    outcome: OutcomeName | Literal["open"] | None = None
    """'open' for rehearsals that are not finished."""
    text: str | None = None
    """Words to find, whatever their case, in what was said or in the boss's name."""
    sort: HistorySort = "newest"
    """Rehearsals without an overall score come last in 'best' and 'worst'."""
    limit: int = Field(default=50, ge=1)
    offset: int = Field(default=0, ge=0)


class HistoryRow(Frozen):
    """One past rehearsal and how it went."""

    rehearsal: Rehearsal
    levels: dict[str, int | None] = Field(default_factory=dict)
    """Criterion id -> level 0-4 on the newest scorecard of the attempt that the learner is on, or
    None: not scored."""
    overall: int | None = None
    """0-100 on the newest scorecard; None when not scored, or not scored yet."""
    learner_turns: int = 0
    """Learner turns on the path that the learner is on."""
    attempts: int = 0
    """Ways through the tree of turns so far; see `app.domain.attempt`."""
