"""The use case of work in bulk: order it, watch it, stop it, and get what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from app.catalog.catalog import Catalog
from app.domain.conversation import Line
from app.domain.job import BATCH, Item, Job, JobKind, JobProgress
from app.errors import AppError
from app.export import ExportFormat
from app.queue.base import Queue
from app.store.jobs import Result
from app.store.repository import Store

SHOWN = 20
"""Jobs on a list, and skipped items of one job."""


class Jobs:
    """Everything that can be done with work in bulk, except the work: that is `app.work`."""

    def __init__(
        self, store: Store, catalog: Catalog, queue: Queue, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._catalog, self._queue, self._clock = store, catalog, queue, clock

    @property
    def elsewhere(self) -> bool:
        """Whether other processes do the work: `rehearse worker`."""
        return self._queue.elsewhere

    # Ordering

    def rescore(self, by: str, rubric_id: str, judge: str = "") -> JobProgress:
        """Order a new scorecard for every attempt that is over, with the rubric as it is then.

        `judge` is 'embedded', 'llm' or '' for the workers' own choice. Raises `NotFound`, and
        `AppError` when there is nothing to score.
        """
        rubric = self._catalog.rubric(rubric_id)
        payloads = (
            ({"owner": past.owner, "leaf": past.leaf_id}, past.rehearsal_id)
            for past in self._store.jobs.finished_attempts(rubric.id)
        )
        return self._order("rescore", rubric.id, by, payloads, judge=judge)

    def judge(
        self,
        by: str,
        source: str,
        transcripts: Iterable[tuple[str, Sequence[Line]]],
        rubric_id: str,
        judge: str = "",
    ) -> JobProgress:
        """Order the score of every (id, transcript); `source` says where they are from."""
        rubric = self._catalog.rubric(rubric_id)
        payloads = (
            ({"id": name, "turns": [line.model_dump() for line in lines]}, None)
            for name, lines in transcripts
        )
        return self._order("judge", source, by, payloads, rubric=rubric.id, judge=judge)

    def export_all(self, by: str, form: ExportFormat, owner: str | None = None) -> JobProgress:
        """Order a copy of every rehearsal, or of every one of an owner's."""
        every = self._store.jobs.all_rehearsals(owner)
        return self._order("export", form, by, (({"owner": who}, name) for who, name in every))

    def _order(
        self,
        kind: JobKind,
        about: str,
        by: str,
        payloads: Iterable[tuple[Any, str | None]],
        **options: str,
    ) -> JobProgress:
        self._queue.prepare()
        job = Job(
            id=uuid4().hex[:12],
            kind=kind,
            about=about,
            options=options,
            ordered_by=by,
            created_at=self._clock(),
        )
        items = (
            Item(position, json.dumps(payload), rehearsal_id)
            for position, (payload, rehearsal_id) in enumerate(payloads)
        )

        def hand_over(connection: Any, count: int) -> None:  # noqa: ANN401
            if not count:
                raise AppError(_NOTHING[kind])
            self._queue.put(job.id, range((count - 1) // BATCH + 1), connection)

        self._store.jobs.add(job, items, hand_over)
        self._queue.wake()
        return self.show(job.id)

    # Watching

    def show(self, job_id: str) -> JobProgress:
        """Return a job and how far it is. Raises `NotFound`."""
        return self._store.jobs.progress(job_id)

    def going(self, job_id: str) -> bool:
        """Whether something is, or may yet be, done of a job. Raises `NotFound`."""
        return self.show(job_id).job.open and self._queue.busy

    def newest(self, limit: int = SHOWN) -> tuple[JobProgress, ...]:
        """Return the last jobs, the newest first."""
        return self._store.jobs.newest(limit)

    def problems(self, job_id: str) -> tuple[tuple[int, str], ...]:
        """Return the first items that were skipped (from 0), with the reason."""
        return self._store.jobs.problems(job_id, SHOWN)

    # Stopping and going on

    def cancel(self, job_id: str) -> JobProgress:
        """Let nothing more of a job be done; what is done stays. Raises `NotFound`."""
        self.show(job_id)
        self._store.jobs.cancel(job_id, self._clock())
        return self.show(job_id)

    def resume(self, job_id: str) -> JobProgress:
        """Go on with what is left of a job that was cancelled or failed. Raises `NotFound`."""
        self.show(job_id)
        self._queue.prepare()
        batches = self._store.jobs.open_batches(job_id)
        self._store.jobs.again(
            job_id, lambda connection, _: self._queue.put(job_id, batches, connection)
        )
        self._queue.wake()
        return self.show(job_id)

    def resume_all(self) -> None:
        """Go on with what an earlier process left, where the work is done inside of this one."""
        if not self.elsewhere and self._store.jobs.unfinished():
            self._queue.wake()

    # What came of it

    def results(self, job_id: str) -> Iterator[Result]:
        """Yield what came of a job so far, in order. Raises `NotFound`."""
        self.show(job_id)
        return self._store.jobs.results(job_id)

    def remove(self, job_id: str) -> None:
        """Forget a job and what came of it; scorecards stay. Raises `NotFound`."""
        self._store.jobs.remove(job_id)


_NOTHING: dict[JobKind, str] = {
    "rescore": "No rehearsal under this rubric is over yet, so there is nothing to score again.",
    "judge": "There is no transcript to judge.",
    "export": "There is no rehearsal to copy.",
}
