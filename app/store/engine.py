"""Connections: SQLite made durable, PostgreSQL through psycopg."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import SetupError
from app.store import sqlite_file

BUSY_SECONDS = 15
"""How long a writer waits for another one."""

CONNECT_SECONDS = 5
"""How long to wait for a PostgreSQL server to answer."""

APPLICATION = "rehearsal-room"
"""By this name a PostgreSQL server knows our connections, and a restore sees that there are any."""

_WRITES = "rehearse_writes"


def open_engine(url: str) -> Engine:
    """Return the engine behind `url`; for SQLite the folder is made and the file is checked.

    Raises `SetupError` for a URL or a folder that cannot be used, and `StoreUnavailable` for a
    file that is read-only or damaged. A PostgreSQL server is not yet talked to.
    """
    parsed = parsed_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _postgres(parsed)


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file, whatever signs are in its path."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def passwords(url: str) -> list[str]:
    """Return the passwords in a URL, for a log to leave out; [] if it cannot be read."""
    try:
        parsed = parsed_url(url)
    except SetupError:
        return []
    return [str(one) for one in (parsed.password, parsed.query.get("password")) if one]


def writer(engine: Engine) -> Engine:
    """Return the same engine for transactions that write: on SQLite they queue up at BEGIN."""
    return engine.execution_options(**{_WRITES: True})


def parsed_url(url: str) -> URL:
    """Return the URL with our driver. Raises `SetupError` for one that cannot be used."""
    try:
        parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        # The driver's own words would repeat the URL, and the password in it.
        raise SetupError(
            "DATABASE_URL cannot be read. Write it as sqlite:///PATH or "
            "postgresql://USER:PASSWORD@HOST:5432/DATABASE."
        ) from None
    drivers = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
    backend = parsed.get_backend_name()
    if backend not in drivers:
        raise SetupError(
            f"DATABASE_URL names '{backend}'; only sqlite:/// and postgresql:// are known."
        )
    return parsed.set(drivername=drivers[backend])


def _postgres(url: URL) -> Engine:
    defaults = {"connect_timeout": CONNECT_SECONDS, "application_name": APPLICATION}
    own = {name: value for name, value in defaults.items() if name not in url.query}
    return create_engine(url, connect_args=own, pool_pre_ping=True, hide_parameters=True)


def _sqlite(url: URL) -> Engine:
    sqlite_file.check(url.database, wait=BUSY_SECONDS)
    # isolation_level None: transactions begin where `_begin` says, not where the driver guesses.
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    # SQLite's own knows only a-z; the search must not care about the case of É either.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: str | None) -> str | None:
    return value and value.lower()


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL, once per file; SQLite does not wait by itself for a writer to be done."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.005)


def _begin(connection: Connection) -> None:
    """Begin; writers at once IMMEDIATE, as a reader that turns writer cannot wait its turn."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
