"""Work in bulk handed to workers on any number of machines: Procrastinate over PostgreSQL.

Procrastinate says who does what and when; what is done, and that it is done once, is the store's.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import procrastinate
import psycopg
from procrastinate import exceptions, schema
from procrastinate.types import JSONDict
from psycopg_pool import PoolTimeout

from app.errors import StoreUnavailable

TASK = "batch"
"""The one task that there is; its arguments are a job's id and the number of a batch."""
TRIES = 6
"""How often a batch is tried again when something outside failed; the last pause is 68 minutes."""
FINISH_WITHIN = 20.0
"""How long a worker that is told to stop goes on with what it has begun (in seconds)."""
PAUSE = 1.0
"""How long a worker waits before it connects again (in seconds)."""

_LOCK = 0x5265_6865_5175_6575
"""Key of the advisory lock under which the queue's tables change: 'ReheQueu' in ASCII."""
_NOTED = "CREATE TABLE IF NOT EXISTS rehearse_queue (migration text NOT NULL)"

Batch = Callable[[str, int], Awaitable[None]]
"""Does a batch (job's id, number). Raises `ServiceError` when some of it must be tried again."""

log = logging.getLogger(__name__)


class Pace(NamedTuple):
    """How a worker shows that it lives, and looks after others (in seconds)."""

    heartbeat: float = 5
    dead_after: float = 20
    """Silence after which what a worker had begun goes to another one."""
    look_every: float = 5
    """How often it looks for batches of dead ones, and for new ones if no call comes."""


PACE = Pace()


class Procrastinated:
    """The queue in the store's PostgreSQL."""

    elsewhere = True
    busy = True

    def __init__(self, address: str) -> None:
        """`address` is a libpq URL, which is also the store's."""
        self._address = address

    def prepare(self) -> None:
        """Bring Procrastinate's tables up to date. Raises `StoreUnavailable`."""
        try:
            with psycopg.connect(self._address) as connection:
                _upgrade(connection)
        except psycopg.OperationalError as error:
            raise _unreachable() from error

    def put(self, job_id: str, batches: Sequence[int], connection: Any) -> None:  # noqa: ANN401
        """Take batches in the transaction of a psycopg `connection`."""
        arguments: list[JSONDict] = [{"job_id": job_id, "number": number} for number in batches]
        _app(self._address).configure_task(TASK, connection=connection).batch_defer(*arguments)

    def wake(self) -> None:
        """Need nothing: PostgreSQL calls the workers when the transaction is over."""

    def close(self) -> None:
        """Need nothing: the work is done elsewhere."""


async def work(
    address: str, batch: Batch, *, at_once: int = 1, wait: bool = True, pace: Pace = PACE
) -> None:
    """Do batches until told to stop, or with `wait` False until there are none.

    SIGTERM and Ctrl+C let it finish what it has begun. Where PostgreSQL goes away, it goes on once
    that is back.
    """
    told = asyncio.Event()
    with _signals(told):
        while not told.is_set():
            app = _app(address)
            _add_task(app, batch)
            try:
                await _connected(app, at_once, wait, told, pace)
            except (exceptions.ConnectorException, psycopg.Error, PoolTimeout) as error:
                log.warning("No connection to PostgreSQL (%s); trying again.", error)
            else:
                if not wait:
                    return
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), PAUSE)


@contextmanager
def _signals(told: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, told.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)


async def _connected(
    app: procrastinate.App, at_once: int, wait: bool, told: asyncio.Event, pace: Pace
) -> None:
    """Work until told to stop, until there is nothing to do, or until the connection is lost.

    Procrastinate's worker ends by itself, and without an error, when it loses its connection.
    """
    async with app.open_async():
        await _take_over(app, pace)
        tasks = [
            asyncio.create_task(_worker(app, at_once, wait, pace)),
            asyncio.create_task(_take_over_for_ever(app, pace)),
            asyncio.create_task(told.wait()),
        ]
        _, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for one in ended:
        if isinstance(one, Exception):
            raise one


async def _worker(app: procrastinate.App, at_once: int, wait: bool, pace: Pace) -> None:
    await app.run_worker_async(
        concurrency=at_once,
        wait=wait,
        delete_jobs="successful",
        install_signal_handlers=False,
        fetch_job_polling_interval=pace.look_every,
        update_heartbeat_interval=pace.heartbeat,
        stalled_worker_timeout=pace.dead_after,
        shutdown_graceful_timeout=FINISH_WITHIN,
    )


async def _take_over_for_ever(app: procrastinate.App, pace: Pace) -> None:
    while True:
        await asyncio.sleep(pace.look_every)
        await _take_over(app, pace)


async def _take_over(app: procrastinate.App, pace: Pace) -> None:
    """Let batches that a dead worker had begun be done by another one."""
    await app.job_manager.prune_stalled_workers(pace.dead_after)
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=pace.dead_after):
        # When another worker was quicker, Procrastinate refuses.
        with suppress(exceptions.ConnectorException):
            await app.job_manager.retry_job(job)


def _app(address: str) -> procrastinate.App:
    # One connection calls, one fetches, the others are for side tasks.
    return procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=address, min_size=1, max_size=4, timeout=10
        )
    )


def _add_task(app: procrastinate.App, batch: Batch) -> None:
    retry = procrastinate.RetryStrategy(max_attempts=TRIES, exponential_wait=4)

    @app.task(name=TASK, retry=retry)
    async def do(job_id: str, number: int) -> None:
        await batch(job_id, number)


def _upgrade(connection: psycopg.Connection[Any]) -> None:
    """Make Procrastinate's tables, or migrate them, in one transaction and one process at once."""
    newest = _migrations()[-1].name
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    connection.execute(_NOTED)
    noted = connection.execute("SELECT max(migration) FROM rehearse_queue").fetchone()
    known = noted[0] if noted else None
    if known is not None and known >= newest:
        return
    if known is None:
        connection.execute(schema.SchemaManager.get_schema())
    else:
        for file in _migrations():
            if file.name > known:
                connection.execute(file.read_text("utf-8").encode())
    connection.execute("DELETE FROM rehearse_queue")
    connection.execute("INSERT INTO rehearse_queue VALUES (%s)", [newest])


def _migrations() -> list[Path]:
    """Return Procrastinate's migrations, whose names are in the order of their versions."""
    return sorted(Path(schema.SchemaManager.get_migrations_path()).glob("*.sql"))


def _unreachable() -> StoreUnavailable:
    return StoreUnavailable(
        "No connection to PostgreSQL for the queue. Is the server running, and is DATABASE_URL "
        "right? Nothing was ordered."
    )
