"""What machines ask: is it alive, is it ready, what are the numbers."""

from __future__ import annotations

import asyncio
from secrets import compare_digest

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from app.config import Settings
from app.readiness import Readiness
from app.watching.metrics import CONTENT_TYPE, Metrics
from app.web.closing import Closing

PATIENCE = 2.0
"""How long an answer may take until the app counts as not ready (in seconds)."""
PATHS = ("/healthz", "/readyz", "/metrics")

_LOOPBACK = ("127.0.0.1", "::1")


def add_health(
    app: FastAPI,
    readiness: Readiness,
    closing: Closing,
    settings: Settings,
    metrics: Metrics | None,
) -> None:
    """Add /healthz, /readyz and, where there are `metrics`, /metrics."""
    looking = _Looking(readiness)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> Response:
        problem = "The app is shutting down." if closing.begun else await looking.problem()
        return PlainTextResponse(problem or "ready", 503 if problem else 200)

    if metrics is None:
        return
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""

    @app.get("/metrics")
    async def numbers(request: Request) -> Response:
        if not _may_read(request, token):
            raise HTTPException(404)
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)


class _Looking:
    """Looks once at a time: a database that hangs must not eat a thread for every question."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self._task: asyncio.Task[str] | None = None

    async def problem(self) -> str:
        """Return what is missing, or ''; within `PATIENCE`."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(asyncio.to_thread(self._readiness.problem))
        done, _ = await asyncio.wait({self._task}, timeout=PATIENCE)
        return self._task.result() if done else "The store does not answer."


def _may_read(request: Request, token: str) -> bool:
    """Whether the numbers are for this caller: by token, or from this machine without a proxy."""
    if token:
        offered = request.headers.get("authorization", "").removeprefix("Bearer ")
        return compare_digest(offered.encode(), token.encode())
    here = request.client is not None and request.client.host in _LOOPBACK
    return here and not request.state.proxied
