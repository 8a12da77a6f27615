from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.errors import StoreUnavailable
from app.store.engine import open_engine
from app.store.repository import Store
from app.store.tables import SCHEMA, VERSION_TABLE, metadata
from tests.store.samples import a_rehearsal, a_turn


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database as it is after all migrations, without the store."""
    Store.open(database_url).close()
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_store_uses(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_schema_that_the_store_knows() -> None:
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    config.set_main_option("path_separator", "os")
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]

    assert revisions[0] == SCHEMA
    assert revisions == sorted(revisions, reverse=True)


def test_opening_twice_keeps_everything(database_url: str) -> None:
    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())
        assert store.schema_version() == SCHEMA

    with closing(Store.open(database_url)) as store:
        store.upgrade()
        assert store.rehearsal("local", "r1") == a_rehearsal()
        assert store.schema_version() == SCHEMA


def test_23_a_newer_schema_is_refused_and_left_alone(database_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(StoreUnavailable, match=r"newer version of this app.*schema 9999"):
        Store.open(database_url)

    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == "9999"


@pytest.mark.parametrize("parent", [None, "t0"])
def test_the_database_itself_keeps_a_message_from_being_stored_twice(
    database_url: str, engine: Engine, parent: str | None
) -> None:
    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())
        store.add_turn(a_turn("t0"))
        store.add_turn(a_turn("t1", parent, message_id="m"))
    copy = text(
        "INSERT INTO turns (rehearsal_id, id, parent_id, message_id, speaker, text, at, complete,"
        " origin, usage) SELECT rehearsal_id, 'other', parent_id, message_id, speaker, text, at,"
        " complete, origin, usage FROM turns WHERE id = 't1'"
    )

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(copy)


def test_rows_from_before_a_field_was_added_still_read(database_url: str, engine: Engine) -> None:
    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())
        store.add_turn(a_turn("t1"))
        with engine.begin() as connection:
            older = {"move": '{"parts":[{"kind":"raise"}]}', "state": "{}", "usage": "{}"}
            columns = ", ".join(f"{name} = :{name}" for name in older)
            connection.execute(text(f"UPDATE turns SET {columns}"), older)

        turn = store.turn("r1", "t1")

    assert turn.move is not None
    assert turn.move.main.kind == "raise"
    assert turn.state is not None
    assert turn.usage.prompt == 0


def test_a_row_that_makes_no_sense_is_named(database_url: str, engine: Engine) -> None:
    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())
        store.add_turn(a_turn("t1"))
        with engine.begin() as connection:
            connection.execute(text("UPDATE turns SET state = '{broken'"))

        with pytest.raises(StoreUnavailable, match="stored turn t1 cannot be read"):
            store.tree("r1")


def test_a_current_schema_is_opened_without_the_migration_tool(database_url: str) -> None:
    Store.open(database_url).close()
    program = (
        "import sys; from app.store.repository import Store; "
        "Store.open(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )

    told = subprocess.run(
        [sys.executable, "-c", program, database_url], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "False"
