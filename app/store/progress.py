"""The queries behind the progress page: always two, however many rehearsals there are."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select

from app.domain.progress import PastScore
from app.domain.scorecard import Scorecard
from app.store import rows
from app.store.database import Database
from app.store.queries import NEWEST_FIRST, visible
from app.store.tables import rehearsals, scorecards

_NEWEST_CARD = (
    select(func.max(scorecards.c.number))
    .where(scorecards.c.rehearsal_id == rehearsals.c.id)
    .correlate(rehearsals)
    .scalar_subquery()
)

_COLUMNS = (
    rehearsals.c.id,
    rehearsals.c.persona_id,
    rehearsals.c.persona_name,
    rehearsals.c.situation,
    rehearsals.c.difficulty,
    rehearsals.c.rubric_id,
    rehearsals.c.outcome,
    rehearsals.c.started_at,
    scorecards.c.levels,
    scorecards.c.overall,
)
"""In the order of `PastScore`."""


class Pasts:
    """Past rehearsals and their newest scorecards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def past(self, owner: str) -> list[PastScore]:
        """Return the owner's past rehearsals, the newest first, with their newest levels.

        Past is what is finished, or was scored and goes on in another attempt. Reads columns
        only, never a scorecard's body: a learner may have thousands.
        """
        query = (
            select(*_COLUMNS)
            .outerjoin(scorecards, scorecards.c.number == _NEWEST_CARD)
            .where(
                visible(owner), or_(rehearsals.c.outcome.is_not(None), scorecards.c.id.is_not(None))
            )
            .order_by(*NEWEST_FIRST)
        )
        # A few dozen combinations of levels come again and again.
        read = cache(_levels)
        with self._database.reading() as connection:
            return [
                PastScore._make((*fields, read(levels), overall))
                for *fields, levels, overall in connection.execute(query)
            ]

    def latest_cards(self, owner: str, rubric_id: str, limit: int) -> tuple[Scorecard, ...]:
        """Return the newest scorecards of the owner's latest rehearsals on a rubric.

        One a rehearsal, the newest rehearsal first, at most `limit`.
        """
        query = (
            select(scorecards.c.id, scorecards.c.body)
            .join(rehearsals, scorecards.c.number == _NEWEST_CARD)
            .where(visible(owner), rehearsals.c.rubric_id == rubric_id)
            .order_by(*NEWEST_FIRST)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(rows.scorecard(row) for row in connection.execute(query).mappings())


def _levels(written: str | None) -> dict[str, Any] | None:
    """Return the levels of a scorecard; None without one."""
    return None if written is None else json.loads(written)
