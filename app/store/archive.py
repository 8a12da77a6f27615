"""Backups: one SQLite file, whatever the store is, that goes back into SQLite or PostgreSQL."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, func, inspect, select, text

from app.errors import AppError, StoreUnavailable
from app.store import schema, sqlite_file
from app.store.engine import open_engine, parsed_url, sqlite_url, writer
from app.store.tables import VERSION_TABLE, metadata
from app.store.troubles import BUSY, explained, place, sqlite_sentence

BATCH = 500
"""Rows that are held in memory at a time."""

IN_USE = "{place} is in use. Stop the app (every copy of it), then restore."


def backup(engine: Engine, target: Path) -> None:
    """Write everything into the new file `target`, while the store is in use.

    It is the state of one moment. Raises `AppError` when `target` exists or cannot be written; a
    half-done file is removed.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            source: Any = connection.connection.dbapi_connection
            sqlite_file.copy(source, target)
        return
    with (
        sqlite_file.arriving(target) as partial,
        _one_moment(engine) as source,
        _file(partial) as there,
    ):
        schema.upgrade(there)
        with writer(there).begin() as connection:
            _copy_rows(source, connection)
            _refuse_difference(source, connection)


def restore(url: str, archive: Path) -> str:
    """Put what is in `archive` in the place of the store; return where that is kept, or ''.

    An archive of an older version is upgraded on the way. Until everything is there and compared,
    the store stays as it was; it may be damaged. Raises `StoreUnavailable` for an archive that is
    damaged, not ours or newer, and for a store that is in use.
    """
    parsed = parsed_url(url)
    with _prepared(archive) as source:
        if parsed.get_backend_name() == "sqlite":
            return _restore_sqlite(Path(str(parsed.database)), source)
        engine = open_engine(url)
        try:
            with explained(engine.url):
                return _restore_postgres(engine, source)
        finally:
            engine.dispose()


def checksum(connection: Connection) -> str:
    """Return the SHA-256 of all rows of all tables: the same in every kind of database."""
    summed = hashlib.sha256()
    for table in metadata.sorted_tables:
        summed.update(f"{table.name}\n".encode())
        for row in _rows(connection, table):
            summed.update(json.dumps(row, sort_keys=True, default=_plain).encode())
    return summed.hexdigest()


@contextmanager
def _prepared(archive: Path) -> Iterator[Path]:
    """Yield a copy of `archive` that was checked and brought to the newest schema."""
    if not archive.is_file():
        raise AppError(f"There is no backup {archive}.")
    with TemporaryDirectory(prefix="rehearse-restore-") as folder:
        copy = Path(folder) / "archive.db"
        shutil.copyfile(archive, copy)
        try:
            with _file(copy) as engine:
                with engine.connect() as connection:
                    ours = inspect(connection).has_table(VERSION_TABLE)
                if not ours:
                    raise StoreUnavailable(f"{archive} is not a backup of this app.")
                schema.upgrade(engine)
        except StoreUnavailable as error:
            raise StoreUnavailable(str(error).replace(str(copy), str(archive))) from None
        yield copy


def _restore_sqlite(path: Path, source: Path) -> str:
    former = path.with_name(f"{path.name}.before-{_now()}")
    arriving = path.with_name(f"{path.name}.arriving")
    there = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, arriving)
        arriving.chmod(0o600)
        with _alone(path) if there else nullcontext():
            if there:
                _keep(path, former)
            # Never a moment without a database: an app that starts now finds the one or the other.
            arriving.replace(path)
    except OSError as error:
        raise AppError(f"The store could not be restored: {error}. It is as it was.") from error
    finally:
        with suppress(OSError):
            arriving.unlink()
    return str(former) if there else ""


def _keep(path: Path, former: Path) -> None:
    """Give the database a second name; where a disk knows no such thing, copy it."""
    try:
        former.hardlink_to(path)
    except OSError:
        shutil.copy2(path, former)
    for log in ("-wal", "-shm"):
        # Of a damaged database: beside the new one, SQLite would take it for its own.
        with suppress(FileNotFoundError):
            path.with_name(path.name + log).rename(former.with_name(former.name + log))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the file so that nobody else can use it; raises `StoreUnavailable` if somebody does."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as connection:
        try:
            # Leaving the write-ahead log needs the file for oneself, and leaves one plain file.
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if sqlite_sentence(error) == BUSY:
                where = f"The database {path}"
                raise StoreUnavailable(IN_USE.format(place=where)) from None
            # A damaged one is what a backup is for.
        yield


def _restore_postgres(engine: Engine, source: Path) -> str:
    """Move our tables to a schema of their own and fill new ones, in one transaction."""
    former = f"rehearse_before_{_now().replace('-', '_')}"
    with (
        _file(source) as archive,
        archive.connect() as rows,
        writer(engine).begin() as connection,
    ):
        schema.lock(connection)
        _refuse_company(connection)
        moved = _move_tables(connection, former)
        schema.migrate(connection)
        _copy_rows(rows, connection)
        _refuse_difference(rows, connection)
    return f"the schema {former}" if moved else ""


def _refuse_company(connection: Connection) -> None:
    others = connection.scalar(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = :name AND pid <> pg_backend_pid()"
        ),
        {"name": connection.scalar(text("SELECT current_setting('application_name')"))},
    )
    if others:
        raise StoreUnavailable(IN_USE.format(place=place(connection.engine.url)))


def _move_tables(connection: Connection, former: str) -> bool:
    """Move our tables, with their indexes and sequences, into the new schema `former`."""
    there = set(inspect(connection).get_table_names())
    ours = [name for name in (*metadata.tables, VERSION_TABLE) if name in there]
    quote = connection.dialect.identifier_preparer.quote
    if ours:
        connection.execute(text(f"CREATE SCHEMA {quote(former)}"))
    for name in ours:
        connection.execute(text(f"ALTER TABLE {quote(name)} SET SCHEMA {quote(former)}"))
    return bool(ours)


def _copy_rows(source: Connection, target: Connection) -> None:
    """Copy all rows, parents before children; `target` is empty."""
    if target.dialect.name == "sqlite":
        target.execute(text("PRAGMA defer_foreign_keys=ON"))
    for table in metadata.sorted_tables:
        batch: list[dict[str, Any]] = []
        for row in _rows(source, table):
            batch.append(row)
            if len(batch) == BATCH:
                target.execute(table.insert(), batch)
                batch.clear()
        if batch:
            target.execute(table.insert(), batch)
        _go_on_counting(target, table)


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in the order of its key, a batch at a time."""
    ordered = select(table).order_by(*(table.primary_key.columns or table.columns))
    found = connection.execute(ordered, execution_options={"yield_per": BATCH})
    for row in found.mappings():
        yield dict(row)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that were copied."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        if not isinstance(column.type, Integer) or column.foreign_keys:
            continue
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        highest = select(func.max(column)).scalar_subquery()
        connection.execute(select(func.setval(sequence, highest)).where(highest.is_not(None)))


def _refuse_difference(source: Connection, target: Connection) -> None:
    if checksum(source) != checksum(target):
        raise StoreUnavailable("The copy differs from what was copied; nothing was changed.")


@contextmanager
def _one_moment(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees the database as it is now, whatever others write."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection


@contextmanager
def _file(path: Path) -> Iterator[Engine]:
    """Yield an engine on a SQLite file, which is one plain file again afterwards."""
    engine = open_engine(sqlite_url(path))
    try:
        yield engine
    finally:
        engine.dispose()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no plain form")


def _now() -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
