"""The hints that were taken in rehearsals."""

from __future__ import annotations

from sqlalchemy import and_, select

from app.domain.hint import Hint
from app.errors import NotFound, StaleRehearsal
from app.store import rows
from app.store.database import Database
from app.store.queries import first, hold, visible
from app.store.tables import hints, rehearsals


class Hints:
    """At most one hint for each boss turn and level."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, owner: str, hint: Hint) -> Hint:
        """Keep a hint on the turn that the meeting is at, and return it as it is stored.

        The same level on the same turn is not stored again: the stored one comes back. Raises
        `NotFound`, and `StaleRehearsal` when the meeting has gone on or is over.
        """
        same = and_(
            hints.c.rehearsal_id == hint.rehearsal_id,
            hints.c.turn_id == hint.turn_id,
            hints.c.level == hint.level,
        )
        with self._database.writing() as connection:
            held = hold(connection, hint.rehearsal_id)
            if held["owner"] != owner:
                raise NotFound("rehearsal", hint.rehearsal_id)
            stored = first(connection, select(hints).where(same))
            if stored is not None:
                return rows.hint(stored)
            if held["outcome"] is not None or held["leaf_id"] != hint.turn_id:
                raise StaleRehearsal(
                    "This meeting has gone on. Reload to see where it stands, and ask again."
                )
            connection.execute(hints.insert(), rows.hint_row(hint))
        return hint

    def of(self, owner: str, rehearsal_id: str) -> tuple[Hint, ...]:
        """Return the hints of a rehearsal in the order of asking; none of another's."""
        query = (
            select(hints)
            .join(rehearsals, rehearsals.c.id == hints.c.rehearsal_id)
            .where(hints.c.rehearsal_id == rehearsal_id, visible(owner))
            .order_by(hints.c.number)
        )
        with self._database.reading() as connection:
            return tuple(rows.hint(row) for row in connection.execute(query).mappings())
