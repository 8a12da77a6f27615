"""What went wrong with a database, in plain sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import StoreUnavailable

DAMAGED = (
    "{place} is damaged or not a database. It was left as it is. "
    "Restore a backup, or set DATABASE_URL to another database."
)
READ_ONLY = "{place} is read-only. Make it writable, or set DATABASE_URL to another database."
BUSY = "{place} is busy; nothing was stored. Try again in a moment."
FULL = "There is no room left for {place}; nothing was stored. Free some space and try again."
UNREACHABLE = (
    "No connection to {place}. Is the server running, and does DATABASE_URL name the right "
    "host, port, user and database?"
)
WRONG_PASSWORD = "{place} does not accept the user name or the password in DATABASE_URL."
UNKNOWN_NAME = "{place} does not know the database or the user that DATABASE_URL names."
NO_RIGHTS = "The user in DATABASE_URL may not do this on {place}. Grant the rights, or use another."

_SQLITE = {
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CANTOPEN": "{place} cannot be opened. Check the folder and its permissions.",
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": "The disk failed while using {place}; nothing was stored. Check the disk.",
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
}
"""Beginnings of SQLite's error names."""

_UNREADABLE = (
    "Could not decode",
    "user-defined function raised exception",
    "no such column",
    "no such table",
)
"""How SQLite and its driver say that a text is not UTF-8 (in a row, or on its way into `lower`), or
that the tables are not those of the schema that the file names."""

_POSTGRES = {
    "08": UNREACHABLE,
    "25006": READ_ONLY,
    "3F": NO_RIGHTS,
    "40": BUSY,
    "42501": NO_RIGHTS,
    "53100": FULL,
    "53": BUSY,
    "57P": UNREACHABLE,
    "XX": DAMAGED,
}
"""Beginnings of PostgreSQL's error codes, the more particular first."""

_REFUSALS = {
    "password": WRONG_PASSWORD,
    "does not exist": UNKNOWN_NAME,
    "permission denied": NO_RIGHTS,
    "too many": BUSY,
}
"""Words of a server that turns a connection away: the driver gives no code for it."""


def place(url: URL) -> str:
    """Return what the URL names, for people; never the user or the password."""
    if url.get_backend_name() == "sqlite":
        return f"The database {url.database}"
    host = url.host or str(url.query.get("host", "localhost"))
    return f"PostgreSQL at {host}:{url.port or 5432}"


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Raise a `StoreUnavailable` for what a person can act on; a bug keeps its own error."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(BUSY.format(place=place(url))) from error
    except DBAPIError as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise StoreUnavailable(sentence.format(place=place(url))) from error


def sqlite_sentence(error: BaseException | None) -> str | None:
    """Return the sentence for a failure of SQLite, None for a bug."""
    if any(words in str(error) for words in _UNREADABLE):
        return DAMAGED
    return _by_beginning(_SQLITE, getattr(error, "sqlite_errorname", ""))


def _sentence(error: DBAPIError) -> str | None:
    if isinstance(error.orig, sqlite3.Error):
        return sqlite_sentence(error.orig)
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return _by_beginning(_POSTGRES, code)
    if not error.connection_invalidated and error.statement is not None:
        return None
    said = str(error.orig)
    return next((text for words, text in _REFUSALS.items() if words in said), UNREACHABLE)


def _by_beginning(sentences: dict[str, str], code: str) -> str | None:
    return next((text for start, text in sentences.items() if code.startswith(start)), None)
