"""Adapters to a fake endpoint, with time in the test's hands."""

from __future__ import annotations

from typing import Any

from app.config import Settings
from app.llm.base import Chunk, Message
from app.llm.openai_compatible import OpenAICompatible, chat_model
from tests.support.fake_openai import FakeOpenAI


def settings(**changes: Any) -> Settings:
    """Settings of no environment: no endpoint, short deadlines."""
    fields: dict[str, Any] = {
        "openai_api_key": None,
        "openai_base_url": None,
        "first_token_timeout": 5,
        "reply_timeout": 5,
    }
    return Settings(_env_file=None, **{**fields, **changes})


class Connected:
    """Makes adapters to one fake endpoint and closes them."""

    def __init__(self, fake: FakeOpenAI) -> None:
        self.fake = fake
        self.now = 0.0
        """What the adapters' clocks say (in seconds)."""
        self.pauses: list[float] = []
        """What the adapters waited between attempts (in seconds)."""
        self._open: list[OpenAICompatible] = []

    def __call__(self, model: str = "a-model", **changes: Any) -> OpenAICompatible:
        changed = settings(**{"openai_base_url": self.fake.url, **changes})
        adapter = chat_model(changed, model, clock=lambda: self.now, sleep=self._pause)
        self._open.append(adapter)
        return adapter

    async def aclose(self) -> None:
        for adapter in self._open:
            await adapter.aclose()

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def chunks(model: OpenAICompatible, text: str = "Will you stay?") -> list[Chunk]:
    """The whole stream of a reply."""
    messages = [Message("user", text)]
    return [chunk async for chunk in model.stream(messages, max_tokens=100)]


async def reply(model: OpenAICompatible, text: str = "Will you stay?") -> str:
    """The text of a reply."""
    return "".join(chunk.text for chunk in await chunks(model, text))
