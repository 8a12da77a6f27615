"""A chat model whose calls are counted, and refused where a budget does not reach.

Whose calls they are travels beside them: the use case says `with paying(owner)`, and every task
that is begun in there knows it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager
from contextvars import ContextVar
from typing import Protocol

from app.domain.conversation import Usage
from app.errors import ModelBusy, ModelDenied, ModelRejected, ModelUnreachable
from app.llm.base import Answer, ChatModel, Chunk, Message
from app.llm.tokens import PER_MESSAGE, estimate

FREE = (ModelUnreachable, ModelBusy, ModelDenied, ModelRejected)
"""Failures that no endpoint charges for."""

ROOM = 1.25
"""How far an estimate may be too low, for languages that take more tokens than English."""

_payer: ContextVar[str] = ContextVar("payer", default="local")


@contextmanager
def paying(owner: str) -> Iterator[None]:
    """Count the calls to models made in here, and in tasks begun in here, as the owner's."""
    before = _payer.set(owner)
    try:
        yield
    finally:
        _payer.reset(before)


class Call:
    """A call that is on its way; `used` is what it takes, estimated until the endpoint says."""

    def __init__(self, used: Usage) -> None:
        self.used = used


class Meter(Protocol):
    """Who counts calls, and lets them through or not."""

    def call(self, owner: str, model: str, most: Usage) -> AbstractAsyncContextManager[Call]:
        """Open a call that takes at most `most`; counts what it took when it is over.

        Raises `BudgetSpent` if that does not fit.
        """
        ...


class Metered:
    """A `ChatModel` that asks the meter before each call and tells it what the call took."""

    def __init__(self, inner: ChatModel, meter: Meter) -> None:
        self._inner, self._meter = inner, meter

    @property
    def model(self) -> str:
        """The model's name at its endpoint."""
        return self._inner.model

    @property
    def label(self) -> str:
        """Model and endpoint, for people."""
        return self._inner.label

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[Chunk, None]:
        """Yield the reply in pieces; see `ChatModel.stream`."""
        asked = _asked(messages)
        async with self._call(Usage(prompt=asked, completion=max_tokens)) as call:
            call.used = Usage(prompt=asked)
            text = ""
            try:
                stream = self._inner.stream(messages, max_tokens=max_tokens)
                async with aclosing(stream) as chunks:
                    async for chunk in chunks:
                        text += chunk.text
                        guess = Usage(prompt=asked, completion=estimate(text))
                        call.used = chunk.usage if chunk.usage and chunk.usage.prompt else guess
                        yield chunk
            except FREE:
                call.used = Usage()
                raise

    async def odds(
        self, messages: Sequence[Message], answers: Sequence[str]
    ) -> tuple[dict[str, float], Usage]:
        """Return how likely each of `answers` begins the reply; see `ChatModel.odds`."""
        async with self._call(Usage(prompt=_asked(messages), completion=1)) as call:
            try:
                found, used = await self._inner.odds(messages, answers)
            except FREE:
                call.used = Usage()
                raise
            call.used = used if used.prompt else call.used
            return found, used

    async def answer(
        self, messages: Sequence[Message], schema: type[Answer], *, max_tokens: int
    ) -> tuple[Answer, Usage]:
        """Return an answer that validates against `schema`; see `ChatModel.answer`."""
        # An answer that cannot be read is asked for once more, with the first one beside it.
        form = estimate(str(schema.model_json_schema()))
        asked = 2 * (_asked(messages) + form) + max_tokens
        async with self._call(Usage(prompt=asked, completion=2 * max_tokens)) as call:
            try:
                found, used = await self._inner.answer(messages, schema, max_tokens=max_tokens)
            except FREE:
                call.used = Usage()
                raise
            call.used = used if used.prompt else call.used
            return found, used

    def _call(self, most: Usage) -> AbstractAsyncContextManager[Call]:
        return self._meter.call(_payer.get(), self._inner.model, most)


def _asked(messages: Sequence[Message]) -> int:
    """Return the most tokens that a request has."""
    return round(ROOM * sum(estimate(one.content) + PER_MESSAGE for one in messages))
