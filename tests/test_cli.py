"""What holds for every command: exit codes, plain sentences, and `serve` as the default."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import Command, Done, rehearse

COMMANDS = ("serve", "check", "talk", "score", "agree", "export", "demo", "db", "jobs", "worker")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capsys)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_help_names_every_command(command: Command) -> None:
    done = command("--help")

    assert (done.code, done.err) == (0, "")
    assert [name for name in COMMANDS if name not in done.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(command: Command, name: str) -> None:
    assert command(name, "--help").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("--nonsense",),
        ("serve", "--port", "70000"),
        ("serve", "--port", "many"),
        ("talk", "--persona"),
        ("talk", "--persona", "x", "--seed", "lucky"),
        ("export",),
        ("db", "nonsense"),
        ("db", "backup"),
    ],
)
def test_a_command_line_at_fault_ends_with_2(command: Command, arguments: tuple[str, ...]) -> None:
    done = command(*arguments)

    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err


@pytest.mark.parametrize("before", [(), ("serve",)])
def test_without_a_command_it_serves(taken: int, before: tuple[str, ...]) -> None:
    done = rehearse(*before, "--no-browser", "--port", str(taken))

    assert (done.code, done.out) == (1, "")
    assert str(taken) in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("REHEARSE_CONTEXT_TOKENS", "abc", "Input should be a valid integer"),
        ("REHEARSE_SPEAKER", "loud", "Input should be 'auto', 'authored' or 'prompted'"),
        ("REHEARSE_MAX_MESSAGE", "1", "Input should be greater than or equal to 100"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    command: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(name, value)

    done = command("check")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"The setting {name} cannot be used: {problem}")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"OPENAI_API_KEY=\xe9\n"])
def test_settings_that_cannot_be_read_are_said(command: Command, content: bytes) -> None:
    Path(".env").write_bytes(content)

    done = command("check")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("The settings in .env cannot be read")


@pytest.mark.parametrize("name", ["REHEARSE_PERSONAS", "REHEARSE_RUBRICS"])
def test_a_folder_that_is_not_there_is_named(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "none"))

    done = command("talk", "--persona", "dana-reyes")

    assert (done.code, done.out) == (1, "")
    assert f"There is no folder {tmp_path / 'none'}" in done.err


def test_python_m_app_is_the_same_command() -> None:
    done = rehearse("talk", "--persona", "nobody")

    assert isinstance(done, Done)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("There is no persona called 'nobody'. Known: ")
