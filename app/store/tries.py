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

    def let_through(self, key: str, allowance: Allowance, now: datetime) -> float:
        """Count a try and return 0, or return how long to wait for the next one (in seconds)."""
        at, pause = _milliseconds(now), allowance.pause_ms
        latest = at + (allowance.at_once - 1) * pause
        with self._database.writing() as connection:
            if _counted(connection, _hashed(key), at, pause, latest):
                return 0
            owed = connection.scalar(select(tries.c.paid_at).where(tries.c.key == _hashed(key)))
        return max(1.0, ((owed or at) - latest) / 1000)

    def give_back(self, key: str, allowance: Allowance) -> None:
        """Take one try back: it was a good one."""
        paid = update(tries).where(tries.c.key == _hashed(key))
        with self._database.writing() as connection:
            connection.execute(paid.values(paid_at=tries.c.paid_at - allowance.pause_ms))

    def forget(self, key: str, now: datetime) -> None:
        """Take all tries of `key` back; those of others that are paid off go away, too."""
        paid = tries.c.paid_at < _milliseconds(now)
        with self._database.writing() as connection:
            connection.execute(delete(tries).where((tries.c.key == _hashed(key)) | paid))


def _counted(connection: Connection, key: str, at: int, pause: int, latest: int) -> bool:
    """Count a try in one statement, unless too many pauses are owed; return whether it was."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    begun = case((tries.c.paid_at > at, tries.c.paid_at), else_=at)
    statement = (
        dialect.insert(tries)
        .values(key=key, paid_at=at + pause)
        .on_conflict_do_update(
            index_elements=["key"], set_={"paid_at": begun + pause}, where=tries.c.paid_at <= latest
        )
        .returning(tries.c.key)
    )
    return connection.scalar(statement) is not None


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
