"""What a server process needs: idle, and for every page with a meeting that is open."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil

from bench.report import Row, Section, as_markdown
from tests.support.queue import ask

ROOT = Path(__file__).parents[1]
PAGES = 100
WARM = 20
"""Pages that are opened before it is measured: caches are filled then."""


def measure() -> Section:
    """Open pages, begin a meeting on each, say one thing, and keep them open."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"REHEARSE_DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "app", "serve", "--port", "0", "--no-browser"]
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
        ) as server:
            try:
                assert server.stdout is not None
                rows = _measure(psutil.Process(server.pid), server.stdout.readline().split()[4])
            finally:
                server.terminate()
    how = (
        f"One server process, authored boss. {PAGES} pages with a stream open each, on which a "
        "meeting was begun. Gradio's share is in it."
    )
    return Section("Memory of a server", how, rows)


def _measure(server: psutil.Process, url: str) -> list[Row]:
    with ExitStack() as stack:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
        client = stack.enter_context(httpx.Client(base_url=url, timeout=120, limits=limits))
        client.get("/")
        idle = server.memory_info().rss
        _open(stack, client, "warm", WARM)
        before = server.memory_info().rss
        _open(stack, client, "page", PAGES)
        each = (server.memory_info().rss - before) / PAGES / 1024
    return [
        Row("memory after the first page", f"{idle / 2**20:.0f} MB"),
        Row("memory after meetings on twenty pages", f"{before / 2**20:.0f} MB"),
        Row(
            "for each further page with a meeting", f"{each:.0f} kB", "at most 200 kB", each <= 200
        ),
    ]


def _open(stack: ExitStack, client: httpx.Client, name: str, number: int) -> None:
    """Open pages that stay open, each with a meeting."""

    def one(page: int) -> None:
        ask(client, "command", {"do": "start", "persona": "dana-reyes"}, f"{name}{page}")

    for page in range(number):
        beat = f"/gradio_api/heartbeat/{name}{page}"
        lines = stack.enter_context(client.stream("GET", beat)).iter_lines()
        next(lines)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(one, range(number)))


if __name__ == "__main__":
    print(as_markdown(measure()))
