"""Work in bulk by workers in processes of their own: one, two, and workers that are killed.

The figures of issue 6: two workers against one, and nothing lost or doubled by kill -9. How many
transcripts: REHEARSE_BENCH_TRANSCRIPTS (default 10,000).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from app import bootstrap
from app.config import Settings
from app.jobs import Jobs
from app.store.repository import Store
from bench.report import Row, Section, as_markdown
from bench.talks import BOSS, LEARNER
from tests.store.samples import NOON, a_rehearsal, a_turn
from tests.support.postgres import mortal_server

RUBRIC = "declining-promotion"
KILLS = 20
WARM = 40
"""Items done before the clock runs: starting a worker is not its throughput."""


def measure() -> Section:
    """Score the same history again with one worker, with two, and with workers that are killed."""
    transcripts = int(os.environ.get("REHEARSE_BENCH_TRANSCRIPTS", "10000"))
    with ExitStack() as stack:
        server = stack.enter_context(mortal_server())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(_env_file=None, data_dir=folder, database_url=server.url)
        with bootstrap.rehearsals(settings) as use_case:
            store, jobs = stack.enter_context(closing(Store.open(server.url))), use_case.jobs
            names = _history(store, transcripts)
            # In turn, and each twice: what else the machine does meets both.
            rates = [_rate(server.url, jobs, workers) for workers in (1, 2, 1, 2)]
            wrong, killed = _killed(server.url, jobs, store, names, cards=len(rates))
    one, two = (rates[0] + rates[2]) / 2, (rates[1] + rates[3]) / 2
    how = (
        f"{transcripts:,} finished rehearsals of {2 * len(LEARNER)} turns on PostgreSQL, embedded "
        "judge; workers are processes, one core each. Rates are means of two runs, in turn."
        f"{_load()}"
    )
    rows = [
        Row("one worker", f"{one:.1f} transcripts a second"),
        Row("two workers", f"{two:.1f}: {two / one:.2f}x", "at least 1.6x", two / one >= 1.6),
        Row(f"lost or doubled, {killed} workers killed", f"{wrong}", "0", wrong == 0),
    ]
    return Section("Work in bulk", how, rows)


def _load() -> str:
    return f" Load of the machine at the end: {os.getloadavg()[2]:.1f} over 15 minutes."


def _history(store: Store, number: int) -> list[str]:
    """Keep rehearsals that are over; return their ids."""
    names = [f"past-{one}" for one in range(number)]
    for at, name in enumerate(names):
        opening = a_turn("t0", rehearsal_id=name, speaker="boss", text=BOSS[0], at=NOON)
        store.add_rehearsal(a_rehearsal(name, rubric_id=RUBRIC), opening)
        for turn in range(1, 2 * len(LEARNER)):
            said = LEARNER[(turn // 2 + at) % len(LEARNER)] if turn % 2 else BOSS[turn // 2]
            speaker = "learner" if turn % 2 else "boss"
            store.add_turn(
                a_turn(f"t{turn}", f"t{turn - 1}", rehearsal_id=name, speaker=speaker, text=said)
            )
        store.finish(name, "left", NOON)
    return names


def _rate(url: str, jobs: Jobs, workers: int) -> float:
    """Return how many transcripts a second so many workers score (end to end, warm)."""
    job = jobs.rescore("bench", RUBRIC).job
    with ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(_worker(url))
        _until(jobs, job.id, workers * WARM)
        begun, before = time.monotonic(), jobs.show(job.id).done
        _until(jobs, job.id, None)
        return (jobs.show(job.id).done - before) / (time.monotonic() - begun)


def _killed(url: str, jobs: Jobs, store: Store, names: list[str], cards: int) -> tuple[int, int]:
    """Kill workers in mid-work; return what is lost or doubled, and how many were killed."""
    job = jobs.rescore("bench", RUBRIC).job
    killed = 0
    while killed < KILLS and jobs.show(job.id).job.open:
        before = jobs.show(job.id).done
        with _worker(url):  # killed at the end of the block
            _until(jobs, job.id, before + 1 + killed)
            killed += 1
    with _worker(url), _worker(url):
        _until(jobs, job.id, None)
    return sum(len(store.scorecards(name)) != cards + 1 for name in names), killed


def _until(jobs: Jobs, job_id: str, done: int | None) -> None:
    """Wait until so many items are done; None: all of them."""
    while (progress := jobs.show(job_id)).job.open:
        if done is not None and progress.done >= done:
            return
        time.sleep(0.2)


@contextmanager
def _worker(url: str) -> Iterator[None]:
    """Run `rehearse worker`; killed at the end, as a power cut does."""
    with tempfile.TemporaryDirectory() as data:
        own = {"DATABASE_URL": url, "REHEARSE_DATA_DIR": data}
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "worker"],
            env=os.environ | own,
            stdout=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()


if __name__ == "__main__":
    print(as_markdown(measure()))
