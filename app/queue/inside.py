"""Work in bulk inside of this process, in a thread: for SQLite, where the store is the queue."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from app.errors import AppError

WorkOff = Callable[[], Awaitable[None]]
"""Does all that the store knows to be left, and lets go of what belongs to the event loop."""

log = logging.getLogger(__name__)


class Inside:
    """One thread that works off what is left, and ends; a process that dies resumes on `wake`."""

    elsewhere = False

    def __init__(self, work_off: WorkOff) -> None:
        self._work_off = work_off
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._more = False
        self._stop: Callable[[], object] | None = None

    @property
    def busy(self) -> bool:
        """Whether the thread is at work; not when all that it could do is done."""
        with self._lock:
            return self._thread is not None

    def prepare(self) -> None:
        """Need nothing."""

    def put(self, job_id: str, batches: Sequence[int], connection: Any) -> None:  # noqa: ANN401
        """Need nothing: what is in the store is what there is to do."""

    def wake(self) -> None:
        """See to it that a thread works off what is in the store now."""
        with self._lock:
            self._more = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop after the item at hand; the rest is done when a process begins again."""
        with self._lock:
            self._more = False
            thread, stop = self._thread, self._stop
        if stop:
            stop()
        if thread:
            thread.join()

    def _run(self) -> None:
        try:
            while self._wanted():
                try:
                    with suppress(asyncio.CancelledError):
                        asyncio.run(self._all())
                except AppError as error:
                    log.warning("Work in bulk stopped: %s", error)
        finally:
            with self._lock:
                if self._thread is threading.current_thread():  # a bug ended it
                    self._thread = None

    async def _all(self) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        with self._lock:
            self._stop = lambda: loop.call_soon_threadsafe(task.cancel) if task else None
        try:
            await self._work_off()
        finally:
            with self._lock:
                self._stop = None

    def _wanted(self) -> bool:
        """Whether something was ordered since the last look; if not, this thread is not counted."""
        with self._lock:
            wanted, self._more = self._more, False
            if not wanted:
                self._thread = None
            return wanted
