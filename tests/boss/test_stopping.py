"""A reply that is stopped ends at once, and lets go of its stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.boss.stopping import until
from app.errors import ReplyStopped


async def words(
    log: list[str], stuck: asyncio.Event, reached: asyncio.Event | None = None
) -> AsyncIterator[str]:
    """Say two words, then wait for something that does not come, and tell so."""
    try:
        yield "Tell"
        yield "me"
        if reached:
            reached.set()
        await stuck.wait()
        yield "why"
    finally:
        log.append("closed")


async def test_without_a_stop_everything_is_heard() -> None:
    stuck = asyncio.Event()
    stuck.set()

    assert [word async for word in until(None, words([], stuck))] == ["Tell", "me", "why"]
    assert [word async for word in until(asyncio.Event(), words([], stuck))] == [
        "Tell",
        "me",
        "why",
    ]


async def test_a_stop_ends_a_stream_that_hangs() -> None:
    stop, reached, log, heard = asyncio.Event(), asyncio.Event(), list[str](), list[str]()

    async def listen() -> None:
        async for word in until(stop, words(log, asyncio.Event(), reached)):
            heard.append(word)

    listening = asyncio.ensure_future(listen())
    await reached.wait()
    stop.set()

    with pytest.raises(ReplyStopped):
        await listening
    assert (heard, log) == (["Tell", "me"], ["closed"])


async def test_who_is_cancelled_lets_go_of_the_stream() -> None:
    reached, log, heard = asyncio.Event(), list[str](), list[str]()

    async def listen() -> None:
        async for word in until(asyncio.Event(), words(log, asyncio.Event(), reached)):
            heard.append(word)

    listening = asyncio.ensure_future(listen())
    await reached.wait()
    listening.cancel()

    with pytest.raises(asyncio.CancelledError):
        await listening
    assert log == ["closed"]
