"""`rehearse users`, as it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

from app import bootstrap
from app.accounts import Accounts
from app.cli import app
from app.config import Settings
from app.errors import AccountRefused
from app.rehearsal import now
from app.store.repository import Store
from tests.store.samples import a_rehearsal, a_turn

PASSWORD = "three green boats"


def users(*arguments: str, typed: str = "") -> Result:
    done = CliRunner().invoke(app, ["users", *arguments], input=typed)
    if isinstance(done.exception, AccountRefused):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


@contextmanager
def accounts() -> Iterator[Accounts]:
    with closing(Store.open(bootstrap.database_url(Settings()))) as store:
        yield Accounts(store, now)


def token(done: Result, page: str) -> str:
    """The token of the link that was printed."""
    link = urlsplit(done.output.split()[0])
    assert link.path == f"/{page}"
    return parse_qs(link.query)["token"][0]


def test_the_first_account_is_told_from_when_on_everybody_signs_in() -> None:
    assert "Nobody has an account" in users("list").output
    done = users("add", "Ann", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert PASSWORD not in done.output
    assert "Ann has an account as an admin." in done.output
    assert "From the next start" in done.output
    assert "From the next start" not in users("add", "Lea", "--link").output
    with accounts() as known:
        assert known.visitor(known.sign_in("ann", PASSWORD, "here"))
    assert [line.split("\t")[:3] for line in users("list").output.splitlines()] == [
        ["Ann", "admin", "password"],
        ["Lea", "learner", "no password yet"],
    ]


def test_links_that_are_printed_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSE_PUBLIC_URL", "https://room.example/")
    added = token(users("add", "Lea", "--link"), "new-password")
    invited = users("invite", "--role", "trainer")
    assert invited.output.startswith("https://room.example/join?token=")
    with accounts() as known:
        known.choose(added, PASSWORD)
        known.accept(token(invited, "join"), "Tom", PASSWORD)
        assert known.called("tom").role == "trainer"
        session = known.sign_in("lea", PASSWORD, "here")
    reset = token(users("reset", "lea"), "new-password")
    with accounts() as known:
        known.choose(reset, "seven quiet lamps")
        assert known.visitor(session) is None


def test_roles_change_and_accounts_are_shut_and_opened() -> None:
    users("add", "Lea", "--link")
    users("role", "lea", "admin")
    with pytest.raises(AccountRefused, match="only admin"):
        users("disable", "lea")
    users("role", "lea", "admin")
    users("add", "Ann", "--role", "admin", "--link")
    assert "signed out everywhere" in users("disable", "lea").output
    assert "\tdisabled\t" in users("list").output
    users("enable", "lea")
    assert "\tdisabled\t" not in users("list").output
    with pytest.raises(AccountRefused, match="no account called 'Nobody'"):
        users("enable", "Nobody")


def test_what_was_rehearsed_before_is_given_to_somebody() -> None:
    users("add", "Lea", "--link")
    with closing(Store.open(bootstrap.database_url(Settings()))) as store:
        store.add_rehearsal(a_rehearsal(), a_turn("t1"))

    assert users("adopt", "lea").output == "1 rehearsal is Lea's now.\n"


@pytest.mark.parametrize(
    ("host", "environment", "problem"),
    [
        ("0.0.0.0", {}, "nobody has an account here"),
        ("0.0.0.0", {"REHEARSE_ACCOUNTS": "on"}, "set REHEARSE_PUBLIC_URL"),
        (
            "192.0.2.1",
            {"REHEARSE_ACCOUNTS": "on", "REHEARSE_PUBLIC_URL": "http://192.0.2.1:7860"},
            "passwords would travel in the open",
        ),
    ],
)
def test_strangers_are_not_let_in_by_mistake(
    host: str, environment: dict[str, str], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(app, ["serve", "--host", host, "--port", "0", "--no-browser"])

    assert problem in str(done.exception)
    assert "--insecure" in str(done.exception)
    assert not Path("rehearsals.db").exists()
