"""The statements on one rehearsal and its turns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    literal,
    select,
    true,
    update,
)

from app.domain.conversation import Turn
from app.errors import NotFound
from app.store import rows
from app.store.tables import rehearsals, turns

NEWEST_FIRST = (rehearsals.c.started_at.desc(), rehearsals.c.number.desc())
OLDEST_FIRST = (rehearsals.c.started_at, rehearsals.c.number)


def visible(owner: str | None = None) -> ColumnElement[bool]:
    """Match rehearsals that are not deleted and, if given, are the owner's."""
    owned = true() if owner is None else rehearsals.c.owner == owner
    return and_(owned, rehearsals.c.deleted_at.is_(None))


def first(connection: Connection, query: Select[Any]) -> RowMapping | None:
    """Return the first row of `query`, if there is one."""
    return connection.execute(query).mappings().first()


def hold(connection: Connection, rehearsal_id: str) -> RowMapping:
    """Return a rehearsal's row and keep other writers off it; SQLite already does.

    Raises `NotFound` when it is missing or deleted.
    """
    this = select(rehearsals).where(rehearsals.c.id == rehearsal_id, visible())
    row = first(connection, this.with_for_update(key_share=True))
    if row is None:
        raise NotFound("rehearsal", rehearsal_id)
    return row


def change(connection: Connection, rehearsal_id: str, **values: str | datetime | None) -> None:
    """Set columns of a rehearsal that is held."""
    connection.execute(update(rehearsals).where(rehearsals.c.id == rehearsal_id).values(**values))


def is_turn(rehearsal_id: str, turn_id: str) -> ColumnElement[bool]:
    """Match one turn."""
    return and_(turns.c.rehearsal_id == rehearsal_id, turns.c.id == turn_id)


def is_message(turn: Turn) -> ColumnElement[bool]:
    """Match the turn that carries the same message to the same parent."""
    return and_(
        turns.c.rehearsal_id == turn.rehearsal_id,
        turns.c.parent_id == turn.parent_id,  # becomes IS NULL for a root
        turns.c.message_id == turn.message_id,
    )


def find_turn(connection: Connection, which: ColumnElement[bool]) -> Turn | None:
    """Return the turn that matches, if there is one."""
    row = first(connection, select(turns).where(which))
    return rows.turn(row) if row else None


def turn(connection: Connection, rehearsal_id: str, turn_id: str) -> Turn:
    """Return one turn. Raises `NotFound`."""
    found = find_turn(connection, is_turn(rehearsal_id, turn_id))
    if found is None:
        raise NotFound("turn", turn_id)
    return found


def path(rehearsal_id: str, leaf_id: str) -> Select[Any]:
    """Select the turns from the root to `leaf_id`, in that order; none if there is no such turn."""
    steps = literal(0).label("steps")
    walk = select(turns, steps).where(is_turn(rehearsal_id, leaf_id)).cte("walk", recursive=True)
    to_parent = and_(turns.c.rehearsal_id == walk.c.rehearsal_id, turns.c.id == walk.c.parent_id)
    walk = walk.union_all(select(turns, walk.c.steps + 1).join(walk, to_parent))
    return select(walk).order_by(walk.c.steps.desc())
