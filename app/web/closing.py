"""How the server goes: doors shut, replies finished, connections ended."""

from __future__ import annotations

import asyncio
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.rehearsal import Rehearsals

ENDLESS = ("/gradio_api/heartbeat/",)
"""Requests that last as long as a page is open; nothing is lost with them."""


class Closing:
    """Whether the server is on its way out, and what it still waits for."""

    def __init__(self, rehearsals: Rehearsals, patience: float) -> None:
        """`patience` is how long to wait for replies that are on their way (in seconds)."""
        self._rehearsals, self._patience = rehearsals, patience
        self._deadline: float | None = None
        self.hung_up = asyncio.Event()
        """Set when every request is to end."""
        self.open_requests = 0
        """Those that will end by themselves."""

    @property
    def begun(self) -> bool:
        """Whether the end has begun."""
        return self._deadline is not None

    @property
    def waits_for(self) -> int:
        """How many replies are on their way."""
        return self._rehearsals.on_their_way

    def begin(self) -> None:
        """Take no more messages. May be called from a signal handler."""
        self._rehearsals.close_doors()
        self._deadline = time.monotonic() + self._patience

    @property
    def over(self) -> bool:
        """Whether nothing is waited for any more: all is finished and told, or time is up."""
        if self._deadline is None:
            return False
        finished = not (self.waits_for or self.open_requests)
        return finished or time.monotonic() > self._deadline


class Connections:
    """ASGI middleware that counts open requests, and ends the endless ones when the server goes."""

    def __init__(self, app: ASGIApp, closing: Closing) -> None:
        self._app, self._closing = app, closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        counts = not scope["path"].startswith(ENDLESS)
        self._closing.open_requests += counts
        try:
            await self._app(scope, self._until_hung_up(receive), send)
        finally:
            self._closing.open_requests -= counts

    def _until_hung_up(self, receive: Receive) -> Receive:
        """Return a channel that tells of a disconnection, the client's or ours."""

        async def received() -> Message:
            ours = asyncio.ensure_future(self._closing.hung_up.wait())
            theirs = asyncio.ensure_future(receive())
            try:
                await asyncio.wait({ours, theirs}, return_when=asyncio.FIRST_COMPLETED)
                return theirs.result() if theirs.done() else {"type": "http.disconnect"}
            finally:
                ours.cancel()
                theirs.cancel()

        return received
