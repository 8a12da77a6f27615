from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.conversation import Usage
from app.domain.hint import Hint
from app.domain.job import Item, Job
from app.domain.reflection import Reflection
from app.domain.user import Session, User
from app.domain.worksheet import Worksheet
from app.errors import NotFound
from app.store.belongings import ACCOUNT, HANGING, NOBODYS, OWNED
from app.store.engine import open_engine
from app.store.repository import Store
from app.store.tables import metadata, rehearsals
from tests.store.corrections import a_level
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, a_turn, later

CANARY = "zaunkoenig"


def test_every_table_is_known_to_belong_to_somebody_or_to_nobody() -> None:
    known = {table.name for table in (*OWNED, *HANGING, *ACCOUNT, rehearsals)}

    assert known | NOBODYS == set(metadata.tables)
    assert not known & NOBODYS


def fill(store: Store, owner: str, rehearsal_id: str, word: str) -> None:
    """A row in every table, with a word of the owner's wherever there are words."""
    sheet = Worksheet(name="Inês", only_i=f"I know {word}"[:240].strip())
    store.worksheets.keep(owner, "first_offer", sheet, NOON)
    store.add_rehearsal(a_rehearsal(rehearsal_id, owner=owner), plan=sheet)
    at: dict[str, Any] = {"rehearsal_id": rehearsal_id}
    store.add_turn(a_boss_turn("t0", **at))
    hint = Hint(turn_id="t0", level=2, stage="concern", note=word, at=NOON, **at)
    store.hints.keep(owner, hint)
    store.add_turn(a_turn("t1", "t0", text=f"I said {word}.", **at))
    store.finish(rehearsal_id, "left", later(1))
    card = a_scorecard(f"card of {rehearsal_id}", warnings=(word,), **at)
    store.add_scorecard(card)
    store.keep_correction(
        a_level(correction_id=f"level of {rehearsal_id}", scorecard_id=card.id, reason=word, **at)
    )
    reflection = Reflection(leaf_id="t1", text=f"Next time {word}.", updated_at=NOON, **at)
    store.reflections.keep(owner, reflection)
    store.usage.add(NOON.date(), owner, "a-model", Usage(prompt=5))
    store.users.add(User(id=owner, name=f"Called {owner}", password=word, created_at=NOON))
    job = Job(
        id=f"job of {rehearsal_id}", kind="rescore", about="a", ordered_by="local", created_at=NOON
    )
    store.jobs.add(job, [Item(0, f'{{"said": "{word}"}}', rehearsal_id)], lambda *_: None)
    session = Session(token_hash=f"of {owner}", user_id=owner, begun_at=NOON, seen_at=NOON)
    store.users.begin(session, NOON)


def everything_in(url: str) -> str:
    """All rows of all tables, as text."""
    engine = open_engine(url)
    with engine.connect() as connection:
        said = "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        )
    engine.dispose()
    return said


def test_what_is_erased_is_gone_from_every_table_and_nothing_else_is(
    store: Store, database_url: str
) -> None:
    fill(store, "ines-vaz", "r1", CANARY)
    fill(store, "omar", "r2", "heron")
    store.delete("ines-vaz", "r1", later(2))
    # What Inês said as a trainer of Omar's card stays his, without her name.
    store.keep_correction(
        a_level("of ines", rehearsal_id="r2", scorecard_id="card of r2", trainer="ines-vaz")
    )
    hanging = store.belongings.hanging("ines-vaz", "r1")
    assert all(hanging.values()), "a table without a row proves nothing"
    assert not any(store.belongings.hanging("omar", "r1").values())
    others = everything_in(database_url).count("heron")

    assert store.belongings.erase("ines-vaz", later(3)) == 1
    assert store.belongings.traced
    assert store.belongings.scrub()

    assert not store.belongings.traced
    left = everything_in(database_url)
    assert CANARY not in left
    assert "ines-vaz" not in left
    assert left.count("heron") == others
    assert [one.trainer[:7] for one in store.corrections("card of r2")] == ["local", "former-"]
    with pytest.raises(NotFound):
        store.restore("ines-vaz", "r1")


