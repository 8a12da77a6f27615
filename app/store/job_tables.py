"""The tables of work in bulk. Procrastinate, which hands it out, has tables of its own."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from app.store.tables import StorableText, UtcDateTime, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", StorableText, nullable=False, unique=True),
    Column("kind", StorableText, nullable=False),
    Column("about", StorableText, nullable=False),
    Column("options", StorableText, nullable=False),
    Column("ordered_by", StorableText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("cancelled_at", UtcDateTime),
    Column("problem", StorableText, nullable=False),
)

job_items = Table(
    "job_items",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("job_id", StorableText, ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("batch", Integer, nullable=False),
    Column("payload", StorableText),
    Column("rehearsal_id", StorableText, ForeignKey("rehearsals.id", ondelete="CASCADE")),
    Column("done_at", UtcDateTime),
    # Why it was skipped; '' when it was not.
    Column("problem", StorableText, nullable=False),
    Column("result", LargeBinary),
    UniqueConstraint("job_id", "position"),
    Index(None, "job_id", "batch"),
    Index(None, "rehearsal_id"),
)
