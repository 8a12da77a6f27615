from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest
from sqlalchemy import text

from app.domain.history import HistoryQuery
from app.errors import AppError, SetupError, StoreUnavailable
from app.store.engine import open_engine, sqlite_url
from app.store.repository import Store
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, a_turn, later
from tests.store.writers import fill_the_disk, processes
from tests.support.missing import RECORDED

NOBODY = 65534


@pytest.fixture
def rehearsed(sqlite_path: Path, sqlite_url: str) -> Path:
    """A database of a few pages, closed."""
    with closing(Store.open(sqlite_url)) as store:
        for rehearsal_id in ("r1", "r2"):
            store.add_rehearsal(a_rehearsal(rehearsal_id))
            for number in range(20):
                parent = f"t{number - 1}" if number else None
                store.add_turn(
                    a_boss_turn(
                        f"t{number}",
                        parent,
                        rehearsal_id=rehearsal_id,
                        text=f"Line {number}. " * 20,
                    )
                )
            store.add_scorecard(a_scorecard(f"of {rehearsal_id}", rehearsal_id=rehearsal_id))
    return sqlite_path


def test_every_connection_is_durable_and_strict(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}

    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted}
            assert found == wanted
            assert connection.scalar(text("PRAGMA busy_timeout")) >= 10_000
    engine.dispose()


def test_a_new_database_brings_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ümlaut #1 ?a=%20" / "rehearsals.db"

    Store.open(sqlite_url(path)).close()

    assert path.exists()


@pytest.mark.parametrize("content", [b"not a database, but a letter. " * 50, b"SQLite format 3\0"])
def test_22_another_kind_of_file_is_refused_and_kept(sqlite_path: Path, content: bytes) -> None:
    sqlite_path.write_bytes(content)

    with pytest.raises(StoreUnavailable, match=r"rehearsals\.db is damaged or not a database"):
        Store.open(f"sqlite:///{sqlite_path}")

    assert sqlite_path.read_bytes() == content


def test_22_damage_to_the_structure_is_refused_and_the_file_kept(rehearsed: Path) -> None:
    whole = rehearsed.read_bytes()
    page = int.from_bytes(whole[16:18], "big")
    page_headers = range(page, len(whole), page)
    for place in (0, 16, 20, 100, *page_headers):
        damaged = _flipped(whole, place)
        rehearsed.write_bytes(damaged)

        with pytest.raises(StoreUnavailable, match="was left as it is"):
            Store.open(f"sqlite:///{rehearsed}")

        assert rehearsed.read_bytes() == damaged, place


def test_22_a_flipped_byte_anywhere_never_costs_more_than_a_plain_refusal(rehearsed: Path) -> None:
    whole = rehearsed.read_bytes()
    chance = Random(7)
    refused = 0
    for place in chance.sample(range(len(whole)), 200):
        damaged = _flipped(whole, place)
        rehearsed.write_bytes(damaged)
        for leftover in rehearsed.parent.glob("*.db-*"):
            leftover.unlink()
        try:
            store = Store.open(f"sqlite:///{rehearsed}")
        except AppError:
            refused += 1
            assert rehearsed.read_bytes() == damaged, place
            continue
        with closing(store):
            _read_everything(store)
    assert refused > 0


def test_an_empty_file_becomes_a_database(sqlite_path: Path) -> None:
    sqlite_path.touch()

    with closing(Store.open(f"sqlite:///{sqlite_path}")) as store:
        store.ping()


def test_opening_waits_for_a_writer_that_keeps_the_log_from_being_set_up(
    sqlite_path: Path, sqlite_url: str
) -> None:
    with (
        closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other,
        ThreadPoolExecutor(1) as thread,
    ):
        other.execute("CREATE TABLE theirs (x)")
        other.execute("BEGIN IMMEDIATE")
        opening = thread.submit(Store.open, sqlite_url)
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.2)

        other.execute("COMMIT")
        opening.result().close()


def test_20_a_read_only_database_is_refused(rehearsed: Path) -> None:
    with _without_root(rehearsed.parent) as folder:
        path = folder / rehearsed.name
        path.chmod(0o444)
        with pytest.raises(StoreUnavailable, match="is read-only") as refused:
            Store.open(f"sqlite:///{path}")
        assert refused.value.exit_code == 3

        path.chmod(0o644)
        folder.chmod(0o555)
        with pytest.raises(StoreUnavailable, match="is read-only"):
            Store.open(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, rehearsed: Path) -> None:
    with _without_root(rehearsed.parent) as folder:
        folder.chmod(0o555)
        for path in (folder / "new.db", folder / "deeper" / "new.db"):
            with pytest.raises(SetupError, match=f"The folder {path.parent} cannot be used"):
                Store.open(f"sqlite:///{path}")


