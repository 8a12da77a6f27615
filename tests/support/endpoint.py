"""Fixtures: a fake endpoint and adapters to it. A folder's conftest imports them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.adapters import Connected
from tests.support.fake_openai import FakeOpenAI


@pytest.fixture
def fake_openai() -> Iterator[FakeOpenAI]:
    """A scriptable endpoint; the test fails if its script runs out."""
    with FakeOpenAI() as fake:
        yield fake


@pytest.fixture
async def connected(fake_openai: FakeOpenAI) -> AsyncIterator[Connected]:
    """Makes adapters to the fake endpoint, with a clock and pauses that the test holds."""
    connected = Connected(fake_openai)
    yield connected
    await connected.aclose()
