"""Request bodies and response headers, as ASGI carries them."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Send

MAX_BODY = 256 * 1024
"""Largest request body (in bytes)."""


async def read(receive: Receive, most: int = MAX_BODY) -> bytes | None:
    """Return the whole body, or None if it is larger than `most` (in bytes)."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return body


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives `body` once and then goes on as before."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def with_headers(send: Send, extra: Mapping[str, str]) -> Send:
    """Return a channel that adds headers to the response."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in extra.items():
                headers[name] = value
        await send(message)

    return sent
