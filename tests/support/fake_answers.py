"""What the fake endpoint can answer: good replies, and every way to go wrong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Protocol

SPEECH = "I need a name by Friday. The team asked for you. What would it take?"


class Exchange(Protocol):
    """One request being answered."""

    body: dict[str, Any]
    pace: float

    def wait(self, seconds: float | None) -> None:
        """Wait for `seconds`, or None: until the endpoint closes; never longer than that."""

    def send(
        self,
        status: int,
        content: str | bytes,
        *,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> None:
        """Answer at once and in full."""

    def begin(self) -> None:
        """Begin a stream of events."""

    def event(self, content: str) -> None:
        """Send one event."""

    def end(self) -> None:
        """End the stream, as HTTP ends it."""

    def cut(self) -> None:
        """Close the connection in the middle of the stream."""

    def reset(self) -> None:
        """Reset the connection."""


class Scripted(Protocol):
    """An answer of the script."""

    def serve(self, exchange: Exchange) -> None:
        """Answer the request of `exchange`."""


Answer = str | tuple[int, str] | tuple[int, str, dict[str, str]] | Scripted


def scripted(answer: Answer) -> Scripted:
    """Return `answer` as something that serves itself."""
    if isinstance(answer, str):
        return Text(answer)
    if not isinstance(answer, tuple):
        return answer
    status, body, headers = (*answer, {})[:3]
    return Text(body) if status == 200 else Status(status, body, headers)


def tokens(text: str) -> list[str]:
    """Return `text` in the pieces in which it is streamed: words."""
    return re.findall(r"\s*\S+\s*$|\s*\S+|\s+", text)


def usage(exchange: Exchange, text: str) -> dict[str, Any]:
    """Return the token use of an answer: words in and out."""
    asked = sum(len(tokens(message["content"])) for message in exchange.body["messages"])
    said = len(tokens(text))
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


@dataclass(frozen=True)
class Status:
    """An HTTP error, or any other raw answer."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"

    def serve(self, exchange: Exchange) -> None:
        exchange.send(self.status, self.body, headers=self.headers, kind=self.kind)


@dataclass(frozen=True)
class Sound:
    """Speech, as the audio API sends it."""

    content: bytes = b"ID3 not really a song"
    kind: str = "audio/mpeg"

    def serve(self, exchange: Exchange) -> None:
        exchange.send(200, self.content, kind=self.kind)


@dataclass(frozen=True)
class Text:
    """A reply, streamed or not as the request wishes; `finish` None: without its end marks."""

    text: str
    finish: str | None = "stop"
    delay: float = 0.0
    refusal: bool = False

    def serve(self, exchange: Exchange) -> None:
        part = "refusal" if self.refusal else "content"
        if not exchange.body.get("stream"):
            message = {"role": "assistant", "content": None, part: self.text}
            choice = {"index": 0, "message": message, "finish_reason": self.finish}
            spent = usage(exchange, self.text)
            exchange.send(200, completion(exchange, choices=[choice], usage=spent))
            return
        exchange.begin()
        say(exchange, tokens(self.text), self.delay, part)
        if self.finish is not None:
            choice = {"index": 0, "delta": {}, "finish_reason": self.finish}
            exchange.event(chunk(exchange, choices=[choice]))
            if (exchange.body.get("stream_options") or {}).get("include_usage"):
                spent = usage(exchange, self.text)
                exchange.event(chunk(exchange, choices=[], usage=spent))
            exchange.event("[DONE]")
        exchange.end()


def say(exchange: Exchange, pieces: list[str], delay: float = 0.0, part: str = "content") -> None:
    """Stream `pieces`, `delay` or the endpoint's pace apart."""
    role = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}
    exchange.event(chunk(exchange, choices=[role]))
    for piece in pieces:
        if pause := delay or exchange.pace:
            exchange.wait(pause)
        choice = {"index": 0, "delta": {part: piece}, "finish_reason": None}
        exchange.event(chunk(exchange, choices=[choice]))


