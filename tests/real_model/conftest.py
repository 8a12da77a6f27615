from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.llm.openai_compatible import OpenAICompatible, chat_model
from tests.support.adapters import settings
from tests.support.missing import missing
from tests.support.setup_machine import real_model

NAME = "smollm2"
KEY = "key-of-the-real-server"
PATIENCE = 120
"""Longest time for a reply on a slow machine (in seconds)."""

Connect = Callable[..., OpenAICompatible]


class Llama(NamedTuple):
    """A running llama.cpp server."""

    url: str
    kill: Callable[[], None]


@contextmanager
def running_llama(log: Path) -> Iterator[Llama]:
    """Run llama.cpp with a small real model on a free port of this machine."""
    model = real_model()
    if model is None:
        missing("A real language model", "REQUIRE_ALL=1 make test installs one")
    script = Path(__file__).with_name("serve_model.py")
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, str(script), str(model), KEY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    with process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                missing("A real language model", f"its server failed: {log.read_text()[-500:]}")
            yield Llama(f"{address}/v1", process.kill)
        finally:
            process.kill()


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Llama]:
    """One server for all tests that leave it alive."""
    with running_llama(tmp_path_factory.mktemp("llama") / "log") as server:
        yield server


@pytest.fixture
def mortal_llama(tmp_path: Path) -> Iterator[Llama]:
    """A server for one test, which may kill it."""
    with running_llama(tmp_path / "log") as server:
        yield server


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Makes adapters to a server, and closes them."""
    made: list[OpenAICompatible] = []

    def to(server: Llama, **changes: Any) -> OpenAICompatible:
        fields = {"openai_api_key": KEY, "openai_base_url": server.url}
        patient = {"first_token_timeout": PATIENCE, "reply_timeout": PATIENCE}
        made.append(chat_model(settings(**{**fields, **patient, **changes}), NAME, sleep=at_once))
        return made[-1]

    yield to
    for adapter in made:
        await adapter.aclose()


async def at_once(seconds: float) -> None:
    """Do not wait between attempts."""
