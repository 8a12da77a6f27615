"""Run all benchmarks, or those that are named: python -m bench [startup scoring …]."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import (
    browser,
    copies,
    crashes,
    crowd,
    first_token,
    operating,
    pages,
    pages_open,
    pool,
    scoring,
    size,
    startup,
)
from bench.report import as_markdown

ALL = {
    "startup": startup.measure,
    "scoring": scoring.measure,
    "browser": browser.measure,
    "pages": pages.measure,
    "first_token": first_token.measure,
    "size": size.measure,
    "operating": operating.measure,
    "pages_open": pages_open.measure,
    "crashes": crashes.measure,
    "copies": copies.measure,
    "pool": pool.measure,
    "crowd": crowd.measure,
}
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
HEAD = """# Performance

Measured by `make bench`, which writes this page; tests never assert times.

{machine}

"""


def machine() -> str:
    """Say where and when this was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("gradio", "openai", "onnxruntime"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}. {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {packages}."
    )


def main(names: list[str]) -> None:
    """Measure and print; a whole run is written to docs/performance.md."""
    sections = []
    for name in names or ALL:
        sections.append(as_markdown(ALL[name]()))
        print(sections[-1], flush=True)
    if not names:
        PAGE.write_text(HEAD.format(machine=machine()) + "\n".join(sections), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
