"""How each attempt ended, and which attempt a scorecard belongs to."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

UTC_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table and the column, and fill both."""
    _create_attempts()
    op.add_column("scorecards", sa.Column("leaf_id", sa.Text, nullable=False, server_default=""))
    _fill_attempts()
    _fill_scorecards()


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rehearsal_id", sa.Text, nullable=False),
        sa.Column("leaf_id", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("finished_at", UTC_TIME, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_attempts"),
        sa.UniqueConstraint("rehearsal_id", "leaf_id", name="uq_attempts_rehearsal_id_leaf_id"),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["rehearsals.id"],
            name="fk_attempts_rehearsal_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rehearsal_id", "leaf_id"],
            ["turns.rehearsal_id", "turns.id"],
            name="fk_attempts_rehearsal_id_leaf_id",
        ),
    )


def _fill_attempts() -> None:
    """Until now a rehearsal had one attempt, and its end stood with it."""
    attempts = sa.table(
        "attempts", *(sa.column(c) for c in ("rehearsal_id", "leaf_id", "outcome", "finished_at"))
    )
    past = sa.table(
        "rehearsals",
        *(sa.column(c) for c in ("id", "leaf_id", "outcome", "number")),
        sa.column("finished_at", UTC_TIME),
        sa.column("started_at", UTC_TIME),
    )
    turns = sa.table("turns", sa.column("rehearsal_id"), sa.column("id"))
    last = sa.and_(turns.c.rehearsal_id == past.c.id, turns.c.id == past.c.leaf_id)
    ended = (
        sa.select(
            past.c.id,
            past.c.leaf_id,
            past.c.outcome,
            sa.func.coalesce(past.c.finished_at, past.c.started_at),
        )
        .join(turns, last)
        .where(past.c.outcome.is_not(None))
        .order_by(past.c.number)
    )
    names = ["rehearsal_id", "leaf_id", "outcome", "finished_at"]
    op.get_bind().execute(attempts.insert().from_select(names, ended))


def _fill_scorecards() -> None:
    cards = sa.table(
        "scorecards",
        sa.column("number", sa.Integer),
        sa.column("body", sa.Text),
        sa.column("leaf_id", sa.Text),
    )
    connection = op.get_bind()
    for number, body in connection.execute(sa.select(cards.c.number, cards.c.body)).all():
        if leaf := _leaf(body):
            connection.execute(
                sa.update(cards).where(cards.c.number == number).values(leaf_id=leaf)
            )


def _leaf(body: str) -> str:
    try:
        return str(json.loads(body).get("leaf_id", ""))
    except (ValueError, AttributeError):
        return ""  # whoever opens this card is told; it must not keep the rest from opening