def test_19_a_turn_that_finds_no_room_is_not_acknowledged(sqlite_url: str) -> None:
    with closing(Store.open(sqlite_url)) as store:
        store.add_rehearsal(a_rehearsal())
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=fill_the_disk, args=(sqlite_url, theirs))
    process.start()
    theirs.close()
    acknowledged, problem = ours.recv()
    process.join()

    assert "nothing was stored" in problem
    with closing(Store.open(sqlite_url)) as store:
        assert [turn.id for turn in store.tree("r1")] == acknowledged


def test_19_a_disk_that_is_full_is_said_and_nothing_is_acknowledged(small_disk: Path) -> None:
    url = sqlite_url(small_disk / "rehearsals.db")
    with closing(Store.open(url)) as store:
        store.add_rehearsal(a_rehearsal())
        acknowledged, problem = talk_until_refused(store)
        assert "no room left" in problem
        assert "nothing was stored" in problem
        assert [turn.id for turn in store.tree("r1")] == acknowledged

    (small_disk / "in the way").unlink()

    with closing(Store.open(url)) as store:
        store.add_turn(a_turn("last", acknowledged[-1]))
        assert [turn.id for turn in store.tree("r1")] == [*acknowledged, "last"]


def test_a_backup_is_one_file_with_everything_in_it(rehearsed: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "today.db"
    with closing(Store.open(f"sqlite:///{rehearsed}")) as store:
        store.add_turn(a_turn("last", "t19"))
        store.backup(target)
        store.add_turn(a_turn("after", "last"))
        tree = store.tree("r1")

    assert list(target.parent.iterdir()) == [target]
    with closing(Store.open(f"sqlite:///{target}")) as restored:
        assert restored.tree("r1") == tree[:-1]
        assert restored.scorecard("of r2") == a_scorecard("of r2", rehearsal_id="r2")


def test_a_backup_overwrites_nothing(rehearsed: Path, tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.write_text("mine")
    with closing(Store.open(f"sqlite:///{rehearsed}")) as store:
        with pytest.raises(AppError, match="exists already"):
            store.backup(target)
        with pytest.raises(AppError, match="could not be written"):
            store.backup(target / "below-a-file.db")

    assert target.read_text() == "mine"


def test_what_is_purged_is_gone_from_the_file(sqlite_path: Path, sqlite_url: str) -> None:
    with closing(Store.open(sqlite_url)) as store:
        store.add_rehearsal(a_rehearsal())
        store.add_turn(a_turn("t1", text="canary" * 500))
        store.delete("local", "r1", NOON)
    assert b"canary" in sqlite_path.read_bytes()

    with closing(Store.open(sqlite_url)) as store:
        store.purge(later(1))

    assert not any(b"canary" in path.read_bytes() for path in sqlite_path.parent.iterdir())


def talk_until_refused(store: Store) -> tuple[list[str], str]:
    """Return the turns that were acknowledged, and what was said of the next one."""
    acknowledged: list[str] = []
    try:
        for number in count():
            parent = acknowledged[-1] if acknowledged else None
            turn = a_turn(f"t{number}", parent, text="x" * 4000)
            acknowledged.append(store.add_turn(turn).id)
    except StoreUnavailable as error:
        return acknowledged, str(error)
    raise AssertionError("a disk of two megabytes took everything")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, half of it taken by a file that can be removed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        # Not a failure with REQUIRE_ALL=1: the test before this one needs no rights and runs.
        RECORDED.append(
            "a full disk of its own (tmpfs): mounting needs root; a file limit stood in"
        )
        pytest.skip(RECORDED[-1])
    try:
        (disk / "in the way").write_bytes(bytes(1_000_000))
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def _read_everything(store: Store) -> None:
    for read in (
        lambda: store.history("local", HistoryQuery(text="line")),
        lambda: (store.tree("r1"), store.tree("r2")),
    ):
        try:
            read()
        except AppError:
            continue


@contextmanager
def _without_root(original: Path) -> Iterator[Path]:
    """Yield a copy of a folder that is ours, while we have no rights beyond the files' own."""
    folder = Path(mkdtemp(prefix="rehearse-")) / "ours"
    shutil.copytree(original, folder)
    root = os.geteuid() == 0
    if root:
        folder.parent.chmod(0o755)
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield folder
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o755)
        shutil.rmtree(folder.parent)
