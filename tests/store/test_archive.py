"""Backups: from either database into either, from every version, and never over what is there."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app.errors import AppError, StoreUnavailable
from app.store.repository import Store
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, a_turn
from tests.support.postgres import fresh_schema


def fill(store: Store) -> None:
    for rehearsal_id in ("r1", "r2"):
        store.add_rehearsal(a_rehearsal(rehearsal_id))
        for number in range(20 if rehearsal_id == "r1" else 3):
            parent = f"t{number - 1}" if number else None
            store.add_turn(a_boss_turn(f"t{number}", parent, rehearsal_id=rehearsal_id))
        store.add_scorecard(a_scorecard(f"of {rehearsal_id}", rehearsal_id=rehearsal_id))
    store.add_turn(a_turn("odd", "t2", rehearsal_id="r2", text="Zoë 🙂 \x00 'quoted' \u200f"))
    store.delete("local", "r2", NOON)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows go over in several batches."""
    monkeypatch.setattr("app.store.archive.BATCH", 7)


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> Path:
    """A backup of a store that is in use."""
    fill(store)
    store.backup(tmp_path / "backup.db")
    return tmp_path / "backup.db"


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_24_a_backup_of_either_database_goes_back_into_either_with_equal_checksums(
    store: Store, archive: Path, target: str, postgres_server: str, tmp_path: Path
) -> None:
    before, turns = store.checksum(), store.tree("r2")
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'elsewhere' / 'rehearsals.db'}"
        if target == "postgres":
            store.close()  # in another schema of the same database it would be in use
            url = stack.enter_context(fresh_schema(postgres_server))

        assert Store.restore_from(url, archive) == ""

        with closing(Store.open(url)) as restored:
            assert restored.checksum() == before
            assert restored.tree("r2") == turns
            # Numbering goes on after what was restored.
            restored.add_turn(a_turn("new", "t19"))
            assert restored.tree("r1")[-1].id == "new"


def test_24_what_was_there_before_is_kept(store: Store, archive: Path, database_url: str) -> None:
    before = store.checksum()
    store.add_turn(a_turn("since", "t19"))
    since = store.checksum()
    store.close()

    former = Store.restore_from(database_url, archive)

    with closing(Store.open(database_url)) as restored:
        assert restored.checksum() == before
    with closing(Store.open(url_of(former, database_url))) as kept:
        assert kept.checksum() == since
        if former.startswith("the schema "):
            with kept._database.writing() as connection:
                connection.execute(text(f"DROP SCHEMA {former.split()[-1]} CASCADE"))


def url_of(former: str, database_url: str) -> str:
    """Return the URL of what a restore has put aside."""
    if not former.startswith("the schema "):
        return f"sqlite:///{former}"
    inside = {"options": f"-csearch_path={former.split()[-1]}"}
    url = make_url(database_url).update_query_dict(inside)
    return url.render_as_string(hide_password=False)


def test_a_store_that_is_in_use_is_not_replaced(
    store: Store, archive: Path, database_url: str
) -> None:
    before = store.checksum()

    with pytest.raises(StoreUnavailable, match=r"is in use\. Stop the app"):
        Store.restore_from(database_url, archive)

    assert store.checksum() == before


def test_a_damaged_database_is_replaced_and_kept(
    sqlite_url: str, sqlite_path: Path, tmp_path: Path
) -> None:
    with closing(Store.open(sqlite_url)) as store:
        fill(store)
        before = store.checksum()
        store.backup(tmp_path / "backup.db")
    damaged = b"not a database, but a letter. " * 100
    sqlite_path.write_bytes(damaged)
    stale = sqlite_path.with_name("rehearsals.db-wal")
    stale.write_bytes(b"what a crash left")

    former = Store.restore_from(sqlite_url, tmp_path / "backup.db")

    assert Path(former).read_bytes() == damaged
    with closing(Store.open(sqlite_url)) as restored:
        assert restored.checksum() == before
    assert Path(f"{former}-wal").read_bytes() == b"what a crash left"


@pytest.mark.parametrize("kind", ["missing", "letter", "flipped", "other", "empty", "newer"])
def test_a_file_that_is_no_whole_backup_changes_nothing(
    sqlite_url: str, tmp_path: Path, kind: str
) -> None:
    with closing(Store.open(sqlite_url)) as store:
        fill(store)
        before = store.checksum()
        file = tmp_path / "backup.db"
        store.backup(file)
    told = spoiled(file, kind)

    with pytest.raises(AppError, match=told) as refused:
        Store.restore_from(sqlite_url, file)

    assert "rehearse-restore" not in str(refused.value)
    with closing(Store.open(sqlite_url)) as store:
        assert store.checksum() == before


def spoiled(file: Path, kind: str) -> str:
    """Spoil a backup; return what is said of it."""
    content = file.read_bytes()
    file.unlink()
    if kind == "missing":
        return f"There is no backup {file}"
    if kind == "letter":
        file.write_bytes(b"not a database, but a letter. " * 100)
    elif kind == "empty":
        file.touch()
        return "is not a backup of this app"
    elif kind == "flipped":
        page = int.from_bytes(content[16:18], "big")
        file.write_bytes(content[:page] + bytes([content[page] ^ 0xFF]) + content[page + 1 :])
    else:
        if kind == "newer":
            file.write_bytes(content)
        with closing(sqlite3.connect(file)) as connection:
            change = "UPDATE rehearse_schema SET version_num = '9999'"
            connection.execute(change if kind == "newer" else "CREATE TABLE theirs (x)")
            connection.commit()
        return "newer version of this app" if kind == "newer" else "is not a backup of this app"
    return f"{file} is damaged"


def test_an_archive_can_be_opened_by_its_owner_only(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0
