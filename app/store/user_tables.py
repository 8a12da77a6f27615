"""The tables of people, their sessions and links, and the tries to sign in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from app.store.tables import StorableText, UtcDateTime, metadata

users = Table(
    "users",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", StorableText, nullable=False, unique=True),
    Column("name", StorableText, nullable=False),
    # The name as names are compared.
    Column("folded", StorableText, nullable=False, unique=True),
    Column("role", StorableText, nullable=False),
    Column("password", StorableText),
    Column("issuer", StorableText),
    Column("subject", StorableText),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    UniqueConstraint("issuer", "subject"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", StorableText, primary_key=True),
    Column("user_id", StorableText, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index(None, "user_id"),
)

links = Table(
    "links",
    metadata,
    Column("token_hash", StorableText, primary_key=True),
    Column("kind", StorableText, nullable=False),
    Column("role", StorableText, nullable=False),
    Column("user_id", StorableText, ForeignKey("users.id", ondelete="CASCADE")),
    Column("made_by", StorableText, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "user_id"),
)

tries = Table(
    "tries",
    metadata,
    # A hash of what is tried: names that people type may hold their passwords.
    Column("key", StorableText, primary_key=True),
    # When all tries so far are paid off, in milliseconds since 1970; see `Tries`.
    Column("paid_at", BigInteger, nullable=False),
    Index(None, "paid_at"),
)
