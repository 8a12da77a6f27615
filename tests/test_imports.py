"""Commands start quickly because they import little, and imports point down only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TRANSCRIPT = {
    "id": "one",
    "turns": [
        {"speaker": "boss", "text": "I want you to lead the team."},
        {"speaker": "learner", "text": "Thank you. I want to stay an engineer."},
    ],
}
REPORT = """
import atexit, sys
from app.cli import main
packages = lambda: sorted({name.partition(".")[0] for name in sys.modules})
atexit.register(lambda: print("IMPORTED", *packages()))
main()
"""
WEB = {"gradio", "fastapi", "starlette", "uvicorn", "torch", "pandas"}
HEAVY = WEB | {"openai", "sqlalchemy", "alembic", "onnxruntime", "numpy", "pydantic_settings"}


def imported_by(*arguments: str) -> set[str]:
    """Run a command, which must not fail; return the top-level modules that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("IMPORTED "))
    return set(line.split()[1:])


@pytest.mark.parametrize(
    "command",
    [
        "",
        "serve",
        "check",
        "talk",
        "score",
        "agree",
        "export",
        "demo",
        "db",
        "jobs",
        "worker",
        "users",
    ],
)
def test_help_imports_nothing_heavy(command: str) -> None:
    modules = imported_by(*command.split(), "--help")

    assert "typer" in modules
    assert modules & HEAVY == set()


def test_check_imports_no_web_server_and_no_model() -> None:
    modules = imported_by("check")

    assert "pydantic" in modules
    assert modules & (WEB | {"openai", "onnxruntime", "tiktoken"}) == set()


def test_score_imports_no_web_server_and_no_endpoint(tmp_path: Path) -> None:
    file = tmp_path / "transcripts.jsonl"
    file.write_text(json.dumps(TRANSCRIPT), "utf-8")

    modules = imported_by("score", str(file), "--json")

    assert "onnxruntime" in modules
    assert modules & (WEB | {"openai"}) == set()


def test_talk_imports_no_web_server_and_no_endpoint(tmp_path: Path) -> None:
    file = tmp_path / "scripts.jsonl"
    file.write_text(json.dumps({"id": "one", "lines": ["I want to stay an engineer."]}), "utf-8")

    modules = imported_by("talk", "--persona", "dana-reyes", "--script", str(file), "--json")

    assert "sqlalchemy" in modules
    assert modules & (WEB | {"openai"}) == set()


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout
