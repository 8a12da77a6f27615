from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.delivery import Delivery


async def word_by_word(delivery: Delivery[int], gate: asyncio.Event) -> int:
    """Say one word at once and the other one when the gate opens."""
    delivery.say("One")
    await gate.wait()
    delivery.say("One two")
    await asyncio.sleep(0)
    return 2


async def heard(delivery: Delivery[int]) -> list[str]:
    return [said async for said in delivery.follow()]


async def first(listening: AsyncIterator[str]) -> str:
    return await anext(listening)


async def test_a_listener_hears_the_text_grow_and_then_the_result() -> None:
    gate = asyncio.Event()
    delivery = Delivery[int](lambda made: word_by_word(made, gate))
    listening = delivery.follow()

    assert await anext(listening) == "One"
    gate.set()

    assert await delivery.result() == 2
    assert delivery.said == "One two"
    assert [said async for said in listening] == []


async def test_two_listeners_hear_the_same_making() -> None:
    gate, times = asyncio.Event(), []

    async def make(delivery: Delivery[int]) -> int:
        times.append(1)
        return await word_by_word(delivery, gate)

    delivery = Delivery[int](make)
    one, other = delivery.follow(), delivery.follow()

    assert list(await asyncio.gather(anext(one), anext(other))) == ["One", "One"]
    gate.set()
    assert list(await asyncio.gather(delivery.result(), delivery.result())) == [2, 2]
    assert len(times) == 1


async def test_a_late_listener_hears_at_once_what_was_said_so_far() -> None:
    gate = asyncio.Event()
    delivery = Delivery[int](lambda made: word_by_word(made, gate))
    early = delivery.follow()
    await anext(early)

    assert await anext(delivery.follow()) == "One"
    gate.set()
    await delivery.result()


async def test_a_listener_who_leaves_cancels_nothing() -> None:
    gate = asyncio.Event()
    delivery = Delivery[int](lambda made: word_by_word(made, gate))
    listener = asyncio.create_task(heard(delivery))
    waiting = asyncio.create_task(delivery.result())
    assert await first(delivery.follow()) == "One"

    listener.cancel()
    waiting.cancel()
    gate.set()

    assert await delivery.result() == 2
    assert listener.cancelled()
    assert waiting.cancelled()


async def test_a_listener_who_comes_after_the_end_hears_only_the_result() -> None:
    gate = asyncio.Event()
    gate.set()
    delivery = Delivery[int](lambda made: word_by_word(made, gate))
    await delivery.result()

    assert await heard(delivery) == []
    assert await delivery.result() == 2


async def test_what_goes_wrong_in_the_making_reaches_every_listener() -> None:
    async def make(delivery: Delivery[int]) -> int:
        delivery.say("One")
        await asyncio.sleep(0)
        raise ValueError("broken")

    delivery = Delivery[int](make)
    assert list(await asyncio.gather(heard(delivery), heard(delivery))) == [["One"], ["One"]]

    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            await delivery.result()
