"""For every test: no network, no settings from outside, and nothing is left out in silence."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.missing import RECORDED

ROOT = Path(__file__).parents[1]
CONNECTING = ("socket.connect", "socket.sendto")
SETTINGS = ("OPENAI_", "REHEARSE_", "DATABASE_URL", "GRADIO_")

REFUSED = pytest.StashKey[list[str]]()
"""Addresses of other machines that the running test tried to reach."""


# How long an example takes says how busy the machine is, and nothing else.
settings.register_profile("room", deadline=None)
settings.load_profile("room")


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        if name != "DATABASE_URL_TEST":
            del os.environ[name]
    # Programs that tests start import this checkout, wherever they are started.
    os.environ["PYTHONPATH"] = str(ROOT)
    config.stash[REFUSED] = []
    sys.addaudithook(partial(_only_this_machine, config.stash[REFUSED]))


def _only_this_machine(refused: list[str], event: str, arguments: tuple[object, ...]) -> None:
    """Refuse connections to other machines, whoever makes them."""
    if event in CONNECTING and isinstance(arguments[1], tuple) and not _is_here(arguments[1][0]):
        refused.append(str(arguments[1]))
        raise PermissionError(f"Tests do not use the network: {arguments[1]}")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(pytestconfig: pytest.Config) -> Iterator[None]:
    refused = pytestconfig.stash[REFUSED]
    refused.clear()
    yield
    assert not refused, "the test tried to reach another machine"


@pytest.fixture(autouse=True)
def no_settings_from_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A data folder of its own for each test, and no .env in the working folder."""
    folder = tmp_path_factory.mktemp("isolated")
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(folder / "data"))
    monkeypatch.chdir(folder)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker process could not test to the one that reports."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["missing"] = RECORDED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker process could not test."""
    for line in getattr(node, "workeroutput", {}).get("missing", ()):
        if line not in RECORDED:
            RECORDED.append(line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell loudly what did not run."""
    if not RECORDED:
        return
    terminalreporter.section("NOT TESTED ON THIS MACHINE", sep="!", red=True, bold=True)
    for line in RECORDED:
        terminalreporter.write_line(line, red=True)
    terminalreporter.write_line("With REQUIRE_ALL=1 this fails.", red=True)
