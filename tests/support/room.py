"""The real web server in a thread of its own, over a store of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn

from app import bootstrap
from app.config import Settings
from app.domain.talk import Talk
from app.rehearsal import Rehearsals
from app.web import server


class Room(NamedTuple):
    """A running server."""

    url: str
    rehearsals: Rehearsals
    database: str
    """URL of its store."""

    def only_talk(self) -> Talk:
        """Return the one rehearsal that is open."""
        talk = self.rehearsals.open_talk("local")
        assert talk is not None
        return talk


@contextmanager
def open_room(settings: Settings, folder: Path) -> Iterator[Room]:
    """Yield a server that runs as `settings` say, with a new store in `folder`."""
    database = f"sqlite:///{folder / 'rehearsals.db'}"
    with bootstrap.rehearsals(settings, url=database) as rehearsals:
        app = server.create_app(rehearsals, settings)
        with server.listen("127.0.0.1", 0) as listening:
            config = uvicorn.Config(app, log_level="warning", access_log=False)
            running = uvicorn.Server(config)
            thread = threading.Thread(
                target=lambda: asyncio.run(running.serve(sockets=[listening]))
            )
            port = listening.getsockname()[1]
            thread.start()
            try:
                yield Room(server.address("127.0.0.1", port), rehearsals, database)
            finally:
                running.should_exit = True
                running.force_exit = True
                thread.join()
