from __future__ import annotations

import signal
from contextlib import closing

from app.store.repository import Store
from app.store.tables import SCHEMA
from tests.store.crashes import run_together, talk_and_kill
from tests.store.samples import a_rehearsal
from tests.store.writers import (
    ROUNDS,
    WRITERS,
    processes,
    say_the_same,
    upgrade_and_die,
    write_with_the_others,
)
from tests.support.trials import record

KILLS = 20
"""`python -m bench crashes` does it 500 times."""


def test_17_an_acknowledged_turn_outlives_kill_9(database_url: str) -> None:
    for attempt in range(KILLS):
        rehearsal_id = f"r{attempt}"
        with closing(Store.open(database_url)) as store:
            store.add_rehearsal(a_rehearsal(rehearsal_id))

        acknowledged = talk_and_kill(database_url, rehearsal_id, after=1 + attempt % 5)

        with closing(Store.open(database_url)) as store:
            kept = [turn.id for turn in store.tree(rehearsal_id)]
            assert kept[: len(acknowledged)] == acknowledged
            assert store.rehearsal("local", rehearsal_id).leaf_id == kept[-1]
    record(17, f"0 lost in {KILLS} kills")


def test_21_eight_processes_that_start_and_write_at_once_lose_nothing(database_url: str) -> None:
    told = run_together(write_with_the_others, database_url)

    assert [len(seconds) for seconds in told] == [ROUNDS] * WRITERS
    with closing(Store.open(database_url)) as store:
        assert store.schema_version() == SCHEMA
        for name in range(WRITERS):
            last = f"t{ROUNDS - 1}"
            assert len(store.path(f"own of {name}", last)) == ROUNDS


def test_21_eight_processes_that_send_the_same_message_store_it_once(database_url: str) -> None:
    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())

        told = run_together(say_the_same, database_url)

        kept = [turn.id for turn in store.tree("r1")]
        assert len(kept) == ROUNDS
        assert told == [kept] * WRITERS


def test_23_a_migration_that_was_killed_leaves_nothing_and_is_done_again(database_url: str) -> None:
    process = processes.Process(target=upgrade_and_die, args=(database_url,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL

    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())
        assert store.schema_version() == SCHEMA
