"""Doing work in bulk, batch by batch: each item once in effect, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import NAMESPACE_URL, uuid5

from pydantic import TypeAdapter

from app.after import AfterMeeting
from app.catalog.catalog import Catalog
from app.domain.conversation import Line
from app.domain.job import Item, Job, JobKind
from app.domain.scorecard import CriterionScore, JudgeKind, Scorecard
from app.errors import AppError, ServiceError, StoreUnavailable
from app.export import ExportFormat
from app.scoring import Scorer, as_record
from app.store.repository import Store

_LINES = TypeAdapter(tuple[Line, ...])


class Effect(NamedTuple):
    """What comes of an item."""

    card: Scorecard | None = None
    result: bytes | None = None


Do = Callable[[Job, Item], Awaitable[Effect]]


class Work:
    """Does what `app.jobs` ordered.

    Judging an item changes nothing; what comes of it and that it is done are kept in one
    transaction, which only the first one gets. So whoever dies, and wherever a batch is begun
    again, no item is lost or doubled.
    """

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        scorer: Scorer,
        after: AfterMeeting,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._catalog, self._scorer = store, catalog, scorer
        self._after, self._clock = after, clock
        self._do: dict[JobKind, Do] = {
            "rescore": self._rescore,
            "judge": self._judge,
            "export": self._export,
        }

    async def all(self) -> None:
        """Do what is left of all open jobs; what fails outside is noted and left for later."""
        for job_id in await asyncio.to_thread(self._store.jobs.unfinished):
            for batch in await asyncio.to_thread(self._store.jobs.open_batches, job_id):
                try:
                    await self.batch(job_id, batch)
                except StoreUnavailable:
                    raise
                except ServiceError:
                    continue  # it is noted with the job
            await asyncio.to_thread(self._store.jobs.finish, job_id, self._clock())

    async def batch(self, job_id: str, batch: int) -> None:
        """Do what is left of a batch; nothing if its job is cancelled or gone.

        An item that fails outside (no endpoint) does not hold up the others. Raises the last such
        `ServiceError` at the end, so that the batch is tried again.
        """
        jobs = self._store.jobs
        job, items = await asyncio.to_thread(jobs.left, job_id, batch)
        if job is None:
            return
        failed: ServiceError | None = None
        for item in items:
            try:
                if not await self._item(job, item):
                    return
            except StoreUnavailable:
                raise
            except ServiceError as error:
                failed = error
        if failed:
            await asyncio.to_thread(jobs.note, job_id, str(failed))
            raise failed
        await asyncio.to_thread(jobs.finish, job_id, self._clock())

    async def _item(self, job: Job, item: Item) -> bool:
        """Do an item; return whether the job goes on."""
        keep = self._store.jobs.keep
        try:
            effect = await self._do[job.kind](job, item)
            kept = await asyncio.to_thread(
                keep, job.id, item, self._clock(), card=effect.card, result=effect.result
            )
        except ServiceError:
            raise
        except AppError as error:  # such as one that is not for scoring: no other try will help
            problem = str(error) or type(error).__name__
            kept = await asyncio.to_thread(keep, job.id, item, self._clock(), problem=problem)
        return kept or await asyncio.to_thread(self._store.jobs.is_open, job.id)

    async def _rescore(self, job: Job, item: Item) -> Effect:
        wanted = json.loads(item.payload)
        talk = await asyncio.to_thread(
            self._after.talk, wanted["owner"], item.rehearsal_id or "", wanted["leaf"]
        )
        # Named by job and item: should the same item ever be kept twice, the store refuses it.
        name = uuid5(NAMESPACE_URL, f"{job.id}/{item.position}").hex
        card = await self._after.judged(talk, self._judge_of(job), card_id=name)
        _refuse_unanswered(card.pins.judge.kind, card.criteria)
        return Effect(card=card)

    async def _judge(self, job: Job, item: Item) -> Effect:
        transcript: dict[str, Any] = json.loads(item.payload)
        rubric = self._catalog.rubric(job.options["rubric"])
        score = await self._scorer.score(
            _LINES.validate_python(transcript["turns"]),
            rubric,
            self._catalog.rubric_hash(rubric.id),
            judge=self._judge_of(job),
        )
        _refuse_unanswered(score.pins.judge.kind, score.criteria)
        record = json.dumps(as_record(transcript["id"], score))
        return Effect(result=record.encode("ascii"))

    async def _export(self, job: Job, item: Item) -> Effect:
        owner, form = json.loads(item.payload)["owner"], cast(ExportFormat, job.about)
        copy = await asyncio.to_thread(self._after.export, owner, item.rehearsal_id or "", form)
        return Effect(result=copy.content)

    def _judge_of(self, job: Job) -> JudgeKind | None:
        """Return the judge that was ordered; None for the default. Raises `ServiceError`."""
        wanted = cast(JudgeKind, job.options["judge"]) or None
        if wanted and not self._scorer.has(wanted):
            raise ServiceError(
                f"This worker has no {wanted} judge. Set OPENAI_API_KEY or OPENAI_BASE_URL for it."
            )
        return wanted


def _refuse_unanswered(judge: JudgeKind, criteria: tuple[CriterionScore, ...]) -> None:
    """Raise `ServiceError` where a model answered nothing: that is no score to keep."""
    if judge == "llm" and all(score.level is None for score in criteria):
        raise ServiceError(f"Nothing was scored. {criteria[0].reason}")
