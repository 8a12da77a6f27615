"""The one owner of retries, and the circuit that opens when an endpoint keeps failing."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from app.errors import ModelBusy, ModelError, ModelTimeout, ModelUnreachable
from app.llm.failures import Endpoint

ATTEMPTS = 3
"""Requests that one call may take."""
LONGEST_PAUSE = 20.0
"""Longest Retry-After that is waited for (in seconds); a longer one is told to the person."""
FAILURES_TO_OPEN = 5
OPEN_SECONDS = 30.0

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]

_ENDPOINT_FAILED = (ModelUnreachable, ModelTimeout, ModelBusy)
"""What counts against the endpoint; after anything else it is alive and answering."""


class Circuit:
    """Stops calls to an endpoint that failed five times in a row; one probe every 30 s."""

    def __init__(self, endpoint: Endpoint, clock: Clock = time.monotonic) -> None:
        self._endpoint = endpoint
        self._clock = clock
        self._failures = 0
        self._probe_at = 0.0
        """When the next probe may go out (on the clock), once the circuit is open."""

    @contextmanager
    def call(self) -> Iterator[int]:
        """Watch one call; yields the attempts it may take. Raises `ModelBusy` while open."""
        attempts = self._enter()
        try:
            yield attempts
        except _ENDPOINT_FAILED:
            self._failures += 1
            self._probe_at = self._clock() + OPEN_SECONDS
            raise
        except ModelError:
            self._failures = 0
            raise
        except BaseException:
            if attempts == 1:
                # The probe was given up and says nothing: the next call may make it.
                self._probe_at = self._clock()
            raise
        self._failures = 0

    def _enter(self) -> int:
        if self._failures < FAILURES_TO_OPEN:
            return ATTEMPTS
        now = self._clock()
        if now < self._probe_at:
            raise self._endpoint.busy(self._probe_at - now)
        self._probe_at = now + OPEN_SECONDS
        return 1


async def with_retries(
    attempt: Callable[[], Awaitable[Result]], *, attempts: int, deadline: float, sleep: Sleep
) -> Result:
    """Return what `attempt` returns, trying again where that can help.

    `deadline` is on the running loop's clock: no pause is begun that would end after it.
    Raises the last attempt's `ModelError`.
    """
    loop = asyncio.get_running_loop()

    def worth_another(error: BaseException) -> bool:
        if isinstance(error, ModelBusy):
            pause = error.retry_after or 0.0
            return pause <= LONGEST_PAUSE and loop.time() + pause < deadline
        return isinstance(error, ModelUnreachable)

    async def once() -> Result:
        return await attempt()

    policy = AsyncRetrying(
        stop=stop_after_attempt(attempts),
        wait=_pause,
        retry=retry_if_exception(worth_another),
        sleep=sleep,
        reraise=True,
    )
    return await policy(once)


def _pause(state: RetryCallState) -> float:
    """Return the seconds before the next attempt: as asked for, else growing, with jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ModelBusy) and error.retry_after is not None:
        return error.retry_after
    return float(0.25 * 2**state.attempt_number * random.uniform(0.5, 1.0))
