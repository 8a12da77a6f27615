"""What other processes do to the database in these tests."""

from __future__ import annotations

import os
import resource
import signal
import time
from contextlib import closing
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import Engine, event

from app.errors import StoreUnavailable
from app.store import schema
from app.store.engine import open_engine
from app.store.repository import Store
from tests.store.samples import a_rehearsal, a_turn

WRITERS = 8
ROUNDS = 12

processes = get_context("forkserver")
"""Children of a process of its own, which has imported all this already and has no threads."""
processes.set_forkserver_preload(["__main__", "tests.store.writers"])


def talk_until_killed(url: str, rehearsal_id: str, told: Connection) -> None:
    """Add one turn after the other and tell each one's id once it is acknowledged."""
    with closing(Store.open(url)) as store:
        parent: str | None = None
        for number in count():
            turn = a_turn(f"t{number}", parent, rehearsal_id=rehearsal_id)
            parent = store.add_turn(turn).id
            told.send(parent)


def write_with_the_others(url: str, name: str, start: Barrier, told: Connection) -> None:
    """Open the store at once with the others and write a rehearsal; tell how long each turn took.

    In seconds.
    """
    start.wait()
    with closing(Store.open(url)) as store:
        own = f"own of {name}"
        store.add_rehearsal(a_rehearsal(own))
        for number in range(ROUNDS):
            parent = f"t{number - 1}" if number else None
            began = time.perf_counter()
            store.add_turn(a_turn(f"t{number}", parent, rehearsal_id=own))
            told.send(time.perf_counter() - began)


def say_the_same(url: str, name: str, start: Barrier, told: Connection) -> None:
    """Send the same messages as the others at the same time; tell which turns are stored."""
    with closing(Store.open(url)) as store:
        start.wait()
        parent: str | None = None
        for number in range(ROUNDS):
            turn = a_turn(f"{number} by {name}", parent, message_id=f"message {number}")
            parent = store.add_turn(turn).id
            told.send(parent)


def fill_the_disk(url: str, told: Connection) -> None:
    """Add turns until there is no room; tell which were acknowledged, and what was said then."""
    with closing(Store.open(url)) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        acknowledged: list[str] = []
        try:
            for number in count():
                parent = acknowledged[-1] if acknowledged else None
                acknowledged.append(store.add_turn(a_turn(f"t{number}", parent)).id)
        except StoreUnavailable as error:
            told.send((acknowledged, str(error)))


def upgrade_and_die(url: str) -> None:
    """Run all migrations and be killed just before they are committed."""
    engine = open_engine(url)

    def die(_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", die)
    schema.upgrade(engine)
