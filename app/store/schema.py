"""The schema's version, and the way to the newest one."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, column, func, inspect, select, table, text

from app.errors import StoreUnavailable
from app.store.engine import writer
from app.store.tables import SCHEMA, VERSION_TABLE
from app.store.troubles import READ_ONLY, place

_LOCK = 0x5265_6865_6172_7365
"""Key of the PostgreSQL advisory lock under which the schema changes: 'Rehearse' in ASCII."""


def version(connection: Connection) -> str | None:
    """Return the revision that the database is at; None for a database without our tables."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(
        select(column("version_num")).select_from(table(VERSION_TABLE))
    )
    return found


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date, in one transaction and one process at a time.

    Raises `StoreUnavailable` for a schema newer than this app, or a database that is read-only.
    """
    with engine.connect() as connection:
        _refuse_read_only(connection)
        if _current(connection):
            return
    with writer(engine).begin() as connection:
        lock(connection)
        if not _current(connection):
            migrate(connection)


def lock(connection: Connection) -> None:
    """Keep others from changing the schema until the end of the transaction, or wait for them."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def _current(connection: Connection) -> bool:
    found = version(connection)
    if found is not None and found > SCHEMA:
        raise StoreUnavailable(
            f"{place(connection.engine.url)} was written by a newer version of this app (schema "
            f"{found}; this version knows {SCHEMA}). Update the app, or set DATABASE_URL to "
            "another database."
        )
    return found == SCHEMA


def _refuse_read_only(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    if connection.scalar(text("SHOW transaction_read_only")) == "on":
        raise StoreUnavailable(READ_ONLY.format(place=place(connection.engine.url)))


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` in the connection's transaction."""
    # Here, as Alembic takes a third of a second to import and is seldom needed.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "app.store:migrations")
    config.set_main_option("path_separator", "os")
    command.upgrade(config, revision)
