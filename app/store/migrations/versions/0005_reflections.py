"""Reflections: what learners mean to do differently next time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "reflections",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rehearsal_id", sa.Text, nullable=False),
        sa.Column("leaf_id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_reflections"),
        sa.UniqueConstraint("rehearsal_id", "leaf_id", name="uq_reflections_rehearsal_id_leaf_id"),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["rehearsals.id"],
            name="fk_reflections_rehearsal_id",
            ondelete="CASCADE",
        ),
    )
