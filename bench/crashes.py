"""Processes and servers that are killed while learners talk: nothing acknowledged may be lost."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from pathlib import Path

from app.store.repository import Store
from bench.report import Row, Section, as_markdown
from tests.store.crashes import Talker, run_together, talk_and_kill
from tests.store.samples import a_rehearsal
from tests.store.writers import ROUNDS, WRITERS, write_with_the_others
from tests.support.postgres import mortal_server, running_server
from tests.support.trials import record

PROCESS_KILLS = 500
SERVER_KILLS = 100
BENCH = "bench crashes"


def measure() -> Section:
    """Kill the app on SQLite and the server of PostgreSQL; let eight processes write at once."""
    with tempfile.TemporaryDirectory() as folder, running_server() as postgres:
        sqlite = f"sqlite:///{Path(folder) / 'rehearsals.db'}"
        rows = [_processes(sqlite), _servers(), _writers("SQLite", sqlite)]
        rows.append(_writers("PostgreSQL", postgres))
    how = (
        "Turns are written one after the other; each counts as acknowledged once the store has "
        "returned. Trials 17, 18 and 21 of docs/trials.md."
    )
    return Section("Killed while talking", how, rows)


def _processes(url: str) -> Row:
    lost = said = 0
    for attempt in range(PROCESS_KILLS):
        rehearsal_id = f"r{attempt}"
        with closing(Store.open(url)) as store:
            store.add_rehearsal(a_rehearsal(rehearsal_id))
        acknowledged = talk_and_kill(url, rehearsal_id, after=1 + attempt % 5)
        with closing(Store.open(url)) as store:
            kept = {turn.id for turn in store.tree(rehearsal_id)}
        said += len(acknowledged)
        lost += len(set(acknowledged) - kept)
    what = f"SQLite: {PROCESS_KILLS} x kill -9 of the process, {said:,} acknowledged turns"
    record(17, f"{lost} of {said:,} acknowledged turns lost in {PROCESS_KILLS} kills", BENCH)
    return Row(what, f"{lost} lost", "0 lost", lost == 0)


def _servers() -> Row:
    longest = 0.0
    with mortal_server() as server, closing(Store.open(server.url)) as store:
        store.add_rehearsal(a_rehearsal())
        talker = Talker(store)
        talker.start()
        for _ in range(SERVER_KILLS):
            talker.spoke.wait(60)
            server.kill()
            server.start()
            talker.spoke.clear()
            began = time.perf_counter()
            talker.spoke.wait(60)
            longest = max(longest, time.perf_counter() - began)
        talker.stop.set()
        talker.join()
        lost = len(set(talker.acknowledged) - {turn.id for turn in store.tree("r1")})
    said = len(talker.acknowledged)
    what = f"PostgreSQL: {SERVER_KILLS} x kill -9 of the server, {said:,} acknowledged turns"
    told = f"{lost} lost; next turn stored at most {longest:.1f} s after the server was back"
    record(18, f"{told}, in {SERVER_KILLS} kills", BENCH)
    return Row(what, told, "0 lost, within 10 s", lost == 0 and longest < 10)


def _writers(name: str, url: str) -> Row:
    times = sorted(seconds for told in run_together(write_with_the_others, url) for seconds in told)
    slow = times[int(0.99 * len(times))]
    what = f"{name}: {WRITERS} processes at once, {ROUNDS} turns each, the slowest of a hundred"
    complete = len(times) == WRITERS * ROUNDS
    record(21, f"the slowest of a hundred {slow:.2f} s, none refused", f"{BENCH}[{name}]")
    return Row(what, f"{slow:.2f} s, none refused", "under 1 s", complete and slow < 1)


if __name__ == "__main__":
    print(as_markdown(measure()))
