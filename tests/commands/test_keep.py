from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.store.engine import sqlite_url
from app.store.repository import Store
from tests.store.samples import a_boss_turn, a_rehearsal, a_scorecard, a_turn, later
from tests.support.command import Command, Done

NOBODY = 65534


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of a data folder, with two rehearsals of ours and one of somebody else's."""
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "data" / "rehearsals.db"
    with closing(Store.open(sqlite_url(path))) as store:
        for name, owner, minutes in (("r1", "local", 0), ("r2", "local", 5), ("r3", "ann", 9)):
            started = later(minutes)
            store.add_rehearsal(a_rehearsal(name, owner=owner, started_at=started))
            store.add_turn(a_boss_turn("t1", rehearsal_id=name, text=f"Zoë, it is {name}."))
            store.add_turn(a_turn("t2", "t1", rehearsal_id=name, text="=1+1"))
        store.add_scorecard(a_scorecard("s1", rehearsal_id="r2", leaf_id="t2"))
    return path


def test_the_latest_rehearsal_of_ours_is_exported_as_markdown(
    command: Command, database: Path
) -> None:
    done = command("export", "latest")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# Rehearsal with Dana Reyes")
    assert "Zoë, it is r2." in done.out
    assert "Overall: 75 of 100" in done.out


def test_json_holds_everything_and_csv_no_formula(command: Command, database: Path) -> None:
    document = json.loads(command("export", "r2", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(command("export", "r2", "--format", "csv").out)))

    assert [turn["text"] for turn in document["turns"]] == ["Zoë, it is r2.", "=1+1"]
    assert document["scorecard"]["overall"] == 75
    assert [row["text"] for row in rows] == ["Zoë, it is r2.", "'=1+1"]


def test_a_pdf_has_the_paper_that_was_asked_for(
    command: Command, database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "talk.pdf"
    sizes = {}

    for paper in ("a4", "letter"):
        done = command("export", "r1", "--format", "pdf", "--paper", paper, "--output", target)
        assert done == Done(0, "", "")
        with pdfium.PdfDocument(target.read_bytes()) as opened:
            sizes[paper] = round(opened[0].get_width())

    assert sizes == {"a4": 595, "letter": 612}
    assert command("export", "r1", "--format", "pdf", "--paper", "a5").code == 2


def test_an_export_goes_to_a_file(command: Command, database: Path, tmp_path: Path) -> None:
    target = tmp_path / "talk.md"
    printed = command("export", "r1").out

    assert command("export", "r1", "--output", target) == Done(0, "", "")
    assert target.read_text("utf-8") == printed


@pytest.mark.parametrize("rehearsal", ["r3", "r9", "", "../r1"])
def test_what_is_not_ours_does_not_exist(command: Command, database: Path, rehearsal: str) -> None:
    expected = f"There is no rehearsal called '{rehearsal}'.\n"
    assert command("export", rehearsal) == Done(1, "", expected)


def test_without_a_rehearsal_there_is_no_latest(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path / "empty.db"))

    done = command("export", "latest")

    assert (done.code, done.out) == (1, "")
    assert "no rehearsal called 'latest'" in done.err


def test_a_file_that_cannot_be_written_is_named(
    command: Command, database: Path, tmp_path: Path
) -> None:
    done = command("export", "r1", "--output", tmp_path)

    assert done == Done(1, "", f"{tmp_path} cannot be written: Is a directory.\n")


def test_an_unknown_format_is_the_command_line_s_fault(command: Command, database: Path) -> None:
    assert command("export", "latest", "--format", "docx").code == 2


def test_the_store_is_brought_up_to_date(command: Command, tmp_path: Path) -> None:
    first = command("db", "upgrade")

    assert first.code == 0
    assert first.out.startswith("The store is at schema ")
    assert command("db", "upgrade") == first


def test_a_backup_is_a_store_of_its_own(
    command: Command, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "backups" / "today.db"

    assert command("db", "backup", target) == Done(0, f"Copied the store to {target}.\n", "")

    before = command("export", "latest").out
    monkeypatch.setenv("DATABASE_URL", sqlite_url(target))
    assert command("export", "latest").out == before


def test_24_a_backup_is_restored_and_what_was_there_is_kept(
    command: Command, database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "today.db"
    command("db", "backup", target)
    before = command("export", "latest").out
    with closing(Store.open(sqlite_url(database))) as store:
        store.delete("local", "r2", later(20))

    done = command("db", "restore", target)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Restored {target}; the store is at schema ")
    assert f"kept as {database}.before-" in done.out
    assert command("export", "latest").out == before


def test_a_store_that_is_in_use_is_not_replaced(
    command: Command, database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "today.db"
    command("db", "backup", target)

    with closing(Store.open(sqlite_url(database))):
        done = command("db", "restore", target)

    assert (done.code, done.out) == (3, "")
    assert "is in use. Stop the app" in done.err


def test_a_backup_overwrites_nothing(command: Command, database: Path, tmp_path: Path) -> None:
    target = tmp_path / "taken.db"
    target.write_text("mine")

    done = command("db", "backup", target)

    assert (done.code, done.out) == (1, "")
    assert "exists already" in done.err
    assert target.read_text() == "mine"


# What cannot be used


def test_a_data_folder_that_cannot_be_made_is_named(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(tmp_path / "file" / "data"))

    done = command("db", "upgrade")

    assert (done.code, done.out) == (1, "")
    assert f"The data folder {tmp_path / 'file' / 'data'} cannot be made" in done.err
    assert "Set REHEARSE_DATA_DIR" in done.err


def test_a_data_folder_that_cannot_be_written_is_named(
    command: Command, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("REHEARSE_DATA_DIR", str(folder))
    assert command("db", "upgrade").code == 0  # and everything is imported by now
    (folder / "rehearsals.db").unlink()

    monkeypatch.chdir("/")
    with without_root(folder, 0o555):
        done = command("db", "upgrade")

    assert (done.code, done.out) == (1, "")
    assert f"The data folder {folder} cannot be written to" in done.err


def test_20_a_read_only_database_is_refused_with_exit_code_3(
    command: Command, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("db", "upgrade").code == 0

    monkeypatch.chdir("/")
    with without_root(database.parent, 0o755, 0o444):
        done = command("db", "upgrade")

    assert (done.code, done.out) == (3, "")
    assert f"The database {database} is read-only" in done.err


def test_22_a_damaged_database_is_refused_and_left_alone(command: Command, database: Path) -> None:
    database.write_bytes(b"not a database, but a letter. " * 100)

    done = command("db", "upgrade")

    assert (done.code, done.out) == (3, "")
    assert "damaged or not a database" in done.err
    assert database.read_bytes().startswith(b"not a database")


def test_a_database_of_an_unknown_kind_is_the_setting_s_fault(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://u:canary@127.0.0.1/x")

    done = command("db", "upgrade")

    assert (done.code, done.out) == (1, "")
    assert "DATABASE_URL names 'mysql'" in done.err
    assert "canary" not in done.err


@contextmanager
def without_root(folder: Path, mode: int, file_mode: int = 0o644) -> Iterator[None]:
    """For a while, have no rights beyond those of `folder` and its files, which are then ours."""
    opened: list[tuple[Path, int]] = []
    root = os.geteuid() == 0
    if root:
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        for parent in folder.parents:
            if not parent.stat().st_mode & 0o001:
                opened.append((parent, parent.stat().st_mode))
                parent.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(file_mode)
    folder.chmod(mode)
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o755)
        for parent, before in opened:
            parent.chmod(before)
