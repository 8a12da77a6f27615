"""The store of reflections: one for each attempt, its owner's only."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, select

from app.domain.reflection import Reflection
from app.errors import NotFound
from app.store import queries
from app.store.database import Database
from app.store.tables import reflections, rehearsals


class Reflections:
    """Keeps what learners wrote under their scorecards.

    Every method raises `NotFound` when the rehearsal is missing, deleted or another's, and
    `StoreUnavailable` when the database cannot be used; nothing was stored then.
    """

    def __init__(self, database: Database) -> None:
        self._reading, self._writing = database.reading, database.writing

    def keep(self, owner: str, reflection: Reflection) -> None:
        """Keep a reflection in place of the one before; without words none is left.

        Raises `NotFound` for a turn that is not the rehearsal's, too.
        """
        rehearsal_id = reflection.rehearsal_id
        with self._writing() as connection:
            if queries.hold(connection, rehearsal_id)["owner"] != owner:
                raise NotFound("rehearsal", rehearsal_id)
            queries.turn(connection, rehearsal_id, reflection.leaf_id)
            connection.execute(delete(reflections).where(_of(rehearsal_id, reflection.leaf_id)))
            if reflection.text.strip():
                connection.execute(reflections.insert(), reflection.model_dump())

    def of(self, owner: str, rehearsal_id: str, leaf_id: str) -> Reflection | None:
        """Return the reflection on the attempt that ends in `leaf_id`, if there is one."""
        mine = select(rehearsals.c.id).where(
            rehearsals.c.id == rehearsal_id, queries.visible(owner)
        )
        with self._reading() as connection:
            if queries.first(connection, mine) is None:
                raise NotFound("rehearsal", rehearsal_id)
            row = queries.first(connection, select(reflections).where(_of(rehearsal_id, leaf_id)))
        fields = row and {name: row[name] for name in Reflection.model_fields}
        return Reflection.model_validate(fields) if fields else None


def _of(rehearsal_id: str, leaf_id: str) -> ColumnElement[bool]:
    return and_(reflections.c.rehearsal_id == rehearsal_id, reflections.c.leaf_id == leaf_id)
