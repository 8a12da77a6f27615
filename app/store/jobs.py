"""Work in bulk: what is ordered, what is done, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    select,
    true,
    update,
)

from app.domain.job import Item, Job, JobProgress
from app.domain.scorecard import Scorecard
from app.errors import NotFound
from app.store import queries, rows
from app.store.database import Database
from app.store.job_tables import job_items, jobs
from app.store.tables import attempts, rehearsals, scorecards

AT_ONCE = 1000
"""Rows that are written or read at a time."""

Together = Callable[[Any, int], None]
"""What else happens in the transaction of an order; gets the driver's own connection, and how
many items there are."""


class Past(NamedTuple):
    """A finished attempt, to be judged again."""

    owner: str
    rehearsal_id: str
    leaf_id: str


class Result(NamedTuple):
    """What came of an item."""

    position: int
    rehearsal_id: str | None
    content: bytes


class JobStore:
    """Jobs and their items. Every method is one transaction; see `Store`."""

    def __init__(self, database: Database) -> None:
        self._reading, self._writing = database.reading, database.writing

    # Ordering

    def add(self, job: Job, items: Iterable[Item], together: Together) -> None:
        """Keep a job with all its items and do `together`: all or nothing."""
        with self._writing() as connection:
            connection.execute(jobs.insert(), _row(job))
            count = 0
            for some in _in_portions(items):
                connection.execute(job_items.insert(), [_item_row(job.id, item) for item in some])
                count += len(some)
            together(_driver(connection), count)

    def finished_attempts(self, rubric_id: str) -> Iterator[Past]:
        """Yield all attempts that are over and were led under a rubric, the oldest first."""
        of_rubric = (
            select(rehearsals.c.owner, attempts.c.rehearsal_id, attempts.c.leaf_id)
            .join(rehearsals, rehearsals.c.id == attempts.c.rehearsal_id)
            .where(rehearsals.c.rubric_id == rubric_id, queries.visible())
            .order_by(attempts.c.number)
        )
        with self._reading() as connection:
            found = connection.execute(of_rubric).all()
        return (Past(*row) for row in found)

    def all_rehearsals(self, owner: str | None) -> Iterator[tuple[str, str]]:
        """Yield owner and id of all rehearsals that are not deleted, or of the owner's."""
        every = select(rehearsals.c.owner, rehearsals.c.id).where(queries.visible(owner))
        with self._reading() as connection:
            found = connection.execute(every.order_by(rehearsals.c.number)).all()
        return ((row[0], row[1]) for row in found)

    # Watching

    def progress(self, job_id: str) -> JobProgress:
        """Return a job and how far it is. Raises `NotFound`."""
        with self._reading() as connection:
            row = connection.execute(_progress().where(jobs.c.id == job_id)).first()
        if row is None:
            raise NotFound("job", job_id)
        return _read(row)

    def newest(self, limit: int) -> tuple[JobProgress, ...]:
        """Return the last jobs, the newest first."""
        query = _progress().order_by(jobs.c.number.desc()).limit(limit)
        with self._reading() as connection:
            return tuple(_read(row) for row in connection.execute(query))

    def unfinished(self) -> tuple[str, ...]:
        """Return the ids of jobs on which there may be something to do, the oldest first."""
        query = select(jobs.c.id).where(_is_open()).order_by(jobs.c.number)
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    # Working

    def open_batches(self, job_id: str) -> tuple[int, ...]:
        """Return the batches of a job in which something is left to do."""
        query = select(job_items.c.batch).where(_left(job_id)).distinct()
        with self._reading() as connection:
            return tuple(connection.scalars(query.order_by(job_items.c.batch)))

    def left(self, job_id: str, batch: int) -> tuple[Job | None, tuple[Item, ...]]:
        """Return an open job and what is left to do of a batch; None and nothing otherwise."""
        with self._reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job_id, _is_open())).first()
            if row is None:
                return None, ()
            mine = and_(_left(job_id), job_items.c.batch == batch)
            columns = (job_items.c.position, job_items.c.payload, job_items.c.rehearsal_id)
            found = connection.execute(select(*columns).where(mine).order_by(job_items.c.position))
            return _job(row), tuple(Item(*item) for item in found)

    def is_open(self, job_id: str) -> bool:
        """Whether a job is there and neither finished nor cancelled."""
        with self._reading() as connection:
            return bool(connection.scalar(select(exists().where(jobs.c.id == job_id, _is_open()))))

    def keep(
        self,
        job_id: str,
        item: Item,
        at: datetime,
        *,
        card: Scorecard | None = None,
        result: bytes | None = None,
        problem: str = "",
    ) -> bool:
        """Keep what came of an item and that it is done: both or neither, and only once.

        Returns False when it was done before, or its job is cancelled: nothing is kept then.
        Raises `NotFound` when the scorecard's rehearsal is gone.
        """
        this = and_(
            _left(job_id),
            job_items.c.position == item.position,
            exists().where(jobs.c.id == job_id, _is_open()),
        )
        done = {"done_at": at, "payload": None, "result": result, "problem": problem}
        with self._writing() as connection:
            if card:
                queries.hold(connection, card.rehearsal_id)
            if not connection.execute(update(job_items).where(this).values(done)).rowcount:
                return False
            if card:
                connection.execute(scorecards.insert(), rows.scorecard_row(card))
            return True

    def finish(self, job_id: str, at: datetime) -> bool:
        """Note that a job is done, if nothing is left of it; return whether it is."""
        whole = and_(jobs.c.id == job_id, _is_open(), ~exists().where(_left(job_id)))
        with self._writing() as connection:
            done = update(jobs).where(whole).values(finished_at=at, problem="")
            return bool(connection.execute(done).rowcount)

    def note(self, job_id: str, problem: str) -> None:
        """Note what went wrong with an open job."""
        this = and_(jobs.c.id == job_id, _is_open())
        with self._writing() as connection:
            connection.execute(update(jobs).where(this).values(problem=problem))

    def cancel(self, job_id: str, at: datetime) -> bool:
        """Let nothing more of a job be done; return whether it was open."""
        this = and_(jobs.c.id == job_id, _is_open())
        with self._writing() as connection:
            return bool(
                connection.execute(update(jobs).where(this).values(cancelled_at=at)).rowcount
            )

    def again(self, job_id: str, together: Together) -> int:
        """Open a job again whose rest was cancelled or failed; return how many items are left."""
        with self._writing() as connection:
            left = connection.scalar(select(func.count()).where(_left(job_id))) or 0
            if left:
                this = update(jobs).where(jobs.c.id == job_id)
                connection.execute(this.values(cancelled_at=None, problem=""))
                together(_driver(connection), left)
            return left

    # What came of it

    def results(self, job_id: str) -> Iterator[Result]:
        """Yield what came of the items, in order; skipped ones are left out."""
        columns = (job_items.c.position, job_items.c.rehearsal_id, job_items.c.result)
        after = -1
        while True:
            some = select(*columns).where(
                job_items.c.job_id == job_id,
                job_items.c.position > after,
                job_items.c.result.is_not(None),
            )
            with self._reading() as connection:
                found = connection.execute(some.order_by(job_items.c.position).limit(100)).all()
            if not found:
                return
            yield from (Result(*row) for row in found)
            after = found[-1][0]

    def problems(self, job_id: str, limit: int) -> tuple[tuple[int, str], ...]:
        """Return the first items that were skipped, with the reason."""
        skipped = and_(job_items.c.job_id == job_id, job_items.c.problem != "")
        query = select(job_items.c.position, job_items.c.problem).where(skipped)
        with self._reading() as connection:
            found = connection.execute(query.order_by(job_items.c.position).limit(limit))
            return tuple((row[0], row[1]) for row in found)

    def remove(self, job_id: str) -> None:
        """Forget a job and what came of it; scorecards stay. Raises `NotFound`."""
        with self._writing() as connection:
            if not connection.execute(delete(jobs).where(jobs.c.id == job_id)).rowcount:
                raise NotFound("job", job_id)


