"""The tables, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

from app.domain.text import storable

SCHEMA = "0012"
"""The newest revision in `migrations/versions`; revisions are numbered in order."""

VERSION_TABLE = "rehearse_schema"
"""Where Alembic notes the revision; its own name, so that a database can be shared."""


class StorableText(TypeDecorator[str]):
    """Text of any length; what a database cannot hold is replaced on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace NUL characters and lone surrogates."""
        return None if value is None else storable(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time: timezone-aware on both sides, kept as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any timezone into UTC; ValueError for a moment without one."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment needs its timezone: {value}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite drops the timezone, PostgreSQL answers in the session's: both become UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# `number` is the order of writing, which holds even when the clock is set back.
rehearsals = Table(
    "rehearsals",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", StorableText, nullable=False, unique=True),
    Column("owner", StorableText, nullable=False),
    Column("persona_id", StorableText, nullable=False),
    Column("persona_hash", StorableText, nullable=False),
    Column("persona_name", StorableText, nullable=False),
    Column("situation", StorableText, nullable=False),
    Column("difficulty", Integer, nullable=False),
    Column("rubric_id", StorableText, nullable=False),
    Column("speaker", StorableText, nullable=False),
    Column("model", StorableText, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    # Where the learner is now: the attempt's last turn, and how it ended if it is over.
    Column("leaf_id", StorableText),
    Column("outcome", StorableText),
    Column("finished_at", UtcDateTime),
    Column("deleted_at", UtcDateTime),
    Index(None, "owner", "started_at"),
)

turns = Table(
    "turns",
    metadata,
    Column("number", Integer, primary_key=True),
    Column(
        "rehearsal_id",
        StorableText,
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("id", StorableText, nullable=False),
    Column("parent_id", StorableText),
    Column("message_id", StorableText, nullable=False),
    Column("speaker", StorableText, nullable=False),
    Column("text", StorableText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("origin", StorableText, nullable=False),
    Column("move", StorableText),
    Column("state", StorableText),
    Column("usage", StorableText, nullable=False),
    UniqueConstraint("rehearsal_id", "id"),
    UniqueConstraint("rehearsal_id", "parent_id", "message_id"),
    ForeignKeyConstraint(["rehearsal_id", "parent_id"], ["turns.rehearsal_id", "turns.id"]),
    # NULLs never equal each other in a unique constraint, so a root turn needs its own.
    Index(
        "uq_turns_root",
        "rehearsal_id",
        "message_id",
        unique=True,
        sqlite_where=text("parent_id IS NULL"),
        postgresql_where=text("parent_id IS NULL"),
    ),
)

# One row for each attempt that is over: an attempt is named by its last turn.
attempts = Table(
    "attempts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column(
        "rehearsal_id",
        StorableText,
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("leaf_id", StorableText, nullable=False),
    Column("outcome", StorableText, nullable=False),
    Column("finished_at", UtcDateTime, nullable=False),
    UniqueConstraint("rehearsal_id", "leaf_id"),
    ForeignKeyConstraint(["rehearsal_id", "leaf_id"], ["turns.rehearsal_id", "turns.id"]),
)

scorecards = Table(
    "scorecards",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", StorableText, nullable=False, unique=True),
    Column(
        "rehearsal_id",
        StorableText,
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
    ),
    # The last turn of the attempt that was scored.
    Column("leaf_id", StorableText, nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("overall", Integer),
    Column("levels", StorableText, nullable=False),
    Column("body", StorableText, nullable=False),
    # The two judges are far apart: for the trainers' list.
    Column("apart", Boolean, nullable=False, server_default=false()),
    Index(None, "rehearsal_id", "number"),
    Index(None, "apart"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", StorableText, nullable=False, unique=True),
    Column(
        "rehearsal_id",
        StorableText,
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column(
        "scorecard_id",
        StorableText,
        ForeignKey("scorecards.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("trainer", StorableText, nullable=False),
    Column("subject", StorableText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", StorableText, nullable=False),
    # Also finds the corrections of a card.
    UniqueConstraint("scorecard_id", "trainer", "subject"),
    Index(None, "rehearsal_id"),
)

# Personas and rubrics as trainers change them. `version` counts per path, from 1; a version
# without text is the file's removal.
content = Table(
    "content",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("path", StorableText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", StorableText),
    Column("author", StorableText, nullable=False),
    Column("note", StorableText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("path", "version"),
)

reflections = Table(
    "reflections",
    metadata,
    Column("number", Integer, primary_key=True),
    Column(
        "rehearsal_id",
        StorableText,
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("leaf_id", StorableText, nullable=False),
    Column("text", StorableText, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("rehearsal_id", "leaf_id"),
)

worksheets = Table(
    "worksheets",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("owner", StorableText, nullable=False),
    Column("situation", StorableText, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("body", StorableText, nullable=False),
    UniqueConstraint("owner", "situation"),
)

# The worksheet as it was when a rehearsal began.
plans = Table(
    "plans",
    metadata,
    Column(
        "rehearsal_id",
        StorableText,
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("body", StorableText, nullable=False),
)

hints = Table(
    "hints",
    metadata,
    Column("number", Integer, primary_key=True),
    Column(
        "rehearsal_id",
        StorableText,
        ForeignKey("rehearsals.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("turn_id", StorableText, nullable=False),
    Column("level", Integer, nullable=False),
    Column("concern", StorableText),
    Column("at", UtcDateTime, nullable=False),
    Column("body", StorableText, nullable=False),
    # Also finds the hints of a rehearsal.
    UniqueConstraint("rehearsal_id", "turn_id", "level"),
)
