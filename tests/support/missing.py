"""What the machine lacks: told at the end of the run, a failure where everything is required."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

RECORDED: list[str] = []
"""What was not tested and why, for the summary in tests/conftest.py."""


def missing(what: str, why: str) -> NoReturn:
    """End the test that needs `what`; with REQUIRE_ALL=1 it fails."""
    line = f"{what}: {why}"
    if line not in RECORDED:
        RECORDED.append(line)
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(line)
    pytest.skip(line)
