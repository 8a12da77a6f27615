"""The tables of token use, and of deleted words that may still be read in the file."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table, UniqueConstraint

from app.store.tables import StorableText, UtcDateTime, metadata

# What an owner's calls to a model took on a day: no words, only numbers.
usage = Table(
    "usage",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("owner", StorableText, nullable=False),
    Column("model", StorableText, nullable=False),
    # In UTC: '2026-11-28'.
    Column("day", StorableText, nullable=False),
    Column("calls", BigInteger, nullable=False),
    Column("prompt", BigInteger, nullable=False),
    Column("cached", BigInteger, nullable=False),
    Column("completion", BigInteger, nullable=False),
    UniqueConstraint("day", "owner", "model"),
)

# A row for every deletion since the file was last written anew.
traces = Table(
    "traces",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
