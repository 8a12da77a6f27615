"""Stopping a reply on its way, as if its stream had broken: what was said by then is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, TypeVar

from app.errors import ReplyStopped

Piece = TypeVar("Piece")


async def until(
    stop: asyncio.Event | None, stream: AsyncIterator[Piece]
) -> AsyncGenerator[Piece, None]:
    """Yield what `stream` yields. Raises `ReplyStopped` as soon as `stop` is set."""
    if stop is None:
        async for piece in stream:
            yield piece
        return
    stopped: asyncio.Future[object] = asyncio.ensure_future(stop.wait())
    try:
        while found := await _unless(stopped, asyncio.ensure_future(_next(stream))):
            yield found[0]
    finally:
        stopped.cancel()


async def _unless(
    stopped: asyncio.Future[object], step: asyncio.Future[tuple[Piece] | None]
) -> tuple[Piece] | None:
    """Return what `step` returns. Raises `ReplyStopped` if `stopped` comes first."""
    try:
        waited: set[asyncio.Future[Any]] = {step, stopped}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            raise ReplyStopped
        return await step
    finally:
        if not step.done():  # the stream cannot be closed before the step has let go of it
            step.cancel()
            await asyncio.wait({step})


async def _next(stream: AsyncIterator[Piece]) -> tuple[Piece] | None:
    """Return the next piece; None at the end, since no task may raise StopAsyncIteration."""
    async for piece in stream:
        return (piece,)
    return None
