"""`rehearse demo`: fills once, removes exactly that, and leaves nothing half."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.commands import keep
from app.demo.fill import Demo
from app.domain.history import HistoryQuery
from app.store.engine import sqlite_url
from app.store.repository import Store
from tests.store.samples import a_boss_turn, a_rehearsal
from tests.support.command import Command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command over the shipped bosses: the demo knows no others."""
    return Command(monkeypatch, capsys)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the command, with one real rehearsal in it."""
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(tmp_path))
    with closing(Store.open(sqlite_url(tmp_path / "rehearsals.db"))) as store:
        store.add_rehearsal(a_rehearsal("mine"), a_boss_turn("t1", rehearsal_id="mine"))
        yield store


def there(store: Store) -> int:
    return store.history(keep.OWNER, HistoryQuery())[1]


def test_it_fills_once_and_removes_exactly_that(command: Command, store: Store) -> None:
    filled = command("demo", "--weeks", "1")
    number = there(store) - 1

    assert (filled.code, number > 1) == (0, True)
    assert filled.out.startswith(f"{number} made-up rehearsals are in the store")
    again = command("demo", "--weeks", "1")
    assert (again.code, again.out) == (1, "")
    assert "rehearse demo --remove" in again.err
    assert there(store) == number + 1

    assert command("demo", "--remove").out == (
        f"{number} made-up rehearsals are gone; yours are as they were.\n"
    )
    assert there(store) == 1
    assert command("demo", "--remove").out == "There is no demo data in the store.\n"


def test_stopped_half_way_it_keeps_nothing(
    command: Command, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold, held = Demo._hold, []

    async def stopped(demo: Demo, *told: object) -> None:
        await hold(demo, *told)  # type: ignore[arg-type]
        held.append(there(store))
        if len(held) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Demo, "_hold", stopped)

    done = command("demo", "--weeks", "1")

    assert (done.code, done.out) == (130, "")
    assert "Stopped. Nothing of the demo was kept." in done.err
    assert held == [2, 3]
    assert there(store) == 1


@pytest.mark.parametrize("wrong", [("--weeks", "0"), ("--weeks", "53"), ("--seed", "lucky")])
def test_a_command_line_at_fault_ends_with_2(command: Command, wrong: tuple[str, str]) -> None:
    assert command("demo", *wrong).code == 2
