"""`rehearse export` and `rehearse db`: what is kept, and getting it out."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import typer

from app import bootstrap
from app.config import Settings
from app.domain.history import HistoryQuery
from app.errors import NotFound, SetupError
from app.export import ExportFormat, PaperName
from app.store.repository import Store

OWNER = "local"
"""Whose rehearsals the command line works with: one machine, one person."""


def export_rehearsal(
    rehearsal_id: str, form: ExportFormat, output: Path | None, paper: PaperName = "a4"
) -> None:
    """Write a rehearsal. Raises `NotFound`, and `SetupError` if `output` cannot be written."""
    if form == "pdf" and output is None and sys.stdout.isatty():
        raise SetupError("A PDF is no text for a terminal. Name a file: --output rehearsal.pdf")
    with bootstrap.rehearsals(Settings()) as use_case:
        if rehearsal_id == "latest":
            rows, _ = use_case.history(OWNER, HistoryQuery(limit=1))
            if not rows:
                raise NotFound("rehearsal", "latest")
            rehearsal_id = rows[0].rehearsal.id
        copy = use_case.after.export(OWNER, rehearsal_id, form, paper)
    if output is None:
        # As bytes, whatever the terminal speaks: it is the file itself.
        typer.echo(copy.content, nl=False)
        return
    try:
        output.write_bytes(copy.content)
    except OSError as error:
        raise SetupError(f"{output} cannot be written: {error.strerror}.") from None


def upgrade() -> None:
    """Bring the schema up to date and say which one it is."""
    with closing(Store.open(bootstrap.database_url(Settings()))) as store:
        typer.echo(f"The store is at schema {store.schema_version()}.")


def backup(target: Path) -> None:
    """Copy the store to a new file."""
    with closing(Store.open(bootstrap.database_url(Settings()))) as store:
        store.backup(target)
    typer.echo(f"Copied the store to {target}.")


def restore(backup_file: Path) -> None:
    """Put a backup in the place of the store."""
    url = bootstrap.database_url(Settings())
    former = Store.restore_from(url, backup_file)
    with closing(Store.open(url)) as store:
        typer.echo(f"Restored {backup_file}; the store is at schema {store.schema_version()}.")
    if former:
        typer.echo(f"What was there before is kept as {former}. Delete it when you are content.")
