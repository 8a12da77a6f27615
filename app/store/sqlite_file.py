"""The SQLite file: checked before it is used, copied while it is used."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from app.errors import AppError, SetupError, StoreUnavailable
from app.store.troubles import DAMAGED, READ_ONLY, sqlite_sentence


def check(database: str | None, *, wait: float) -> None:
    """Make the folder of a new file; refuse a file that cannot be written or is damaged.

    Nothing is written to an existing file. `wait` is how long to wait for a writer (in seconds).
    Raises `SetupError` or `StoreUnavailable`.
    """
    if not database or database == ":memory:" or database.startswith("file:"):
        raise SetupError("DATABASE_URL must name a file for SQLite: sqlite:///PATH.")
    path = Path(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        exists = path.exists()
    except OSError as error:
        raise _unusable(path.parent, error.strerror or "no access") from error
    if path.is_dir():
        raise SetupError(f"DATABASE_URL names the folder {path}; name a file in it.")
    if exists and not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK)):
        raise StoreUnavailable(READ_ONLY.format(place=f"The database {path}"))
    if not exists and not os.access(path.parent, os.W_OK | os.X_OK):
        raise _unusable(path.parent, "not writable")
    if exists and path.stat().st_size:
        _refuse_damage(path, wait)


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy the database into the new file `target` while others go on using it.

    Raises `AppError` when `target` exists or cannot be written; a half-done copy is removed.
    """
    with arriving(target) as partial, closing(sqlite3.connect(partial)) as backup:
        source.backup(backup)
        # One plain file, so that it can be moved about by itself.
        backup.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def arriving(target: Path) -> Iterator[Path]:
    """Yield a name to write to; the file is called `target` only once it is whole.

    Raises `AppError` when `target` exists or cannot be written; what is half-done is removed.
    """
    if target.exists():
        raise AppError(f"{target} exists already; name a new file for the backup.")
    partial = target.with_name(f"{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)  # of a backup that was killed
        partial.touch(mode=0o600)  # it holds everybody's words
        yield partial
        partial.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise AppError(f"The backup {target} could not be written: {error}.") from error
    finally:
        with suppress(OSError):
            partial.unlink()


def _refuse_damage(path: Path, wait: float) -> None:
    """Read the whole file; this takes about a millisecond per megabyte."""
    damaged = StoreUnavailable(DAMAGED.format(place=f"The database {path}"))
    # A connection that cannot write: not even a clean-up at its end may touch a damaged file.
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=wait)) as connection:
        try:
            verdict = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except UnicodeDecodeError as error:  # the verdict itself quotes the damage
            raise damaged from error
        except sqlite3.Error as error:
            if sqlite_sentence(error) == DAMAGED:
                raise damaged from error
            return  # Such as a crash that only a writer can recover from: opening it will tell.
    if verdict != ("ok",):
        raise damaged


def _unusable(folder: Path, reason: str) -> SetupError:
    return SetupError(
        f"The folder {folder} cannot be used for the database: {reason}. Make it writable, or "
        "set REHEARSE_DATA_DIR to another folder."
    )
