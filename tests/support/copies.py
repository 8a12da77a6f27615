"""Copies of the app in processes of their own, and nginx before them as in deploy/nginx.conf."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from tests.support.missing import missing

ROOT = Path(__file__).parents[2]
CONF = ROOT / "deploy" / "nginx.conf"
PATIENCE = 120
"""Longest wait for a copy to answer (in seconds)."""


class Copy(NamedTuple):
    """A running `rehearse serve`."""

    process: subprocess.Popen[str]
    address: str
    """host:port"""

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()


@contextmanager
def copies(number: int, database: str, folder: Path, **settings: str) -> Iterator[list[Copy]]:
    """Yield copies over one database, started at the same time, each with a data folder of its own.

    They are killed at the end.
    """
    processes = [_serve(database, folder / f"copy-{one}", settings) for one in range(number)]
    try:
        yield [Copy(process, _address(process)) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def _serve(database: str, data: Path, settings: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--no-browser"]
    own = {"DATABASE_URL": database, "REHEARSE_DATA_DIR": str(data), **settings}
    data.mkdir()
    return subprocess.Popen(
        command, env=os.environ | own, stdout=subprocess.PIPE, text=True, cwd=data
    )


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://([\d.:]+)/", line):
            return found[1]
    raise AssertionError(f"the copy ended with {process.wait()}")


class Front(NamedTuple):
    """A running nginx."""

    url: str
    log: Path

    def last_copy(self) -> str:
        """Return the address of the copy that had the last word."""
        return self.log.read_text().split()[-1]


@contextmanager
def nginx(addresses: list[str], folder: Path) -> Iterator[Front]:
    """Yield nginx with deploy/nginx.conf, changed only in addresses and paths."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        missing("nginx", "not installed: apt-get install nginx-light")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log, conf = folder / "access.log", CONF.read_text("utf-8")
    for number, address in enumerate(addresses, 1):
        conf = conf.replace(f"app{number}:7860", address)
    conf = conf.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/", f"{folder}/")
    conf = conf.replace("/dev/stdout", str(log)).replace("/dev/stderr", str(folder / "error.log"))
    (folder / "nginx.conf").write_text(f"daemon off;\n{conf}", "utf-8")
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "error.log"]
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        _answers(f"{url}healthz", process)
        yield Front(url, log)
    finally:
        process.terminate()
        process.wait()


def _answers(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert process.poll() is None, "nginx ended"
            assert time.monotonic() < deadline
            time.sleep(0.05)