def test_erasing_leaves_no_word_in_a_sqlite_file_or_its_log(
    sqlite_url: str, sqlite_path: Path
) -> None:
    with closing(Store.open(sqlite_url)) as store, closing(Store.open(sqlite_url)) as other:
        for number in range(12):
            fill(store, f"ines{number}", f"r{number}", f"{CANARY} " * 60)
            fill(store, f"omar{number}", f"o{number}", "heron " * 60)
        assert seen(sqlite_path) > 12
        for number in range(12):
            store.belongings.erase(f"ines{number}", NOON)
            # Somebody else goes on writing in between.
            other.usage.add(NOON.date(), "omar1", "a-model", Usage(prompt=1))
        assert store.belongings.scrub()

        assert seen(sqlite_path) == 0
        assert other.belongings.count("omar7") == 1


def seen(path: Path) -> int:
    """How often the canary stands in any file beside the database."""
    return sum(file.read_bytes().count(CANARY.encode()) for file in path.parent.iterdir())


def test_a_file_that_somebody_reads_is_cleaned_later(sqlite_url: str) -> None:
    with closing(Store.open(sqlite_url)) as store:
        fill(store, "ines-vaz", "r1", CANARY)
        reader = open_engine(sqlite_url)
        # Nobody waits for a reader for long in this test.
        with reader.connect() as connection:
            connection.execute(select(rehearsals)).fetchone()
            store.belongings.erase("ines-vaz", NOON)
            with closing(store.belongings._database.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA busy_timeout=10")
            assert not store.belongings.scrub()
            assert store.belongings.traced
        assert store.belongings.scrub()
        assert not store.belongings.traced
        reader.dispose()


# Retention


def old(store: Store, rehearsal_id: str, days: float, *, finished: bool = True) -> None:
    """A rehearsal of which the last word was said, and which ended, so many days before noon."""
    at = NOON - timedelta(days=days)
    store.add_rehearsal(
        a_rehearsal(rehearsal_id, started_at=at),
        a_boss_turn("t0", rehearsal_id=rehearsal_id, at=at),
    )
    if finished:
        store.finish(rehearsal_id, "left", at)


def test_only_what_nothing_happened_in_since_then_expires(store: Store) -> None:
    cutoff = NOON - timedelta(days=30)
    old(store, "over", 30.001)
    old(store, "to the second", 30)
    old(store, "new", 1)
    old(store, "abandoned", 31, finished=False)
    old(store, "gone on", 60)
    store.add_turn(a_turn("t1", "t0", rehearsal_id="gone on", at=NOON))
    old(store, "deleted", 9)
    store.delete("local", "deleted", NOON - timedelta(days=8))
    old(store, "deleted lately", 9)
    store.delete("local", "deleted lately", NOON - timedelta(days=6))
    week = NOON - timedelta(days=7)

    assert store.belongings.expire(older=cutoff, deleted=week, at=NOON) == 3
    assert store.belongings.expire(older=cutoff, deleted=week, at=NOON) == 0

    left = {past["id"] for past in store.belongings.rehearsals("local")}
    assert left == {"to the second", "new", "gone on", "deleted lately"}


def test_without_a_term_only_what_was_deleted_expires(store: Store) -> None:
    old(store, "ancient", 9000)
    old(store, "deleted", 9000)
    store.delete("local", "deleted", NOON - timedelta(days=8))

    assert store.belongings.expire(older=None, deleted=NOON - timedelta(days=7), at=NOON) == 1
    assert [past["id"] for past in store.belongings.rehearsals("local")] == ["ancient"]


REMOVES = """
import sys
from datetime import datetime, timedelta
from app.store.repository import Store
noon, store = datetime.fromisoformat(sys.argv[2]), Store.open(sys.argv[1])
while store.belongings.expire(older=noon - timedelta(days=30), deleted=noon, at=noon, most=10):
    print("a batch is gone", flush=True)
    sys.stdin.readline()
"""


def test_56_a_run_that_is_killed_goes_on_where_it_was(store: Store, database_url: str) -> None:
    for number in range(25):
        old(store, f"old{number}", 31)
        if number % 5 == 0:
            old(store, f"new{number}", 29)
    running = subprocess.Popen(
        [sys.executable, "-c", REMOVES, database_url, NOON.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "a batch is gone\n"
        running.kill()

    left = [past["id"] for past in store.belongings.rehearsals("local")]
    assert sum(one.startswith("old") for one in left) == 15
    assert store.belongings.traced
    batches = []
    while gone := store.belongings.expire(
        older=NOON - timedelta(days=30), deleted=NOON, at=NOON, most=10
    ):
        batches.append(gone)
    assert batches == [10, 5]
    left = [past["id"] for past in store.belongings.rehearsals("local")]
    assert left == [f"new{number}" for number in range(0, 25, 5)]
    assert store.belongings.scrub()
