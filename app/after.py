"""The use case of what comes after a meeting: scorecard, what it took, and copies to keep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4
from weakref import WeakValueDictionary

from app.catalog.catalog import Catalog
from app.domain.conversation import Usage
from app.domain.scorecard import Cost, JudgeKind, Scorecard
from app.domain.talk import Talk
from app.errors import NotForScoring
from app.export import ExportFormat, exported
from app.scoring import Scorer
from app.store.repository import Store


class AfterMeeting:
    """Everything a learner can do with a meeting that is over. Keeps nothing about visitors."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        scorer: Scorer,
        talk: Callable[[str, str], Talk],
        clock: Callable[[], datetime],
    ) -> None:
        """`talk` gives an owner's rehearsal by its id; it raises `NotFound`."""
        self._store, self._catalog, self._scorer = store, catalog, scorer
        self._talk, self._clock = talk, clock
        self._scoring: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def scorecard(
        self,
        owner: str,
        rehearsal_id: str,
        *,
        judge: JudgeKind | None = None,
        again: bool = False,
    ) -> Scorecard:
        """Return the scorecard of the learner's path; made and kept if there is none yet.

        Raises `NotForScoring` when the boss stepped out because the learner was not well.
        """
        lock = self._scoring.setdefault(rehearsal_id, asyncio.Lock())
        async with lock:  # a second click waits, and gets the card of the first
            return await self._scorecard(owner, rehearsal_id, judge, again)

    async def _scorecard(
        self, owner: str, rehearsal_id: str, judge: JudgeKind | None, again: bool
    ) -> Scorecard:
        talk = await asyncio.to_thread(self._talk, owner, rehearsal_id)
        if talk.stepped_out:
            raise NotForScoring
        leaf = talk.turns[-1].id
        if not again:
            for stored in await asyncio.to_thread(self._store.scorecards, rehearsal_id):
                if stored.leaf_id == leaf and judge in (None, stored.pins.judge.kind):
                    return stored
        score = await self._scorer.score(
            talk.lines_to_score,
            self._catalog.rubric(talk.rehearsal.rubric_id),
            self._catalog.rubric_hash(talk.rehearsal.rubric_id),
            judge=judge,
        )
        card = Scorecard(
            id=uuid4().hex,
            rehearsal_id=rehearsal_id,
            leaf_id=leaf,
            created_at=self._clock(),
            overall=score.overall,
            criteria=score.criteria,
            pins=score.pins.model_copy(update={"persona_hash": talk.rehearsal.persona_hash}),
            second=score.second,
            warnings=score.warnings,
            usage=score.usage,
        )
        await asyncio.to_thread(self._store.add_scorecard, card)
        return card

    def usage(self, owner: str, rehearsal_id: str) -> Usage:
        """Return the tokens that a rehearsal took, boss and judge together."""
        talk = self._talk(owner, rehearsal_id)
        cards = self._store.scorecards(rehearsal_id)
        return sum((t.usage for t in talk.turns), sum((c.usage for c in cards), Usage()))

    def cost(self, talk: Talk) -> Cost:
        """Return about what scoring a talk as it stands will take of an endpoint."""
        return self._scorer.cost(talk.lines, self._catalog.rubric(talk.rehearsal.rubric_id))

    def export(self, owner: str, rehearsal_id: str, form: ExportFormat) -> tuple[str, str]:
        """Return (file name, text) of a rehearsal with its newest scorecard. Raises `NotFound`."""
        talk = self._talk(owner, rehearsal_id)
        card = next(iter(self._store.scorecards(rehearsal_id)), None)
        rubric = self._catalog.rubrics.get(talk.rehearsal.rubric_id)
        return exported(form, talk.rehearsal, talk.turns, card, rubric)
