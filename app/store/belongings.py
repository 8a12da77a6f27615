"""All that belongs to one owner: to hand it over, to erase it, and to remove it when it is old.

Which tables those are is read from the tables themselves, so that none is forgotten: a table with
an owner, and every table that hangs on rehearsals.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from app.store import rows
from app.store.database import Database
from app.store.job_tables import jobs
from app.store.privacy_tables import traces, usage
from app.store.queries import OLDEST_FIRST
from app.store.tables import content, corrections, metadata, rehearsals, turns, worksheets
from app.store.user_tables import links, sessions, tries, users

OWNED: tuple[Table, ...] = tuple(
    table for table in metadata.sorted_tables if "owner" in table.c and table is not rehearsals
)
"""Tables whose rows belong to an owner, beside rehearsals."""

HANGING: tuple[Table, ...] = tuple(
    table
    for table in metadata.sorted_tables
    if table is not rehearsals and "rehearsal_id" in table.c
)
"""Tables whose rows belong to a rehearsal, and go with it."""

ACCOUNT: tuple[Table, ...] = (users, sessions, links)
"""The owner's account, where there are accounts, and what goes with it."""

NOBODYS: frozenset[str] = frozenset(table.name for table in (content, jobs, traces, tries))
"""Tables that belong to no learner: the trainers' files, work in bulk, what the file must be
cleaned of, and hashes of what somebody tried to sign in with."""

BATCH = 100
"""Rehearsals that are removed in one transaction."""

_JSON = frozenset({"body", "levels", "move", "state", "usage"})
"""Columns that hold JSON."""

Belonging = dict[str, Any]
"""A row, ready to be written as JSON."""

_log = logging.getLogger(__name__)


