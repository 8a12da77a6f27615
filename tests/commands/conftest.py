from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.desk import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A boss, a rubric and a data folder in which the judge keeps what it learned from it."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    judge = desk.judge()
    judge.heads(judge.subject(desk.rubric))
    (desk.folder / "cache").rename(desk.folder / "judge")
    return desk


@pytest.fixture(scope="session")
def at_the_desk(desk: Desk) -> dict[str, str]:
    """Settings with which the desk's boss and rubric are the only ones."""
    return {
        "REHEARSE_DATA_DIR": str(desk.folder),
        "REHEARSE_RUBRICS": str(desk.folder / "rubrics"),
        "REHEARSE_PERSONAS": str(desk.folder / "personas"),
    }


@pytest.fixture
def command(
    at_the_desk: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """The command at the desk, in this process."""
    for name, value in at_the_desk.items():
        monkeypatch.setenv(name, value)
    return Command(monkeypatch, capsys)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command is called in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
