"""The web server: FastAPI around Gradio, and how it starts."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import threading
import warnings
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from app.config import Settings
from app.errors import SetupError
from app.rehearsal import Rehearsals
from app.web import keeping
from app.web.guard import Guard

GRADIO = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Gradio sums up its queue with pandas after every event; nobody reads it here.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
}
"""Set before Gradio is imported."""


NO_DOCS: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
"""Gradio writes into what it is given: hand it a copy."""


def create_app(rehearsals: Rehearsals, settings: Settings, host: str = "127.0.0.1") -> FastAPI:
    """Return the whole web app, for a server that listens on `host`."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        chores = asyncio.create_task(rehearsals.privacy.daily())
        yield
        chores.cancel()
        with suppress(asyncio.CancelledError):
            await chores
        await rehearsals.aclose()

    app = FastAPI(**NO_DOCS, lifespan=lifespan)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    keeping.add_routes(app, rehearsals)
    fonts = Path(__file__).with_name("assets") / "fonts"
    app.mount("/room", StaticFiles(directory=fonts), name="room")
    # Its presence keeps Gradio from adding a CORS policy that reflects any origin.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Guard, host=host)
    _mount_pages(app, rehearsals, settings)
    return app


def _mount_pages(app: FastAPI, rehearsals: Rehearsals, settings: Settings) -> None:
    """Mount the Gradio pages at '/'. Importing Gradio takes seconds, so it happens here."""
    os.environ.update(GRADIO)
    import gradio as gr

    from app.web import site, theme

    blocks = site.build(rehearsals, settings)
    with warnings.catch_warnings():
        # Gradio warns that apps with routes have no server-side rendering, which we turn off.
        warnings.simplefilter("ignore", UserWarning)
        gr.mount_gradio_app(
            app,
            blocks,
            "/",
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            show_error=False,
            max_file_size="1kb",
            theme=theme.theme(),
            head=theme.head(),
            app_kwargs=dict(NO_DOCS),
        )


def serve(
    rehearsals: Rehearsals, settings: Settings, host: str, port: int, open_browser: bool
) -> None:
    """Serve the pages until interrupted; opens the browser once the server answers.

    Raises `SetupError` if the port cannot be had.
    """
    with listen(host, port) as listening:
        url = address(host, listening.getsockname()[1])
        app = create_app(rehearsals, settings, host)
        config = uvicorn.Config(app, log_level="warning", access_log=False)
        server = _Server(config, lambda: _ready(url, open_browser))
        server.run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `host` and `port` (0: any free port).

    Raises `SetupError` if it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise SetupError(
            f"Cannot listen on {host}, port {port}: {_reason(error)}. Stop the program that "
            f"uses it, or choose another port: rehearse serve --port {port % 65535 + 1}"
        ) from error
    return listening


def _reason(error: OSError | OverflowError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else "no such port"


def address(host: str, port: int) -> str:
    """Return the URL that a browser on this machine opens."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
    return f"http://{shown}:{port}/"


def _ready(url: str, open_browser: bool) -> None:
    sys.stdout.write(f"Rehearsal Room is at {url} (Ctrl+C stops it).\n")
    sys.stdout.flush()
    if open_browser:
        # Some browsers keep the caller waiting, and the server must go on answering.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call back."""
        await super().startup(sockets=sockets)
        self._ready()
