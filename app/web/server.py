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
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from app.config import Settings
from app.errors import AppError, NotFound, SetupError
from app.rehearsal import Rehearsals
from app.watching.metrics import Metrics
from app.web import keeping, oidc, people, signin
from app.web.closing import Closing, Connections
from app.web.guard import Guard
from app.web.health import add_health
from app.web.house import House, house
from app.web.request_log import RequestLog

GRADIO = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Gradio sums up its queue with pandas after every event; nobody reads it here.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
}
"""Set before Gradio is imported."""


HANG_UP_SECONDS = 3
"""How long connections may take to end, once nothing is waited for any more."""

NO_DOCS: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
"""Gradio writes into what it is given: hand it a copy."""


def create_app(
    rehearsals: Rehearsals,
    settings: Settings,
    host: str = "127.0.0.1",
    metrics: Metrics | None = None,
    closing: Closing | None = None,
    *,
    insecure: bool = False,
) -> FastAPI:
    """Return the whole web app, for a server that listens on `host`.

    Raises `SetupError` if that would let strangers in, unless it is to be `insecure`.
    """
    rules = house(settings, rehearsals.accounts, host, insecure=insecure)
    closing = closing or Closing(rehearsals, settings.stop_timeout)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        chores = asyncio.create_task(rehearsals.privacy.daily())
        yield
        chores.cancel()
        with suppress(asyncio.CancelledError):
            await chores
        await rehearsals.aclose()

    app = FastAPI(**NO_DOCS, lifespan=lifespan)

    add_health(app, rehearsals.readiness, closing, settings, metrics)

    keeping.add_routes(app, rehearsals)
    keeping.add_voices(app, rehearsals)
    fonts = Path(__file__).with_name("assets") / "fonts"
    app.mount("/room", StaticFiles(directory=fonts), name="room")
    # Its presence keeps Gradio from adding a CORS policy that reflects any origin.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Guard, house=rules)
    app.add_middleware(Connections, closing=closing)
    app.add_middleware(RequestLog)
    _add_accounts(app, rules, settings)
    _mount_pages(app, rehearsals, settings, rules)
    return app


def _add_accounts(app: FastAPI, rules: House, settings: Settings) -> None:
    """Add the pages on which people sign in and look after accounts, where there are any."""
    if rules.accounts is None:
        return
    provider = oidc.provider(settings)
    app.include_router(signin.router(rules, rules.accounts, provider, settings.oidc_name))
    app.include_router(people.router(rules, rules.accounts))

    @app.exception_handler(AppError)
    async def in_a_sentence(_: Request, error: Exception) -> Response:
        gone = isinstance(error, NotFound)
        return Response(str(error), 404 if gone else 503, media_type="text/plain")


def _mount_pages(app: FastAPI, rehearsals: Rehearsals, settings: Settings, rules: House) -> None:
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
            head=theme.head(
                settings.audio, rehearsals.voice.host, accounts=rules.accounts is not None
            ),
            app_kwargs=dict(NO_DOCS),
        )


def configured(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Return how the web server runs. It believes the headers of no proxy but the named ones."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=HANG_UP_SECONDS,
        ws="none",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
    )


def serve(
    rehearsals: Rehearsals,
    settings: Settings,
    host: str,
    port: int,
    open_browser: bool,
    metrics: Metrics | None = None,
    *,
    insecure: bool = False,
) -> None:
    """Serve the pages until interrupted; opens the browser once the server answers.

    Raises `SetupError` if the port cannot be had, or strangers would be let in.
    """
    rules = house(settings, rehearsals.accounts, host, insecure=insecure)
    with listen(host, port) as listening:
        url = address(host, listening.getsockname()[1])
        closing = Closing(rehearsals, settings.stop_timeout)
        app = create_app(rehearsals, settings, host, metrics, closing, insecure=insecure)
        if rules.accounts and not rules.accounts.there_are():
            sys.stdout.write("Nobody has an account yet: rehearse users add NAME --role admin\n")
        server = _Server(configured(app, settings), closing, lambda: _ready(url, open_browser))
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
    """A server that says when it answers, and finishes what it began before it goes."""

    def __init__(self, config: uvicorn.Config, closing: Closing, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._closing, self._ready = closing, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then call back."""
        await super().startup(sockets=sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to close at the first signal; at the second one stop at once."""
        if self._closing.begun:
            self.should_exit = self.force_exit = True
            return
        self._closing.begin()
        if waiting := self._closing.waits_for:
            sys.stdout.write(f"Finishing {waiting} replies first; once more stops at once.\n")
            sys.stdout.flush()

    async def on_tick(self, counter: int) -> bool:
        """Leave once nothing is waited for any more."""
        if self._closing.over:
            self._closing.hung_up.set()
            self.should_exit = True
        return await super().on_tick(counter)
