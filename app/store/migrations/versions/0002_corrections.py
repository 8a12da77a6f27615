"""Corrections by trainers, and which scorecards need a person's look."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FAR_APART = 2
"""As it was when this was written; a migration does not change with the app."""


def upgrade() -> None:
    """Add the table and the column, and fill the column."""
    _create_corrections()
    op.add_column(
        "scorecards", sa.Column("apart", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_index("ix_scorecards_apart", "scorecards", ["apart"])
    _mark_scorecards()


def _create_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("rehearsal_id", sa.Text, nullable=False),
        sa.Column("scorecard_id", sa.Text, nullable=False),
        sa.Column("trainer", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_corrections"),
        sa.UniqueConstraint("id", name="uq_corrections_id"),
        sa.UniqueConstraint(
            "scorecard_id",
            "trainer",
            "subject",
            name="uq_corrections_scorecard_id_trainer_subject",
        ),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["rehearsals.id"],
            name="fk_corrections_rehearsal_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["scorecard_id"],
            ["scorecards.id"],
            name="fk_corrections_scorecard_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_corrections_rehearsal_id", "corrections", ["rehearsal_id"])


def _mark_scorecards() -> None:
    """Mark the scorecards that had a second opinion before there was a column for it."""
    cards = sa.table(
        "scorecards",
        sa.column("number", sa.Integer),
        sa.column("body", sa.Text),
        sa.column("apart", sa.Boolean),
    )
    connection = op.get_bind()
    with_second = sa.select(cards.c.number, cards.c.body).where(cards.c.body.contains('"second":{'))
    for number, body in connection.execute(with_second).all():
        if _apart(body):
            connection.execute(
                sa.update(cards).where(cards.c.number == number).values(apart=sa.true())
            )


def _apart(body: str) -> bool:
    try:
        card: dict[str, Any] = json.loads(body)
    except ValueError:
        return False  # whoever opens this card is told; it must not keep the rest from opening
    others = (card.get("second") or {}).get("levels", {})
    pairs = [(score["level"], others.get(score["id"])) for score in card["criteria"]]
    return any(a is not None and b is not None and abs(a - b) >= FAR_APART for a, b in pairs)
