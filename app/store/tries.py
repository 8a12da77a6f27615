"""How often something was tried lately, counted for all copies of the app together."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.database import Database
from app.store.user_tables import tries


class Allowance(NamedTuple):
    """How many tries are let through: `at_once`, and then one in every `pause`.

    In any stretch of time T no more than `at_once` + T / `pause` are.
    """

    at_once: int
    pause: timedelta

    @property
    def pause_ms(self) -> int:
        """The pause in milliseconds."""
        return int(self.pause.total_seconds() * 1000)


class Tries:
    """Lets so many tries of a key through and no more, however many ask at once.

    Each try costs a pause, and may be paid later as long as no more than `at_once` pauses are
    owed. One number a key is enough for that: the moment at which all is paid.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def wait(self, key: str, allowance: Allowance, now: datetime) -> float:
        """Return how long to wait for the next try (in seconds); 0: none. Counts nothing."""
        query = select(tries.c.paid_at).where(tries.c.key == _hashed(key))
        with self._database.reading() as connection:
            owed: int | None = connection.scalar(query)
        early = 0 if owed is None else owed - _latest(allowance, now)
        return max(1.0, early / 1000) if early > 0 else 0

    def let_through(self, key: str, allowance: Allowance, now: datetime) -> float:
        """Count a try and return 0, or return how long to wait for the next one (in seconds)."""
        # Reading comes first: a flood of tries must not keep others from writing.
        if wait := self.wait(key, allowance, now):
            return wait
        with self._database.writing() as connection:
            counted = _counted(connection, _hashed(key), allowance, now)
        return 0 if counted else max(1.0, self.wait(key, allowance, now))

    def was_good(self, key: str, other: str, allowance: Allowance, now: datetime) -> None:
        """Forget all tries of `key`, and take one of `other` back: this one was right."""
        with self._database.writing() as connection:
            _forget(connection, key, now)
            paid = update(tries).where(tries.c.key == _hashed(other))
            connection.execute(paid.values(paid_at=tries.c.paid_at - allowance.pause_ms))

    def forget(self, key: str, now: datetime) -> None:
        """Take all tries of `key` back."""
        with self._database.writing() as connection:
            _forget(connection, key, now)


def _forget(connection: Connection, key: str, now: datetime) -> None:
    """Remove a key, and those that are paid off, too."""
    paid = tries.c.paid_at < _milliseconds(now)
    connection.execute(delete(tries).where((tries.c.key == _hashed(key)) | paid))


def _counted(connection: Connection, key: str, allowance: Allowance, now: datetime) -> bool:
    """Count a try in one statement, unless too many pauses are owed; return whether it was."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    at, pause = _milliseconds(now), allowance.pause_ms
    begun = case((tries.c.paid_at > at, tries.c.paid_at), else_=at)
    statement = (
        dialect.insert(tries)
        .values(key=key, paid_at=at + pause)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={"paid_at": begun + pause},
            where=tries.c.paid_at <= _latest(allowance, now),
        )
        .returning(tries.c.key)
    )
    return connection.scalar(statement) is not None


def _latest(allowance: Allowance, now: datetime) -> int:
    """Return the moment by which all must be paid for one more try."""
    return _milliseconds(now) + (allowance.at_once - 1) * allowance.pause_ms


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
