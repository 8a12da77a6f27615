"""The demo's rehearsals, told from the real ones by their ids."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select, true

from app.store.database import Database
from app.store.tables import rehearsals

DEMO = "demo-"
"""How the ids of the demo's rehearsals begin; real ones are hexadecimal and never do."""


class Demos:
    """Finds the demo's rehearsals and removes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, owner: str | None = None) -> int:
        """Return how many there are, of everybody or of one owner; deleted ones count."""
        query = select(func.count()).select_from(rehearsals).where(_demo(owner))
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def remove(self, owner: str | None = None) -> int:
        """Remove them for good, with all that hangs on them; return how many it was."""
        with self._database.writing() as connection:
            return connection.execute(delete(rehearsals).where(_demo(owner))).rowcount


def _demo(owner: str | None) -> ColumnElement[bool]:
    owned = true() if owner is None else rehearsals.c.owner == owner
    # Not LIKE, which passes over the case on SQLite.
    return (func.substr(rehearsals.c.id, 1, len(DEMO)) == DEMO) & owned
