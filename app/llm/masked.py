"""A chat model that is told no personal details: they are hidden on the way out, put back after.

Which people are meant travels beside the calls: the use case says `with private(...)`, and every
task that is begun in there knows it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from app.domain.conversation import Usage
from app.llm.base import Answer, ChatModel, Chunk, Message
from app.llm.masking import Mask, Shown, people
from app.prompts import render

_names: ContextVar[Callable[[], tuple[str, ...]]] = ContextVar("names", default=tuple)
"""Looks for the names when a masked model first asks, so that nobody else waits for it."""


@contextmanager
def private(words: Iterable[str], known: Iterable[str] = (), public: str = "") -> Iterator[None]:
    """Hide names in the calls to masked models that are made in here, and in tasks begun in here.

    They are those that the learner's `words` introduce, and the `known` ones; the boss's, whose
    name is `public`, stay.
    """
    texts, given, shown = tuple(words), tuple(known), set(public.split())

    @cache
    def names() -> tuple[str, ...]:
        found = dict.fromkeys([*given, *(name for text in texts for name in people(text))])
        # Whoever was introduced by a full name is called by the first one afterwards.
        found |= dict.fromkeys(name.split()[0] for name in tuple(found) if name.strip())
        return tuple(name for name in found if name and not shown & set(name.split()))

    before = _names.set(names)
    try:
        yield
    finally:
        _names.reset(before)


class Masked:
    """A `ChatModel` behind a mask; each call has placeholders of its own."""

    def __init__(self, inner: ChatModel) -> None:
        self._inner = inner

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
        mask = Mask(_names.get()())
        shown, last = Shown(mask), Chunk()
        stream = self._inner.stream(_hidden(messages, mask), max_tokens=max_tokens)
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                last = chunk
                if text := shown.feed(chunk.text):
                    yield chunk._replace(text=text, usage=None, truncated=False)
        yield last._replace(text=shown.rest())

    async def odds(
        self, messages: Sequence[Message], answers: Sequence[str]
    ) -> tuple[dict[str, float], Usage]:
        """Return how likely each of `answers` begins the reply; see `ChatModel.odds`."""
        return await self._inner.odds(_hidden(messages, Mask(_names.get()())), answers)

    async def answer(
        self, messages: Sequence[Message], schema: type[Answer], *, max_tokens: int
    ) -> tuple[Answer, Usage]:
        """Return an answer that validates against `schema`; see `ChatModel.answer`."""
        mask = Mask(_names.get()())
        hidden = _hidden(messages, mask)
        found, used = await self._inner.answer(hidden, schema, max_tokens=max_tokens)
        return schema.model_validate(_shown(found.model_dump(), mask)), used


def _hidden(messages: Sequence[Message], mask: Mask) -> list[Message]:
    """Return the messages with details hidden, and with a word about it where any was."""
    hidden = [one._replace(content=mask.hide(one.content)) for one in messages]
    if mask.used:
        hidden[0] = hidden[0]._replace(content=f"{hidden[0].content}\n\n{render('masked')}")
    return hidden


def _shown(value: Any, mask: Mask) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return mask.show(value)
    if isinstance(value, dict):
        return {key: _shown(one, mask) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(one, mask) for one in value]
    return value
