"""Work in bulk: a job is cut into items, and batches of items are handed to workers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import Field

from app.domain.persona import Frozen

JobKind = Literal["rescore", "judge", "export"]
"""New scorecards for past rehearsals, scores for a file of transcripts, copies of all rehearsals"""

JobState = Literal["waiting", "running", "done", "cancelled"]

BATCH = 20
"""Items that a worker takes at once. Small, so that a worker that dies loses little time."""


class Job(Frozen):
    """A piece of work in bulk."""

    id: str
    kind: JobKind
    about: str
    """What it is about, for people: a rubric, a file, a format."""
    options: Mapping[str, str] = Field(default_factory=dict)
    """What the workers must know."""
    ordered_by: str
    created_at: datetime
    finished_at: datetime | None = None
    cancelled_at: datetime | None = None
    problem: str = ""
    """The last thing that went wrong and is tried again; '' once all went well."""

    @property
    def open(self) -> bool:
        """Whether there may be something left to do."""
        return self.finished_at is None and self.cancelled_at is None


class Item(NamedTuple):
    """One thing to do, once in effect, however often it is begun."""

    position: int
    """From 0, in the order of the job."""
    payload: str
    """JSON for the worker; forgotten when the item is done."""
    rehearsal_id: str | None = None
    """The rehearsal that it is about; when that is erased, so is the item."""

    @property
    def batch(self) -> int:
        """Which batch it belongs to, from 0."""
        return self.position // BATCH


class JobProgress(NamedTuple):
    """A job, and how far it is (in items)."""

    job: Job
    total: int
    done: int
    """Skipped ones are among them."""
    skipped: int
    """Could not be done and never will be: not for scoring, its rubric is gone, …"""

    @property
    def state(self) -> JobState:
        """In one word."""
        if self.job.cancelled_at:
            return "cancelled"
        if self.job.finished_at:
            return "done"
        return "running" if self.done else "waiting"