class Belongings:
    """Hands over and removes what belongs to one owner, in all tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # To hand over

    def count(self, owner: str) -> int:
        """Return how many rehearsals are kept of an owner; deleted ones count."""
        query = select(func.count()).select_from(rehearsals).where(rehearsals.c.owner == owner)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def rehearsals(self, owner: str) -> tuple[Belonging, ...]:
        """Return the owner's rehearsals, deleted ones too, the oldest first."""
        query = select(rehearsals).where(rehearsals.c.owner == owner).order_by(*OLDEST_FIRST)
        with self._database.reading() as connection:
            return tuple(_plain(row) for row in connection.execute(query).mappings())

    def hanging(self, owner: str, rehearsal_id: str) -> dict[str, list[Belonging]]:
        """Return all that hangs on a rehearsal, by table; nothing of another's."""
        mine = exists().where(rehearsals.c.id == rehearsal_id, rehearsals.c.owner == owner)
        with self._database.reading() as connection:
            return {
                table.name: list(
                    _rows(connection, table, (table.c.rehearsal_id == rehearsal_id) & mine)
                )
                for table in HANGING
            }

    def others(self, owner: str) -> dict[str, list[Belonging]]:
        """Return what is the owner's beside rehearsals, by table."""
        with self._database.reading() as connection:
            return {
                table.name: list(_rows(connection, table, table.c.owner == owner))
                for table in OWNED
            }

    def account(self, owner: str) -> Belonging | None:
        """Return the owner's account, without their password; None where there are no accounts."""
        with self._database.reading() as connection:
            found = list(_rows(connection, users, users.c.id == owner))
        return {k: v for k, v in found[0].items() if k != "password"} if found else None

    def said_of_others(self, owner: str) -> list[Belonging]:
        """Return what the owner, as a trainer, said of other people's scorecards."""
        with self._database.reading() as connection:
            return list(_rows(connection, corrections, corrections.c.trainer == owner))

    # To erase

    def erase(self, owner: str, at: datetime) -> int:
        """Remove all that is the owner's, in one transaction; return how many rehearsals it was.

        Their account goes, too, and with it every visit.

        What they said as a trainer of other people's scorecards and files stays, without their
        name. On SQLite the words can be read in the file until `scrub`.
        """
        with self._database.writing() as connection:
            for table in OWNED:
                connection.execute(delete(table).where(table.c.owner == owner))
            gone = connection.execute(delete(rehearsals).where(rehearsals.c.owner == owner))
            _forget_the_trainer(connection, owner)
            connection.execute(delete(users).where(users.c.id == owner))
            connection.execute(traces.insert(), {"at": at})
            return gone.rowcount

    def expire(
        self, *, older: datetime | None, deleted: datetime, at: datetime, most: int = BATCH
    ) -> int:
        """Remove at most `most` rehearsals for good; return how many, 0 when none is left.

        Those are the ones deleted before `deleted`, and those in which nothing happened since
        `older` (None: those stay). Each batch is one transaction.
        """
        due: ColumnElement[bool] = rehearsals.c.deleted_at < deleted
        if older is not None:
            due = or_(due, _untouched(older))
        batch = select(rehearsals.c.id).where(due).order_by(rehearsals.c.number).limit(most)
        with self._database.writing() as connection:
            ids = connection.scalars(batch).all()
            if ids:
                connection.execute(delete(rehearsals).where(rehearsals.c.id.in_(ids), due))
                connection.execute(traces.insert(), {"at": at})
            return len(ids)

    def expire_the_rest(self, older: datetime, at: datetime) -> int:
        """Remove worksheets not written since `older`, and token use of days before it."""
        old = {
            worksheets: worksheets.c.updated_at < older,
            usage: usage.c.day < older.date().isoformat(),
        }
        with self._database.writing() as connection:
            gone = sum(
                connection.execute(delete(table).where(due)).rowcount for table, due in old.items()
            )
            if gone:
                connection.execute(traces.insert(), {"at": at})
            return gone

    # To leave no trace

    @property
    def traced(self) -> bool:
        """Whether something was deleted since the file was last written anew."""
        with self._database.reading() as connection:
            return connection.scalar(select(traces.c.number).limit(1)) is not None

    def scrub(self) -> bool:
        """Write a SQLite file anew, without what was deleted; return whether that is done.

        It is not while another program reads or the disk is full: then it is still `traced`. On
        PostgreSQL the server does it in its own time (autovacuum).
        """
        with self._database.reading() as connection:
            newest = connection.scalar(select(func.max(traces.c.number)))
        if newest is None:
            return True
        if self._database.engine.dialect.name == "sqlite" and not self._written_anew():
            return False
        with self._database.writing() as connection:
            connection.execute(delete(traces).where(traces.c.number <= newest))
        return True

    def _written_anew(self) -> bool:
        with closing(self._database.engine.raw_connection()) as held:
            file: Any = held.dbapi_connection
            try:
                # The new pages go through the log into the file; then the log is cut to nothing.
                file.execute("VACUUM")
                busy, *_ = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError as error:
                _log.warning("the database file could not be written anew yet: %s", error)
                return False
        return not busy


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> Iterator[Belonging]:
    first = next(iter(table.primary_key))
    for row in connection.execute(select(table).where(which).order_by(first)).mappings():
        yield _plain(row)


def _plain(row: RowMapping) -> Belonging:
    return {name: _value(name, value) for name, value in row.items() if name != "number"}


def _value(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):  # a copy that somebody ordered of all rehearsals
        return f"{len(value)} bytes"
    return json.loads(value) if name in _JSON and isinstance(value, str) else value


def _untouched(since: datetime) -> ColumnElement[bool]:
    """Match rehearsals in which nothing was said, and that did not end, since then."""
    newer = exists().where(turns.c.rehearsal_id == rehearsals.c.id, turns.c.at >= since)
    over = or_(rehearsals.c.finished_at.is_(None), rehearsals.c.finished_at < since)
    return and_(rehearsals.c.started_at < since, over, ~newer)


def _forget_the_trainer(connection: Connection, owner: str) -> None:
    """Put a made-up name in place of a trainer's, where their work stays."""
    nobody = f"former-{uuid4().hex[:8]}"
    connection.execute(update(content).where(content.c.author == owner).values(author=nobody))
    theirs = select(corrections).where(corrections.c.trainer == owner)
    for row in connection.execute(theirs).mappings().all():
        kept = rows.correction(row).model_copy(update={"trainer": nobody})
        this = update(corrections).where(corrections.c.id == kept.id)
        connection.execute(this.values(**rows.correction_row(kept)))
