"""Work in bulk by workers in processes of their own, over a real PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import pytest
from procrastinate.schema import SchemaManager

from app.domain.job import BATCH
from app.errors import AppError
from app.jobs import Jobs
from app.queue.postgres import Procrastinated
from app.rehearsal import now
from tests.queue.workers import processes, work_and_tell
from tests.support.rehearsing import ME, Practice, practice

KILLS = 5
"""`python -m bench copies` kills 20 times."""
PATIENCE = 60
"""Longest wait for workers (in seconds)."""


@pytest.fixture
def made(postgres_url: str, tmp_path: Path) -> Iterator[Practice]:
    with practice(tmp_path, url=postgres_url) as made:
        yield made


@pytest.fixture
def jobs(made: Practice) -> Jobs:
    return Jobs(made.store, made.catalog, Procrastinated(made.store.address), now)


@contextmanager
def a_worker(made: Practice, folder: Path) -> Iterator[tuple[BaseProcess, Connection]]:
    """Yield a running worker, and what it tells; it is killed at the end if it still runs."""
    hears, tells = processes.Pipe(duplex=False)
    worker = processes.Process(target=work_and_tell, args=(made.store.address, folder, tells))
    worker.start()
    tells.close()
    try:
        yield worker, hears
    finally:
        worker.kill()
        worker.join()
        hears.close()


def wait_for_all(jobs: Jobs, job_id: str, hears: Connection) -> None:
    """Wait for a job, hearing its worker out, who would not go on otherwise."""
    deadline = time.monotonic() + PATIENCE
    while jobs.show(job_id).job.open:
        assert time.monotonic() < deadline, f"not done: {jobs.show(job_id)}"
        while hears.poll(0.05):
            hears.recv()


def told_to_stop(worker: BaseProcess) -> None:
    """A worker that is told to stop ends by itself, and well."""
    worker.terminate()
    worker.join(PATIENCE)
    assert worker.exitcode == 0


def test_workers_that_are_killed_lose_nothing_and_double_nothing(
    made: Practice, jobs: Jobs, tmp_path: Path
) -> None:
    names = [made.past(number, "thanks") for number in range(10 * BATCH)]
    job = jobs.rescore(ME, "asking-well").job

    for kill in range(KILLS):
        with a_worker(made, tmp_path) as (worker, hears):
            for _ in range(1 + 7 * kill):  # some die at the first item, some in the second batch
                assert hears.poll(PATIENCE), "the worker does nothing"
                hears.recv()
            worker.kill()
    assert jobs.show(job.id).job.open
    assert 0 < jobs.show(job.id).done < len(names)
    with a_worker(made, tmp_path) as (last, hears):
        wait_for_all(jobs, job.id, hears)
        told_to_stop(last)

    progress = jobs.show(job.id)
    assert (progress.state, progress.done, progress.skipped) == ("done", len(names), 0)
    assert {len(made.store.scorecards(name)) for name in names} == {1}


def test_a_worker_that_loses_its_connections_goes_on(
    made: Practice, jobs: Jobs, tmp_path: Path, postgres_server: str
) -> None:
    names = [made.past(number, "thanks") for number in range(3 * BATCH)]
    job = jobs.rescore(ME, "asking-well").job

    with psycopg.connect(postgres_server, autocommit=True) as admin:
        ours = [row[0] for row in admin.execute("SELECT pid FROM pg_stat_activity")]
        with a_worker(made, tmp_path) as (worker, hears):
            assert hears.poll(PATIENCE)
            hears.recv()
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> ALL(%s)"
            admin.execute(cut, [ours])
            wait_for_all(jobs, job.id, hears)
            assert worker.is_alive()
            told_to_stop(worker)

    assert {len(made.store.scorecards(name)) for name in names} == {1}


def test_what_is_cancelled_is_left_alone_until_it_is_resumed(
    made: Practice, jobs: Jobs, tmp_path: Path
) -> None:
    names = [made.past(number, "thanks") for number in range(2 * BATCH)]
    job = jobs.rescore(ME, "asking-well").job

    assert jobs.cancel(job.id).state == "cancelled"
    with a_worker(made, tmp_path) as (_, hears):
        other = jobs.export_all(ME, "md").job
        wait_for_all(jobs, other.id, hears)
        assert [made.store.scorecards(name) for name in names] == [()] * len(names)

        jobs.resume(job.id)
        wait_for_all(jobs, job.id, hears)

    assert jobs.show(job.id).state == "done"
    assert {len(made.store.scorecards(name)) for name in names} == {1}


def test_an_order_that_fails_leaves_nothing_in_the_queue(made: Practice, jobs: Jobs) -> None:
    made.store.delete(ME, made.past(1, "thanks"), now())

    with pytest.raises(AppError, match="nothing to score"):
        jobs.rescore(ME, "asking-well")

    with psycopg.connect(made.store.address) as connection:
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)
    assert jobs.newest() == ()


def test_the_queue_is_migrated_from_an_older_version(made: Practice, jobs: Jobs) -> None:
    before = "03.00.00_50_post_cancel_notification.sql"
    files = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    with psycopg.connect(made.store.address) as connection:
        for file in files:
            if file.name <= before:
                connection.execute(file.read_bytes())
        connection.execute("CREATE TABLE rehearse_queue (migration text NOT NULL)")
        connection.execute("INSERT INTO rehearse_queue VALUES (%s)", [before])
    made.past(1, "thanks")

    jobs.rescore(ME, "asking-well")

    with psycopg.connect(made.store.address) as connection:
        noted = connection.execute("SELECT migration FROM rehearse_queue").fetchall()
        assert noted == [(files[-1].name,)]
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (1,)
