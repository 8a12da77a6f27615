"""Reading what an endpoint sends, which may be of any shape."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable

from app.domain.conversation import Usage


def first_choice(answer: object) -> object | None:
    """Return the first choice of a completion or chunk; None if there is none."""
    choices = getattr(answer, "choices", None)
    return choices[0] if isinstance(choices, list) and choices else None


def text_of(part: object, name: str) -> str:
    """Return the text called `name` of a message or delta; empty if there is none."""
    value = getattr(part, name, None)
    return value if isinstance(value, str) else ""


def usage_of(answer: object) -> Usage:
    """Return the token use that an answer reports; zeros where it reports none."""
    usage = getattr(answer, "usage", None)
    return Usage(
        prompt=_number(usage, "prompt_tokens"),
        completion=_number(usage, "completion_tokens"),
        cached=_number(getattr(usage, "prompt_tokens_details", None), "cached_tokens"),
    )


def odds_of(choice: object) -> dict[str, float]:
    """Return the likely first tokens of an answer, in lower case, each with its probability.

    Tokens that differ only in case or in space around them count together. Empty where the
    endpoint reports nothing.
    """
    content = getattr(getattr(choice, "logprobs", None), "content", None)
    likely = (
        getattr(content[0], "top_logprobs", None) if isinstance(content, list) and content else None
    )
    odds: dict[str, float] = {}
    for one in likely if isinstance(likely, list) else ():
        share = getattr(one, "logprob", None)
        if isinstance(share, float | int) and share <= 0:
            token = text_of(one, "token").strip().lower()
            odds[token] = odds.get(token, 0.0) + math.exp(share)
    return odds


def _number(part: object, name: str) -> int:
    value = getattr(part, name, None)
    return value if isinstance(value, int) else 0


class Reply:
    """A streamed reply while it is read: its text so far, how it ended, what it took."""

    def __init__(self, events: AsyncIterator[object], close: Callable[[], Awaitable[None]]) -> None:
        self._events = events
        self.close = close
        """Gives the connection back; for a reply that is not read to its end."""
        self.text = ""
        self.finish = ""
        """The finish_reason; empty until the model has ended its reply."""
        self.refused = False
        self.usage: Usage | None = None
        """None until the endpoint reports it; not all do."""

    async def next(self) -> str:
        """Return the next piece of text, which is never empty; empty at the end of the stream."""
        while True:
            try:
                event = await anext(self._events)
            except StopAsyncIteration:
                return ""
            if piece := self._read(event):
                self.text += piece
                return piece

    def _read(self, event: object) -> str:
        if getattr(event, "usage", None) is not None:
            self.usage = usage_of(event)
        choice = first_choice(event)
        delta = getattr(choice, "delta", None)
        self.finish = text_of(choice, "finish_reason") or self.finish
        self.refused |= bool(text_of(delta, "refusal")) or self.finish == "content_filter"
        return text_of(delta, "content")
