"""One boss turn on its way, and everybody who listens to it.

The turn is made once, in a task of its own: a reload in mid-stream, a second tab or a double
click listen to the same delivery instead of asking the endpoint again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")

PAUSE = 0.1
"""Listeners hear of new text at most this often (in seconds)."""


class Delivery(Generic[Result]):
    """Text that grows, then a result."""

    def __init__(self, make: Callable[[Delivery[Result]], Awaitable[Result]]) -> None:
        self.said = ""
        self.first_at: float | None = None
        """When the first words were said (by `time.perf_counter`)."""
        self.stopping = asyncio.Event()
        """Set when the turn is to end where it is."""
        self._changed = asyncio.Event()
        self._task: asyncio.Task[Result] = asyncio.ensure_future(make(self))
        self._task.add_done_callback(lambda _: self._changed.set())

    def say(self, said: str) -> None:
        """Tell the listeners everything that was said so far."""
        if said and self.first_at is None:
            self.first_at = time.perf_counter()
        self.said = said
        self._changed.set()

    async def follow(self) -> AsyncIterator[str]:
        """Yield what was said so far whenever there is more, until the turn is made."""
        heard = ""
        while not self._task.done():
            if self.said == heard:
                self._changed.clear()
                await self._changed.wait()
                continue
            heard = self.said
            yield heard
            await asyncio.wait({self._task}, timeout=PAUSE)

    async def result(self) -> Result:
        """Return the result once it is there; raises what the making raised."""
        return await asyncio.shield(self._task)
