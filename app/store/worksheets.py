"""Worksheets, and the copies of them with which rehearsals began."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select
from sqlalchemy.exc import IntegrityError

from app.domain.worksheet import KeptWorksheet, Worksheet
from app.errors import NotFound, WorksheetRefused
from app.store import rows
from app.store.database import Database
from app.store.queries import first, visible
from app.store.tables import plans, rehearsals, worksheets

_ELSEWHERE = (
    "This worksheet was changed in another window. Load the page again to see it; what you "
    "typed here since then is not saved."
)


def keep_plan(connection: Connection, rehearsal_id: str, sheet: Worksheet) -> None:
    """Keep a copy of the worksheet with which a rehearsal begins."""
    body = sheet.model_dump_json(exclude_defaults=True)
    connection.execute(plans.insert(), {"rehearsal_id": rehearsal_id, "body": body})


class Worksheets:
    """One worksheet for each owner and situation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, owner: str, situation: str) -> KeptWorksheet | None:
        """Return the owner's worksheet for a situation, if there is one."""
        with self._database.reading() as connection:
            row = first(connection, select(worksheets).where(_is(owner, situation)))
        return rows.worksheet(row) if row else None

    def all(self, owner: str) -> tuple[KeptWorksheet, ...]:
        """Return the owner's worksheets, the one written last first."""
        query = select(worksheets).where(worksheets.c.owner == owner)
        newest = query.order_by(worksheets.c.updated_at.desc(), worksheets.c.number.desc())
        with self._database.reading() as connection:
            return tuple(rows.worksheet(row) for row in connection.execute(newest).mappings())

    def keep(
        self,
        owner: str,
        situation: str,
        sheet: Worksheet,
        at: datetime,
        *,
        after: datetime | None = None,
    ) -> None:
        """Keep a worksheet in place of the one that was written at `after` (None: of none).

        Raises `WorksheetRefused` when it has been written anew since then.
        """
        this = _is(owner, situation)
        body = sheet.model_dump_json(exclude_defaults=True)
        values = {"owner": owner, "situation": situation, "body": body, "updated_at": at}
        try:
            with self._database.writing() as connection:
                if after is None:
                    connection.execute(worksheets.insert(), values)
                    return
                known = and_(this, worksheets.c.updated_at == after)
                changed = connection.execute(worksheets.update().where(known).values(**values))
                if not changed.rowcount:
                    raise WorksheetRefused(_ELSEWHERE)
        except IntegrityError:
            raise WorksheetRefused(_ELSEWHERE) from None

    def plan(self, owner: str, rehearsal_id: str) -> Worksheet:
        """Return the worksheet as it was when a rehearsal began; an empty one if there was none.

        Raises `NotFound` when the rehearsal is missing, deleted or another's.
        """
        query = (
            select(rehearsals.c.id, plans.c.body)
            .outerjoin(plans, plans.c.rehearsal_id == rehearsals.c.id)
            .where(rehearsals.c.id == rehearsal_id, visible(owner))
        )
        with self._database.reading() as connection:
            row = first(connection, query)
        if row is None:
            raise NotFound("rehearsal", rehearsal_id)
        return rows.plan(row)


def _is(owner: str, situation: str) -> ColumnElement[bool]:
    return and_(worksheets.c.owner == owner, worksheets.c.situation == situation)
