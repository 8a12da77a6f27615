"""Process start to first page, idle memory, and the help, beside a minimal Gradio chat."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.report import Row, Section, as_markdown, at_most, compared, median, timed

ROOT = Path(__file__).parents[1]
RUNS = 5
SETTLE = 2.0
"""How long a server is left alone before its memory is read (in seconds)."""
PATIENCE = 60.0


class Start(NamedTuple):
    """One start of a server."""

    seconds: float
    memory: float
    """Resident, idle (in MB)."""


def measure() -> Section:
    """Start both servers in turn, and time the help."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        ours, minimal = ["-m", "app", "serve", "--no-browser", "--port"], ["bench/minimal_chat.py"]
        _start(ours, environment), _start(minimal, environment)  # byte code, file cache
        starts = [(_start(ours, environment), _start(minimal, environment)) for _ in range(RUNS)]
        help_seconds = median([timed(lambda: _help(environment)) for _ in range(RUNS)])
    own, base = zip(*starts, strict=True)
    rows = [
        _row("`rehearse serve`: process start to first HTTP 200", own, base, "seconds", 1.25, "s"),
        _row("memory of the idle server", own, base, "memory", 1.3, "MB"),
        at_most("`rehearse --help`", help_seconds, 0.4, "s"),
    ]
    how = (
        f"Baseline: a minimal `gr.ChatInterface` (bench/minimal_chat.py). {RUNS} starts of each, "
        "in turn, with warm file cache and byte code; medians."
    )
    return Section("Start and memory", how, rows)


def _row(
    what: str, own: Sequence[Start], base: Sequence[Start], field: str, most: float, unit: str
) -> Row:
    value, baseline = (median([getattr(one, field) for one in starts]) for starts in (own, base))
    return compared(what, value, baseline, most, unit)


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OPENAI_", "REHEARSE_", "DATABASE_URL", "PYTHONDONTWRITE"))
    }
    own = {"REHEARSE_DATA_DIR": str(folder), "GRADIO_ANALYTICS_ENABLED": "False"}
    return kept | own | {"PYTHONPATH": str(ROOT)}


def _start(arguments: Sequence[str], environment: dict[str, str]) -> Start:
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments, str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise RuntimeError(f"the server did not start: {arguments}")
                time.sleep(0.01)
            seconds = time.perf_counter() - began
            time.sleep(SETTLE)
            return Start(seconds, _memory(process.pid))
        finally:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _memory(process_id: int) -> float:
    """Return the resident memory of a process (in MB)."""
    status = Path(f"/proc/{process_id}/status")
    if status.exists():
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    asked = ["ps", "-o", "rss=", "-p", str(process_id)]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout) / 1024


def _help(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "app", "--help"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    print(as_markdown(measure()))
