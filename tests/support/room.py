"""The real web server in a thread of its own, over a store of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn

from app import bootstrap
from app.config import Settings
from app.domain.talk import Talk
from app.rehearsal import Rehearsals
from app.watching.metrics import Metrics
from app.web import server


class Room(NamedTuple):
    """A running server."""

    url: str
    rehearsals: Rehearsals
    database: str
    """URL of its store."""
    metrics: Metrics
    """What it counts."""

    def only_talk(self) -> Talk:
        """Return the one rehearsal that is open."""
        talk = self.rehearsals.open_talk("local")
        assert talk is not None
        return talk


@contextmanager
def open_room(
    settings: Settings, folder: Path, prepare: Callable[[Rehearsals], None] | None = None
) -> Iterator[Room]:
    """Yield a server that runs as `settings` say, with a new store in `folder`.

    `prepare` is called before the server starts: it may make accounts.
    """
    database = f"sqlite:///{folder / 'rehearsals.db'}"
    with (
        bootstrap.watched(settings) as (watch, metrics),
        bootstrap.rehearsals(settings, url=database, watch=watch) as rehearsals,
        server.listen("127.0.0.1", 0) as listening,
    ):
        if prepare:
            prepare(rehearsals)
        port = listening.getsockname()[1]
        thread = _Serving(rehearsals, settings, listening, metrics)
        thread.start()
        thread.built.wait()
        try:
            yield Room(server.address("127.0.0.1", port), rehearsals, database, metrics)
        finally:
            thread.stop()


class _Serving(threading.Thread):
    """Serves in a loop of its own; Gradio wants to be built inside of it."""

    def __init__(
        self,
        rehearsals: Rehearsals,
        settings: Settings,
        listening: socket.socket,
        metrics: Metrics,
    ) -> None:
        super().__init__()
        self._metrics = metrics
        self._rehearsals, self._settings, self._listening = rehearsals, settings, listening
        self.built = threading.Event()
        """Set once Gradio is imported and the pages are made."""
        self._server: uvicorn.Server | None = None

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        try:
            app = server.create_app(self._rehearsals, self._settings, metrics=self._metrics)
            self._server = uvicorn.Server(server.configured(app, self._settings))
        finally:
            self.built.set()
        try:
            await self._server.serve(sockets=[self._listening])
        finally:
            # A server that is stopped by force leaves its own farewell out.
            await self._rehearsals.aclose()

    def stop(self) -> None:
        """End the server, and with it the thread."""
        if self._server:
            self._server.should_exit = self._server.force_exit = True
        self.join()
