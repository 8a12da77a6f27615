"""The Dockerfile, as far as it can be tested without a container engine.

It is read step by step: what it copies is there and not ignored, nobody runs as root, and the
command and the health check that it names work.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import app
from tests.support.requirements import requirements

ROOT = Path(__file__).parents[1]


def steps() -> list[tuple[str, str]]:
    """Return the steps of the Dockerfile: instruction and what follows it, on one line."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", plain)
    return [
        (name, rest) for name, _, rest in (s.partition(" ") for s in joined.splitlines()) if rest
    ]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in steps() if instruction == name]


def test_the_image_is_small_and_its_tools_stay_behind() -> None:
    built, final = of("FROM")

    assert built.endswith("-slim AS build")
    assert final.endswith("-slim")
    assert any(rest.startswith("--from=build /opt/room") for rest in of("COPY"))


def test_nobody_runs_as_root_and_data_has_a_place() -> None:
    last = [name for name, _ in steps() if name in ("USER", "RUN", "COPY")][-1]

    assert last == "USER"
    assert of("USER") == ["10001"]
    assert "--uid 10001" in " ".join(of("RUN"))
    assert of("VOLUME") == ["/data"]
    assert any("REHEARSE_DATA_DIR=/data" in rest for rest in of("ENV"))


def test_what_is_copied_is_there_and_not_ignored() -> None:
    allowed = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    copied = [
        source
        for rest in of("COPY")
        if not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]

    assert all((ROOT / source).exists() for source in copied)
    assert set(copied) == set(allowed)


def test_no_registry_is_named_and_every_package_is_pinned() -> None:
    runs = " ".join(of("RUN"))

    assert "://" not in runs
    assert "index" not in runs
    assert runs.count("pip install") == runs.count("pip install --constraint constraints.txt")


def test_the_command_is_one_that_the_app_knows(capsys: pytest.CaptureFixture[str]) -> None:
    (command,) = of("CMD")
    name, serve, *options = json.loads(command)

    app(args=[serve, "--help"], standalone_mode=False)

    told = capsys.readouterr().out
    assert name == "rehearse"
    assert [one for one in options if one.startswith("--") and one not in told] == []


def test_the_health_check_fails_where_nothing_answers() -> None:
    (check,) = (rest.partition("CMD ")[2] for rest in of("HEALTHCHECK"))
    program = json.loads(check)
    assert program[0] == "python"

    done = subprocess.run([sys.executable, *program[1:]], capture_output=True, check=False)

    assert done.returncode != 0


def test_the_first_layer_installs_what_the_app_asks_for() -> None:
    program = [sys.executable, str(ROOT / "tests/support/requirements.py"), "otel"]
    printed = subprocess.run(program, capture_output=True, text=True, check=True).stdout

    assert printed.split("\n")[:-1] == requirements(["otel"])
    assert any(line.startswith("gradio") for line in printed.splitlines())
