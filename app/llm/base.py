"""What the app asks of a large language model."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Literal, NamedTuple, Protocol, TypeVar

from pydantic import BaseModel

from app.domain.conversation import Usage

Answer = TypeVar("Answer", bound=BaseModel)


class Message(NamedTuple):
    """One message of a chat request."""

    role: Literal["system", "user", "assistant"]
    content: str


class Chunk(NamedTuple):
    """A piece of a streamed reply; the last one carries `truncated`, and `usage` if it is known."""

    text: str = ""
    usage: Usage | None = None
    truncated: bool = False
    """The model stopped at the token limit (finish_reason 'length')."""


class Voices(Protocol):
    """An endpoint that hears and speaks. All calls raise a `ModelError`; none is tried again."""

    @property
    def host(self) -> str:
        """Where the sound goes, for people. Never a key."""
        ...

    async def heard(self, sound: bytes, media_type: str) -> str:
        """Return the words in `sound`; '' when there are none."""
        ...

    async def spoken(self, text: str) -> bytes:
        """Return `text`, spoken, as MP3."""
        ...


class ChatModel(Protocol):
    """A chat model at an endpoint. All calls raise a `ModelError` once retries are spent."""

    @property
    def model(self) -> str:
        """The model's name at its endpoint."""
        ...

    @property
    def label(self) -> str:
        """Model and endpoint, for people: 'gpt-4.1-mini at api.openai.com'. Never a key."""
        ...

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[Chunk, None]:
        """Yield the reply in pieces.

        Retries happen only before the first piece. Raises `ModelCutOff` (with the partial text)
        when the stream breaks or ends without its end mark.
        """
        ...

    async def odds(
        self, messages: Sequence[Message], answers: Sequence[str]
    ) -> tuple[dict[str, float], Usage]:
        """Return the probability (0-1) that the reply begins with each of `answers`.

        Letter case and space around do not count; an answer that is not among the likely ones has
        0. Raises `ModelNoOdds` where the endpoint gives no logprobs: at once, when it is known.
        """
        ...

    async def answer(
        self, messages: Sequence[Message], schema: type[Answer], *, max_tokens: int
    ) -> tuple[Answer, Usage]:
        """Return an answer that validates against `schema`.

        Raises `ModelBadAnswer` when, after one repair, there is none; `ModelRefusal` on a refusal.
        """
        ...
