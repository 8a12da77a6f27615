"""Worksheets, the copies with which rehearsals began, and hints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "worksheets",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("situation", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_worksheets"),
        sa.UniqueConstraint("owner", "situation", name="uq_worksheets_owner_situation"),
    )
    op.create_table(
        "plans",
        sa.Column("rehearsal_id", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("rehearsal_id", name="pk_plans"),
        _of_rehearsal("plans"),
    )
    op.create_table(
        "hints",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rehearsal_id", sa.Text, nullable=False),
        sa.Column("turn_id", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("concern", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_hints"),
        sa.UniqueConstraint(
            "rehearsal_id", "turn_id", "level", name="uq_hints_rehearsal_id_turn_id_level"
        ),
        _of_rehearsal("hints"),
    )


def _of_rehearsal(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["rehearsal_id"],
        ["rehearsals.id"],
        name=f"fk_{table}_rehearsal_id",
        ondelete="CASCADE",
    )
