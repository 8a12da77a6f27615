"""One database: transactions that read, transactions that write, and troubles in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from app.store.engine import writer
from app.store.troubles import explained


class Database:
    """Where everything is kept. Threads may share one.

    Both transactions raise `StoreUnavailable` when the database cannot be used.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine, self._writer = engine, writer(engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that only reads."""
        with explained(self.engine.url), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in one transaction: it is on disk when the block ends, or undone."""
        with explained(self.engine.url), self._writer.begin() as connection:
            yield connection