def completion(exchange: Exchange, **fields: Any) -> str:
    """Return a completion object as JSON."""
    return _object(exchange, "chat.completion", fields)


def chunk(exchange: Exchange, **fields: Any) -> str:
    """Return a chunk of a streamed completion as JSON."""
    return _object(exchange, "chat.completion.chunk", fields)


def _object(exchange: Exchange, kind: str, fields: dict[str, Any]) -> str:
    model = exchange.body.get("model")
    return json.dumps({"id": "fake", "object": kind, "created": 0, "model": model, **fields})


class Json(Text):
    """A reply that is JSON."""

    def __init__(self, value: object) -> None:
        super().__init__(json.dumps(value))


@dataclass(frozen=True)
class NoDone(Text):
    """A stream that ends without finish_reason and [DONE]."""

    text: str = SPEECH
    finish: str | None = None


@dataclass(frozen=True)
class Truncated(Text):
    """A reply that hit the token limit."""

    text: str = SPEECH
    finish: str | None = "length"


@dataclass(frozen=True)
class Filtered(Text):
    """A reply that a content filter stopped."""

    text: str = ""
    finish: str | None = "content_filter"


@dataclass(frozen=True)
class Refusal(Text):
    """A model that declines."""

    text: str = "I can't help with that."
    refusal: bool = True


class Drip(Text):
    """A reply whose tokens come `delay` seconds apart."""

    def __init__(self, pieces: list[str], delay: float) -> None:
        super().__init__("".join(pieces), delay=delay)


@dataclass(frozen=True)
class Html(Status):
    """HTTP 200 with a web page."""

    status: int = 200
    body: str = "<html><body>Welcome to nginx!</body></html>"
    kind: str = "text/html"


@dataclass(frozen=True)
class Hang:
    """Says `text`, then nothing more until the endpoint closes."""

    text: str = ""

    def serve(self, exchange: Exchange) -> None:
        if self.text:
            exchange.begin()
            say(exchange, tokens(self.text))
        exchange.wait(None)
        exchange.cut()


@dataclass(frozen=True)
class Cut:
    """A connection that is closed after some tokens."""

    after_tokens: int = 5
    text: str = SPEECH

    def serve(self, exchange: Exchange) -> None:
        exchange.begin()
        say(exchange, tokens(self.text)[: self.after_tokens])
        exchange.cut()


@dataclass(frozen=True)
class Reset:
    """A connection that is reset: before any answer, or after some tokens."""

    after_tokens: int = 0
    text: str = SPEECH

    def serve(self, exchange: Exchange) -> None:
        if self.after_tokens:
            exchange.begin()
            say(exchange, tokens(self.text)[: self.after_tokens])
        exchange.reset()


@dataclass(frozen=True)
class BadSSE:
    """Some text, then an event that is no JSON."""

    text: str = ""
    event: str = '{"choices": [{"delta": {"con'

    def serve(self, exchange: Exchange) -> None:
        exchange.begin()
        say(exchange, tokens(self.text))
        exchange.event(self.event)
        exchange.end()


@dataclass(frozen=True)
class ErrorEvent:
    """Some text, then an error as an event."""

    text: str = ""
    message: str = "the server fell over"
    code: str | int | None = None

    def serve(self, exchange: Exchange) -> None:
        exchange.begin()
        say(exchange, tokens(self.text))
        exchange.event(json.dumps({"error": {"message": self.message, "code": self.code}}))
        exchange.end()


@dataclass(frozen=True)
class NullChoices:
    """An answer whose choices are null."""

    choices: list[object] | None = None

    def serve(self, exchange: Exchange) -> None:
        if not exchange.body.get("stream"):
            exchange.send(200, completion(exchange, choices=self.choices))
            return
        exchange.begin()
        exchange.event(chunk(exchange, choices=self.choices))
        exchange.event("[DONE]")
        exchange.end()


@dataclass(frozen=True)
class Empty(NullChoices):
    """An answer with no choices."""

    choices: list[object] | None = field(default_factory=list)
