"""What an endpoint understands of the OpenAI protocol, learned from what it rejects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from app.domain.text import storable
from app.llm.base import Message
from app.llm.failures import TOO_LONG
from app.prompts import render

_THINKING_TOKENS = 2048
"""Reasoning models count their thinking against the limit of the reply; room for it (in tokens)."""

MOST_LOGPROBS = 20
"""Likely first tokens that an endpoint is asked for; the protocol allows no more."""

_OTHER_REASONS = ("content_filter", *TOO_LONG)
"""Signs in a rejection that it is about what was said, not about how it was sent."""


@dataclass
class Dialect:
    """How to put a request to one endpoint. It starts optimistic and is changed by `learn`."""

    stream_usage: bool = True
    """Takes `stream_options`, so that streams end with their token use."""
    max_tokens: bool = True
    """Takes `max_tokens`; reasoning models want `max_completion_tokens`."""
    json_schema: bool = True
    """Takes `response_format` with a JSON Schema; else the schema goes into the prompt."""
    logprobs: bool = True
    """Says how likely the first token was; many say nothing, some reject the question."""

    def request(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        stream: bool = False,
        schema: type[BaseModel] | None = None,
        odds: bool = False,
    ) -> dict[str, Any]:
        """Return the request's fields, all but the model."""
        fields: dict[str, Any] = {"stream": stream}
        if odds and self.logprobs:
            fields |= {"logprobs": True, "top_logprobs": MOST_LOGPROBS, "temperature": 0}
        if self.max_tokens:
            fields["max_tokens"] = max_tokens
        else:
            fields["max_completion_tokens"] = max_tokens + _THINKING_TOKENS
        if stream and self.stream_usage:
            fields["stream_options"] = {"include_usage": True}
        if schema is not None and self.json_schema:
            fields["response_format"] = _response_format(schema)
        elif schema is not None:
            messages = [*messages[:-1], _with_schema(messages[-1], schema)]
        fields["messages"] = [
            {"role": role, "content": storable(content)} for role, content in messages
        ]
        return fields

    def learn(self, sent: dict[str, Any], status: int, words: str) -> bool:
        """Return whether a rejection taught something to send differently.

        `words` are the server's, in lower case. Each thing is learned once, so asking again after
        True ends.
        """
        if status not in (400, 422, 501) or any(sign in words for sign in _OTHER_REASONS):
            return False
        if "stream_options" in sent and ("stream_options" in words or "include_usage" in words):
            self.stream_usage = False
        elif "logprobs" in sent and ("logprobs" in words or "temperature" in words):
            self.logprobs = False
        elif "max_tokens" in sent and "max_completion_tokens" in words:
            self.max_tokens = False
        elif "response_format" in sent:
            self.json_schema = False
        else:
            return False
        return True


def _response_format(schema: type[BaseModel]) -> dict[str, Any]:
    named = {"name": schema.__name__, "schema": schema.model_json_schema(), "strict": True}
    return {"type": "json_schema", "json_schema": named}


def _with_schema(message: Message, schema: type[BaseModel]) -> Message:
    wish = render("answer_schema", schema=json.dumps(schema.model_json_schema()))
    return message._replace(content=f"{message.content}\n\n{wish}")
