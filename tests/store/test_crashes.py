from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from typing import Any

from app.store.repository import Store
from app.store.tables import SCHEMA
from tests.store.samples import a_rehearsal
from tests.store.writers import (
    ROUNDS,
    WRITERS,
    processes,
    say_the_same,
    talk_until_killed,
    upgrade_and_die,
    write_with_the_others,
)


def test_an_acknowledged_turn_outlives_kill_9(database_url: str) -> None:
    for attempt in range(20):
        rehearsal_id = f"r{attempt}"
        with closing(Store.open(database_url)) as store:
            store.add_rehearsal(a_rehearsal(rehearsal_id))

        acknowledged = _talk_and_kill(database_url, rehearsal_id, after=1 + attempt % 5)

        with closing(Store.open(database_url)) as store:
            kept = [turn.id for turn in store.tree(rehearsal_id)]
            assert kept[: len(acknowledged)] == acknowledged
            assert store.rehearsal("local", rehearsal_id).leaf_id == kept[-1]


def test_eight_processes_that_start_and_write_at_once_lose_nothing(database_url: str) -> None:
    told = _run_together(write_with_the_others, database_url)

    assert told == [["written"]] * WRITERS
    with closing(Store.open(database_url)) as store:
        assert store.schema_version() == SCHEMA
        for name in range(WRITERS):
            last = f"t{ROUNDS - 1}"
            assert len(store.path(f"own of {name}", last)) == ROUNDS


def test_eight_processes_that_send_the_same_message_store_it_once(database_url: str) -> None:
    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())

        told = _run_together(say_the_same, database_url)

        kept = [turn.id for turn in store.tree("r1")]
        assert len(kept) == ROUNDS
        assert told == [kept] * WRITERS


def test_a_migration_that_was_killed_leaves_nothing_and_is_done_again(database_url: str) -> None:
    process = processes.Process(target=upgrade_and_die, args=(database_url,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL

    with closing(Store.open(database_url)) as store:
        store.add_rehearsal(a_rehearsal())
        assert store.schema_version() == SCHEMA


def _talk_and_kill(url: str, rehearsal_id: str, *, after: int) -> list[str]:
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=talk_until_killed, args=(url, rehearsal_id, theirs))
    process.start()
    theirs.close()
    acknowledged = [ours.recv() for _ in range(after)]
    process.kill()
    process.join()
    return acknowledged + _everything(ours)


def _run_together(work: Callable[..., None], url: str) -> list[list[Any]]:
    start = processes.Barrier(WRITERS)
    started = []
    for name in range(WRITERS):
        ours, theirs = processes.Pipe(duplex=False)
        process = processes.Process(target=work, args=(url, str(name), start, theirs))
        process.start()
        theirs.close()
        started.append((process, ours))
    told = [_everything(ours) for _, ours in started]
    for process, _ in started:
        process.join()
        assert process.exitcode == 0
    return told


def _everything(connection: Connection) -> list[Any]:
    """Return all that is still told, up to the end of the other process."""
    told = []
    with connection:
        while True:
            try:
                told.append(connection.recv())
            except EOFError:
                return told
