"""A line for every request, under an id that its answer carries, too."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.watching import context

HEADER = "x-request-id"
QUIET = ("/healthz", "/readyz", "/metrics", "/assets/", "/static/", "/room/", "/theme.css")
"""Asked all the time, and no news."""

_log = logging.getLogger(__name__)


class RequestLog:
    """ASGI middleware: takes the id that a proxy gave or makes one; logs how the request went."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        own = context.sane_id(Headers(scope=scope).get(HEADER, ""))
        # Gradio does the work elsewhere and later; the request's own headers go along.
        MutableHeaders(scope=scope)[HEADER] = own
        mark = context.request_id.set(own)
        began, status = time.perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = own
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            self._tell(scope, status, time.perf_counter() - began)
            context.request_id.reset(mark)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        level = logging.DEBUG if scope["path"].startswith(QUIET) else logging.INFO
        fields = {
            "method": scope["method"],
            "path": _shape(scope),
            "status": status,
            "seconds": round(seconds, 4),
        }
        _log.log(level, "request", extra={"fields": fields})


def _shape(scope: Scope) -> str:
    """Return the path as its route is written, with names for what varies.

    What varies can be as good as a key: a page's session, an invitation. Of a path that no route
    knows, only the beginning is told.
    """
    route = getattr(scope.get("route"), "path", None)
    if route is not None:
        return str(route)
    _, first, *rest = f"{scope['path']}/".split("/")
    return f"/{first}/…" if any(rest) else f"/{first}"
