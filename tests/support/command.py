"""The `rehearse` command, in this process or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from app.cli import main


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Command:
    """Runs `rehearse` in this process, as a shell would, only faster."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self._patch, self._capture = patch, capture

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Done:
        self._patch.setattr(sys, "argv", ["rehearse", *map(str, arguments)])
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capture.readouterr()
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
        out, err = self._capture.readouterr()
        assert isinstance(code, int)
        return Done(code, out, err)


def rehearse(*arguments: str | Path, stdin: bytes = b"", **settings: str | Path) -> Done:
    """Run `rehearse` in a process of its own, with more `settings` in its environment."""
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    environment = {**os.environ, **{name: str(value) for name, value in settings.items()}}
    done = subprocess.run(
        command, input=stdin, env=environment, capture_output=True, check=False, timeout=120
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())