def _in_portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _driver(connection: Connection) -> Any:  # noqa: ANN401
    return connection.connection.driver_connection


def _is_open() -> ColumnElement[bool]:
    return and_(jobs.c.finished_at.is_(None), jobs.c.cancelled_at.is_(None))


def _left(job_id: str) -> ColumnElement[bool]:
    return and_(job_items.c.job_id == job_id, job_items.c.done_at.is_(None))


def _progress() -> Select[Any]:
    """Select jobs with the numbers of all items, done ones and skipped ones."""

    def count(name: str, which: ColumnElement[bool]) -> Label[int]:
        counted = select(func.count()).where(job_items.c.job_id == jobs.c.id, which)
        return counted.scalar_subquery().label(name)

    done, skipped = job_items.c.done_at.is_not(None), job_items.c.problem != ""
    return select(*jobs.c, count("total", true()), count("done", done), count("skipped", skipped))


def _read(row: Row[Any]) -> JobProgress:
    return JobProgress(_job(row), row.total, row.done, row.skipped)


def _job(row: Row[Any]) -> Job:
    fields = {name: getattr(row, name) for name in Job.model_fields}
    return Job.model_validate({**fields, "options": json.loads(row.options)})


def _row(job: Job) -> dict[str, Any]:
    return {**job.model_dump(), "options": json.dumps(dict(job.options))}


def _item_row(job_id: str, item: Item) -> dict[str, Any]:
    return {**item._asdict(), "job_id": job_id, "batch": item.batch, "problem": ""}
