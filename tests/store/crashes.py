"""Processes that write and are killed, and threads that write while the server is."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from threading import Event, Thread
from typing import Any

from app.errors import StoreUnavailable
from app.store.repository import Store
from tests.store.samples import a_turn
from tests.store.writers import WRITERS, processes, talk_until_killed


class Talker(Thread):
    """Says one turn after the other, and remembers which ones were acknowledged."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.acknowledged: list[str] = []
        self.refused = 0
        self.spoke, self.stop = Event(), Event()

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            parent = self.acknowledged[-1] if self.acknowledged else None
            try:
                turn = self._store.add_turn(a_turn(f"t{number}", parent))
            except StoreUnavailable:
                self.refused += 1
                continue
            self.acknowledged.append(turn.id)
            self.spoke.set()


def talk_and_kill(url: str, rehearsal_id: str, *, after: int) -> list[str]:
    """Let a process talk, kill it once `after` turns are acknowledged; return all that were."""
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=talk_until_killed, args=(url, rehearsal_id, theirs))
    process.start()
    theirs.close()
    acknowledged = [ours.recv() for _ in range(after)]
    process.kill()
    process.join()
    return acknowledged + _everything(ours)


def run_together(work: Callable[..., None], url: str) -> list[list[Any]]:
    """Run `work` in all writers at once; return what each of them told."""
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
