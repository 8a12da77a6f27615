"""Rehearsals, their turns and their scorecards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    _create_rehearsals()
    _create_turns()
    _create_scorecards()


def _create_rehearsals() -> None:
    op.create_table(
        "rehearsals",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("persona_id", sa.Text, nullable=False),
        sa.Column("persona_hash", sa.Text, nullable=False),
        sa.Column("persona_name", sa.Text, nullable=False),
        sa.Column("situation", sa.Text, nullable=False),
        sa.Column("difficulty", sa.Integer, nullable=False),
        sa.Column("rubric_id", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaf_id", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("number", name="pk_rehearsals"),
        sa.UniqueConstraint("id", name="uq_rehearsals_id"),
    )
    op.create_index("ix_rehearsals_owner_started_at", "rehearsals", ["owner", "started_at"])


def _create_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rehearsal_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Text),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("move", sa.Text),
        sa.Column("state", sa.Text),
        sa.Column("usage", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_turns"),
        sa.UniqueConstraint("rehearsal_id", "id", name="uq_turns_rehearsal_id_id"),
        sa.UniqueConstraint(
            "rehearsal_id",
            "parent_id",
            "message_id",
            name="uq_turns_rehearsal_id_parent_id_message_id",
        ),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["rehearsals.id"],
            name="fk_turns_rehearsal_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["rehearsal_id", "parent_id"],
            ["turns.rehearsal_id", "turns.id"],
            name="fk_turns_rehearsal_id_parent_id",
        ),
    )
    op.create_index(
        "uq_turns_root",
        "turns",
        ["rehearsal_id", "message_id"],
        unique=True,
        sqlite_where=sa.text("parent_id IS NULL"),
        postgresql_where=sa.text("parent_id IS NULL"),
    )


def _create_scorecards() -> None:
    op.create_table(
        "scorecards",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("rehearsal_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overall", sa.Integer),
        sa.Column("levels", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_scorecards"),
        sa.UniqueConstraint("id", name="uq_scorecards_id"),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"],
            ["rehearsals.id"],
            name="fk_scorecards_rehearsal_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_scorecards_rehearsal_id_number", "scorecards", ["rehearsal_id", "number"])
