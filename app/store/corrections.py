"""The statements on corrections, and on scorecards that need a person's look."""

from __future__ import annotations

from sqlalchemy import Connection, and_, delete, func, select, true

from app.domain.correction import ApartRow, Correction, CorrectionRow
from app.errors import NotFound
from app.store import rows
from app.store.queries import NEWEST_FIRST, first, visible
from app.store.tables import corrections, rehearsals, scorecards


def keep(connection: Connection, correction: Correction) -> None:
    """Add a correction; what its trainer said of the same subject before goes away."""
    same = and_(
        corrections.c.scorecard_id == correction.scorecard_id,
        corrections.c.trainer == correction.trainer,
        corrections.c.subject == correction.subject,
    )
    connection.execute(delete(corrections).where(same))
    connection.execute(corrections.insert(), rows.correction_row(correction))


def drop(connection: Connection, trainer: str, correction_id: str) -> Correction:
    """Remove a trainer's correction, and return it. Raises `NotFound`."""
    this = and_(corrections.c.id == correction_id, corrections.c.trainer == trainer)
    row = first(connection, select(corrections).where(this))
    if row is None:
        raise NotFound("correction", correction_id)
    connection.execute(delete(corrections).where(this))
    return rows.correction(row)


def of_card(connection: Connection, scorecard_id: str) -> tuple[Correction, ...]:
    """Return the corrections of a scorecard, in the order of writing."""
    query = select(corrections).where(corrections.c.scorecard_id == scorecard_id)
    found = connection.execute(query.order_by(corrections.c.number)).mappings()
    return tuple(rows.correction(row) for row in found)


def everywhere(
    connection: Connection, owner: str | None, rubric_id: str | None
) -> tuple[CorrectionRow, ...]:
    """Return the corrections of all rehearsals that are not deleted, the last one first."""
    query = (
        select(corrections.c.body, *rehearsals.c)
        .join(rehearsals, rehearsals.c.id == corrections.c.rehearsal_id)
        .where(visible(owner), rehearsals.c.rubric_id == rubric_id if rubric_id else true())
        .order_by(corrections.c.number.desc())
    )
    return tuple(
        rows.correction_with_rehearsal(row) for row in connection.execute(query).mappings()
    )


def apart(connection: Connection, owner: str, limit: int) -> tuple[ApartRow, ...]:
    """Return the attempts on whose newest scorecard the judges are far apart."""
    newer = scorecards.alias("newer")
    newest = (
        select(func.max(newer.c.number))
        .where(
            newer.c.rehearsal_id == scorecards.c.rehearsal_id,
            newer.c.leaf_id == scorecards.c.leaf_id,
        )
        .correlate(scorecards)
        .scalar_subquery()
    )
    query = (
        select(scorecards.c.body, *rehearsals.c)
        .join(rehearsals, rehearsals.c.id == scorecards.c.rehearsal_id)
        .where(visible(owner), scorecards.c.apart, scorecards.c.number == newest)
        .order_by(*NEWEST_FIRST)
        .limit(limit)
    )
    return tuple(rows.apart_row(row) for row in connection.execute(query).mappings())
