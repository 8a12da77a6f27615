"""`rehearse privacy`: all that is kept of somebody, as a file or gone; and what is old."""

from __future__ import annotations

from pathlib import Path

import typer

from app import bootstrap
from app.config import Settings
from app.errors import SetupError

NOT_CLEAN = (
    "The database's file is in use: traces of the words are overwritten when it is free, by the "
    "daily run of the room or by `rehearse privacy tidy`."
)


def download(owner: str, output: Path | None) -> None:
    """Write all that is kept of `owner` to a zip file. Raises `SetupError` if that cannot be."""
    with bootstrap.rehearsals(Settings()) as use_case:
        copy = use_case.privacy.everything(owner)
    target = output or Path(copy.name)
    try:
        with target.open("xb") as file:
            file.write(copy.content)
    except FileExistsError:
        raise SetupError(f"{target} exists already; name a new file with --output.") from None
    except OSError as error:
        raise SetupError(f"{target} cannot be written: {error.strerror}.") from None
    typer.echo(f"All that is kept of {owner} is in {target}.")


def erase(owner: str, *, sure: bool) -> None:
    """Erase all that is kept of `owner`, after asking."""
    with bootstrap.rehearsals(Settings()) as use_case:
        kept = use_case.privacy.kept(owner)
        question = f"Erase all that is kept of {owner} ({kept} rehearsals)? This cannot be undone."
        if not sure and not typer.confirm(question):
            raise typer.Exit(1)
        done = use_case.privacy.erase(owner)
    typer.echo(f"Erased all that was kept of {owner}: {done.rehearsals} rehearsals.")
    if not done.clean:
        typer.echo(NOT_CLEAN, err=True)


def tidy() -> None:
    """Remove what is past its time, as the room does every day."""
    with bootstrap.rehearsals(Settings()) as use_case:
        done = use_case.privacy.tidy()
    typer.echo(
        f"Removed what is past its time: {done.rehearsals} rehearsals, {done.others} worksheets "
        "and counts."
    )
    if not done.clean:
        typer.echo(NOT_CLEAN, err=True)
