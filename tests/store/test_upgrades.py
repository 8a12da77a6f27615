"""Trial 23: a database of any version comes to the newest one with every row, even after kill -9.

The list of versions is read from the migrations: a new one is covered as soon as it is there. Known
tables get real rows, so that migrations that read them have something to read; tables that this
file does not know get rows made from the types of their columns.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    inspect,
    select,
)

from app.domain.history import HistoryQuery
from app.domain.worksheet import Worksheet
from app.store import rows, schema
from app.store.engine import open_engine, writer
from app.store.repository import Store
from app.store.tables import (
    SCHEMA,
    VERSION_TABLE,
    corrections,
    plans,
    rehearsals,
    scorecards,
    turns,
)
from tests.store.corrections import a_missing, a_wrong, an_apart_card
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_turn
from tests.store.writers import processes, upgrade_and_die

KNOWN: dict[str, list[dict[str, Any]]] = {
    rehearsals.name: [a_rehearsal("r1", leaf_id="t2").model_dump()],
    turns.name: [rows.turn_row(a_boss_turn("t1")), rows.turn_row(a_turn("t2", "t1"))],
    scorecards.name: [rows.scorecard_row(an_apart_card("s1"))],
    plans.name: [{"rehearsal_id": "r1", "body": Worksheet(who="Ann").model_dump_json()}],
    corrections.name: [rows.correction_row(a_wrong()), rows.correction_row(a_missing())],
}
"""What a rehearsal leaves behind, as the newest version writes it."""

Stored = dict[str, list[dict[str, Any]]]


def versions() -> list[str]:
    """Return all revisions, the oldest first."""
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    return [script.revision for script in scripts][::-1]


@pytest.fixture(params=versions())
def version(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def stored(database_url: str, version: str) -> Iterator[tuple[Engine, Stored]]:
    """A database of an older version, and what is in it."""
    engine = open_engine(database_url)
    with writer(engine).begin() as connection:
        schema.migrate(connection, version)
    with writer(engine).begin() as connection:
        fill(connection)
    with engine.connect() as connection:
        before = everything(connection)
    yield engine, before
    engine.dispose()


def test_23_a_store_of_any_version_is_upgraded_with_every_row(
    database_url: str, stored: tuple[Engine, Stored]
) -> None:
    _, before = stored

    with closing(Store.open(database_url)) as store:
        assert store.schema_version() == SCHEMA
        assert kept(store, before) == before
        assert [turn.id for turn in store.path("r1", "t2")] == ["t1", "t2"]
        assert store.history("local", HistoryQuery())[1] == 1
        assert store.scorecards("r1")[0].id == "s1"
        assert store.apart("local", 9)[0].rehearsal.id == "r1"


@pytest.mark.parametrize("version", versions()[:-1], indirect=True)
def test_23_an_upgrade_that_is_killed_leaves_every_row_and_is_done_again(
    database_url: str, version: str, stored: tuple[Engine, Stored]
) -> None:
    engine, before = stored
    process = processes.Process(target=upgrade_and_die, args=(database_url,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL

    with engine.connect() as connection:
        assert schema.version(connection) == version
        assert everything(connection) == before
    with closing(Store.open(database_url)) as store:
        assert kept(store, before) == before


def reflected(connection: Connection) -> list[Table]:
    """Return the tables that are really there, parents first."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name != VERSION_TABLE)
    ours = set(inspect(connection).get_table_names())
    return [table for table in metadata.sorted_tables if table.name in ours]


def everything(connection: Connection) -> Stored:
    """Return all rows of all tables, in the order of their keys."""
    found: Stored = {}
    for table in reflected(connection):
        ordered = select(table).order_by(*(table.primary_key.columns or table.columns))
        found[table.name] = [dict(row) for row in connection.execute(ordered).mappings()]
    return found


def kept(store: Store, before: Stored) -> Stored:
    """Return what is there now, in the tables and columns that were there `before`."""
    with store._database.reading() as connection:
        now = everything(connection)
    return {
        name: [{key: row[key] for key in old[0]} for row in now[name]]
        for name, old in before.items()
    }


def fill(connection: Connection) -> None:
    """Put rows into every table."""
    for table in reflected(connection):
        known = KNOWN.get(table.name)
        for number in range(len(known) if known else 2):
            row = made_up(connection, table, number)
            if known:
                real = {**dict.fromkeys(nullable(table.columns)), **known[number]}
                row |= {name: real[name] for name in row if name in real}
            connection.execute(table.insert(), row)


def made_up(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    """Return a row of the right types that refers to rows which are there."""
    row = {column.name: value(column, number) for column in table.columns}
    for constraint in table.foreign_key_constraints:
        parent = constraint.referred_table
        if parent is table:
            row |= dict.fromkeys(nullable(constraint.columns), None)
            continue
        names = [element.column.name for element in constraint.elements]
        at = number if table.name not in KNOWN else 0
        order = parent.primary_key.columns or parent.columns
        query = select(*(parent.c[name] for name in names)).order_by(*order)
        found = connection.execute(query).all()
        row |= dict(zip(constraint.column_keys, found[at % len(found)], strict=True))
    return row


def nullable(columns: Any) -> list[str]:
    return [column.name for column in columns if column.nullable]


def value(column: Column[Any], number: int) -> Any:
    """Return something that `column` can hold, another one for each `number`."""
    made: list[tuple[type, Any]] = [
        (Boolean, number % 2 == 0),
        (Integer, number + 1),
        (Float, number + 0.5),
        (DateTime, NOON + timedelta(minutes=number)),
        (Date, (NOON + timedelta(days=number)).date()),
        (LargeBinary, bytes([number])),
    ]
    for kind, thing in made:
        if isinstance(column.type, kind):
            return thing
    return f"{column.name} {number}"
