"""`rehearse users`: accounts, from the terminal. No password is ever on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import typer

from app import bootstrap
from app.accounts import Accounts
from app.config import Settings
from app.domain.user import Role
from app.rehearsal import now
from app.store.repository import Store
from app.web.visitor import OWNER

BY = "the command line"

DEFAULT_ADDRESS = "http://127.0.0.1:7860"


@contextmanager
def _accounts(settings: Settings) -> Iterator[Accounts]:
    with closing(Store.open(bootstrap.database_url(settings))) as store:
        yield Accounts(store, now)


def add(name: str, role: Role, *, link: bool) -> None:
    """Make an account; asks for the password, or prints a link with which to choose one.

    Raises `AccountRefused`.
    """
    settings = Settings()
    with _accounts(settings) as accounts:
        first = not accounts.there_are()
        if link:
            user = accounts.add(name, role)
            _tell(settings, "new-password", accounts.reset(BY, user.id))
        else:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
            user = accounts.add(name, role, str(password))
    typer.echo(f"{user.name} has an account as {_a(role)}.")
    if first and settings.accounts == "auto":
        typer.echo("From the next start of the server on, everybody signs in.")


def show() -> None:
    """Print all accounts."""
    with _accounts(Settings()) as accounts:
        everybody = accounts.people()
    if not everybody:
        typer.echo("Nobody has an account: one person on this machine, without a login.")
    for one in everybody:
        how = "elsewhere" if one.issuer else "password" if one.password else "no password yet"
        state = "disabled" if one.disabled_at else how
        typer.echo(f"{one.name}\t{one.role}\t{state}\tsince {one.created_at:%Y-%m-%d}")


def disable(name: str) -> None:
    """Shut an account. Raises `AccountRefused`."""
    with _accounts(Settings()) as accounts:
        user = accounts.called(name)
        accounts.disable(user.id)
    typer.echo(f"{user.name} cannot sign in any more and is signed out everywhere.")


def enable(name: str) -> None:
    """Open an account again. Raises `AccountRefused`."""
    with _accounts(Settings()) as accounts:
        user = accounts.called(name)
        accounts.enable(user.id)
    typer.echo(f"{user.name} can sign in again.")


def give_role(name: str, role: Role) -> None:
    """Change somebody's role. Raises `AccountRefused`."""
    with _accounts(Settings()) as accounts:
        user = accounts.called(name)
        accounts.give_role(user.id, role)
    typer.echo(f"{user.name} is {_a(role)} now.")


def reset(name: str) -> None:
    """Print a link with which somebody chooses a new password. Raises `AccountRefused`."""
    settings = Settings()
    with _accounts(settings) as accounts:
        user = accounts.called(name)
        _tell(settings, "new-password", accounts.reset(BY, user.id))


def invite(role: Role) -> None:
    """Print a link with which somebody makes an account."""
    settings = Settings()
    with _accounts(settings) as accounts:
        _tell(settings, "join", accounts.invite(BY, role))


def adopt(name: str) -> None:
    """Give what is 'local' to somebody. Raises `AccountRefused`."""
    with _accounts(Settings()) as accounts:
        user = accounts.called(name)
        moved = accounts.adopt(OWNER, user.id)
    noun = "rehearsal is" if moved == 1 else "rehearsals are"
    typer.echo(f"{moved} {noun} {user.name}'s now.")


def _tell(settings: Settings, page: str, token: str) -> None:
    """Print a link; it is the only time that its token is seen."""
    address = (settings.public_url or DEFAULT_ADDRESS).rstrip("/")
    typer.echo(f"{address}/{page}?token={token}")


def _a(role: Role) -> str:
    return f"an {role}" if role == "admin" else f"a {role}"
