from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from traceback import format_exception
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import URL, make_url

from app.errors import SetupError, StoreUnavailable
from app.store.repository import Store
from app.store.troubles import place
from tests.store.samples import a_rehearsal, a_turn
from tests.store.writers import ROUNDS, WRITERS
from tests.support.missing import missing

SECRET = "s3cret-canary"


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://user:{SECRET}@localhost/x",
        f"postgresql//user:{SECRET}@localhost/x",
        f"postgresql://user:{SECRET}@localhost:port/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
        "sqlite:////",
        "",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SetupError, match="DATABASE_URL") as refused:
        Store.open(url)

    assert SECRET not in "".join(format_exception(refused.value))


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(StoreUnavailable, match=f"No connection to .*127.0.0.1:{port}") as refused:
        Store.open(f"postgres://user:{SECRET}@127.0.0.1:{port}/x?sslmode=disable")

    assert refused.value.exit_code == 3
    assert SECRET not in "".join(format_exception(refused.value))


def test_a_wrong_password_is_said_and_not_repeated(guarded_url: URL) -> None:
    wrong = guarded_url.set(password=SECRET).render_as_string(hide_password=False)

    with pytest.raises(StoreUnavailable, match="user name or the password") as refused:
        Store.open(wrong)

    assert refused.value.exit_code == 3
    assert SECRET not in "".join(format_exception(refused.value))


def test_an_unknown_database_is_said(postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="not-there").render_as_string(hide_password=False)

    with pytest.raises(StoreUnavailable, match="does not know the database"):
        Store.open(url)


def test_a_user_without_rights_is_told(guarded_url: URL) -> None:
    with pytest.raises(StoreUnavailable, match="may not do this"):
        Store.open(guarded_url.render_as_string(hide_password=False))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_name_of_postgresql_is_understood(postgres_url: str, scheme: str) -> None:
    url = postgres_url.replace("postgresql", scheme, 1)

    with closing(Store.open(url)) as store:
        store.ping()


def test_20_a_read_only_server_is_refused(postgres_url: str) -> None:
    Store.open(postgres_url).close()
    url = make_url(postgres_url)
    options = f"{url.query['options']} -cdefault_transaction_read_only=on"
    read_only = url.update_query_dict({"options": options})

    with pytest.raises(StoreUnavailable, match="is read-only"):
        Store.open(read_only.render_as_string(hide_password=False))


def test_18_connections_that_the_server_drops_are_made_again(postgres_url: str) -> None:
    name = f"rehearse-{uuid4().hex}"
    url = make_url(postgres_url).update_query_dict({"application_name": name})
    with (
        closing(Store.open(url.render_as_string(hide_password=False))) as store,
        psycopg.connect(postgres_url, autocommit=True) as admin,
    ):
        store.add_rehearsal(a_rehearsal())
        for number in range(5):
            dropped = admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE application_name = %s",
                [name],
            ).fetchall()
            assert dropped
            store.add_turn(a_turn(f"t{number}"))
        assert len(store.tree("r1")) == 5


def test_threads_may_share_a_store(store: Store) -> None:
    store.add_rehearsal(a_rehearsal())

    def talk(name: int) -> None:
        parent: str | None = None
        for number in range(ROUNDS):
            parent = store.add_turn(a_turn(f"{number} of {name}", parent)).id

    threads = [Thread(target=talk, args=(name,)) for name in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(store.tree("r1")) == WRITERS * ROUNDS
    assert all(
        len(store.path("r1", f"{ROUNDS - 1} of {name}")) == ROUNDS for name in range(WRITERS)
    )


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("sqlite:////var/rehearsals.db", "The database /var/rehearsals.db"),
        (f"postgresql://me:{SECRET}@db.example:5433/x", "PostgreSQL at db.example:5433"),
        (f"postgresql://me@/x?host=/run/pg&password={SECRET}", "PostgreSQL at /run/pg:5432"),
        ("postgresql:///x", "PostgreSQL at localhost:5432"),
    ],
)
def test_a_database_is_named_by_where_it_is(url: str, named: str) -> None:
    assert place(make_url(url)) == named


@pytest.fixture
def guarded_url(postgres_url: str) -> Iterator[URL]:
    """The server as a user who needs a password and may create nothing."""
    url = make_url(postgres_url).set(username="guarded", password="right")
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS guarded")
        admin.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        try:
            _require_passwords(url)
            yield url
        finally:
            admin.execute("DROP ROLE guarded")


def _require_passwords(url: URL) -> None:
    wrong = url.set(password="wrong").render_as_string(hide_password=False)
    try:
        psycopg.connect(wrong).close()
    except psycopg.OperationalError:
        return
    missing("the test of a wrong password", "the server of DATABASE_URL_TEST trusts everybody")
