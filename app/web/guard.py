"""What stands before every request: hosts, origins, sizes, closed doors, and security headers."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; object-src 'none'; "
    "frame-src 'none'"
)
"""Without 'unsafe-eval', so gr.HTML and the `js=` of Gradio's events cannot be used."""

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

MAX_BODY = 256 * 1024
"""Largest request body (in bytes)."""

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")

OPEN_DOORS = (
    "/gradio_api/queue/",
    "/gradio_api/heartbeat/",
    "/gradio_api/startup-events",
    "/gradio_api/app_id",  # how a page notices that its copy is back, or another one answers
    "/gradio_api/reset",
    "/gradio_api/cancel",
)
"""The parts of Gradio's API that our pages use; uploads, files, proxies and the rest stay shut."""

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Guard:
    """ASGI middleware that lets through only what the pages need."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._hosts = LOOPBACK if host in LOOPBACK else ()
        """Names that a request may use for this server; empty: any (it was opened on purpose)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `scope`, or refuse it in one plain sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if refusal := self._refusal(scope, headers):
            await refusal(scope, receive, _with_headers(send))
            return
        if scope["method"] in _WRITING:
            body = await _read(receive)
            if body is None:
                too_big = PlainTextResponse("That is too much at once.", 413)
                await too_big(scope, receive, _with_headers(send))
                return
            receive = _replay(body, receive)
        await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if self._hosts and urlsplit(f"//{host}").hostname not in self._hosts:
            return PlainTextResponse("This server does not answer to that name.", 400)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("Requests from other sites are refused.", 403)
        path: str = scope["path"]
        if path.startswith("/gradio_api") and not path.startswith(OPEN_DOORS):
            return PlainTextResponse("There is nothing here.", 404)
        return None


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, or None if it is larger than `MAX_BODY`."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives `body` once and then goes on as before."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def _with_headers(send: Send) -> Send:
    """Return a channel that adds the security headers to the response."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers[name] = value
        await send(message)

    return sent
