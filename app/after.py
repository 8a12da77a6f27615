"""The use case of what comes after a meeting: scorecard, reflection, what it took, and copies."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4
from weakref import WeakValueDictionary

from app.catalog.catalog import Catalog
from app.domain.conversation import Usage
from app.domain.reflection import MAX_REFLECTION, Reflection
from app.domain.scorecard import Cost, JudgeKind, Scorecard
from app.domain.talk import Talk
from app.domain.text import storable
from app.errors import NotForScoring, ReflectionRefused, ScoringStopped
from app.export import Copy, ExportFormat, PaperName, exported
from app.export.record import Record
from app.llm.counting import counting
from app.llm.metered import paying
from app.replies import hiding
from app.scoring import Score, Scorer
from app.store.repository import Store
from app.watching.watch import Nobody, Scored, Watch, failures_told


class AfterMeeting:
    """Everything a learner can do with a meeting that is over. Keeps nothing about visitors."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        scorer: Scorer,
        talk: Callable[[str, str, str], Talk],
        clock: Callable[[], datetime],
        watch: Watch | None = None,
    ) -> None:
        """`talk` gives an owner's rehearsal on an attempt ('': where they are), or `NotFound`."""
        self._store, self._catalog, self._scorer = store, catalog, scorer
        self.talk, self._clock, self._watch = talk, clock, watch or Nobody()
        self._scoring: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._judging: dict[str, asyncio.Task[Scorecard]] = {}
        """The scoring that is on its way, by rehearsal: what `stop` stops."""
        self._answers: Counter[str] = Counter()
        """Answers that an endpoint has given to that scoring so far."""

    async def scorecard(
        self,
        owner: str,
        rehearsal_id: str,
        attempt: str = "",
        *,
        judge: JudgeKind | None = None,
        again: bool = False,
    ) -> Scorecard:
        """Return the scorecard of an attempt, or of where the learner is; made if there is none.

        Raises `NotForScoring` when the boss stepped out because the learner was not well, and
        `ScoringStopped` when the learner stopped it.
        """
        lock = self._scoring.setdefault(rehearsal_id, asyncio.Lock())
        async with lock:  # a second click waits, and gets the card of the first
            making = asyncio.ensure_future(
                self._scorecard(owner, rehearsal_id, attempt, judge, again)
            )
            self._judging[rehearsal_id] = making
            try:
                await asyncio.wait({making})
            finally:
                self._answers.pop(rehearsal_id, None)
                making.cancel()  # who has gone away needs no scorecard; one that is made stays
                del self._judging[rehearsal_id]
            if making.cancelled():
                raise ScoringStopped
            return making.result()

    def answers(self, rehearsal_id: str) -> int:
        """Return how many answers an endpoint has given to the scoring that is on its way."""
        return self._answers[rehearsal_id]

    def stop(self, owner: str, rehearsal_id: str) -> bool:
        """Stop the scoring that is on its way; return whether one was. Raises `NotFound`."""
        self._store.rehearsal(owner, rehearsal_id)
        making = self._judging.get(rehearsal_id)
        return making is not None and making.cancel()

    async def _scorecard(
        self, owner: str, rehearsal_id: str, attempt: str, judge: JudgeKind | None, again: bool
    ) -> Scorecard:
        talk = await asyncio.to_thread(self.talk, owner, rehearsal_id, attempt)
        if not again and not talk.stepped_out:
            leaf = talk.turns[-1].id
            for stored in await asyncio.to_thread(self._store.scorecards, rehearsal_id, leaf):
                if judge in (None, stored.pins.judge.kind):
                    return stored
        card = await self.judged(talk, judge)
        await asyncio.to_thread(self._store.add_scorecard, card)
        return card

    async def judged(
        self, talk: Talk, judge: JudgeKind | None = None, *, card_id: str = ""
    ) -> Scorecard:
        """Return a new scorecard of a talk, which is not kept yet.

        Raises `NotForScoring` when the boss stepped out because the learner was not well.
        """
        if talk.stepped_out:
            raise NotForScoring
        with paying(talk.rehearsal.owner), hiding(talk):
            score = await self._scored(talk, judge)
        return Scorecard(
            id=card_id or uuid4().hex,
            rehearsal_id=talk.rehearsal.id,
            leaf_id=talk.turns[-1].id,
            created_at=self._clock(),
            overall=score.overall,
            criteria=score.criteria,
            pins=score.pins.model_copy(update={"persona_hash": talk.rehearsal.persona_hash}),
            second=score.second,
            warnings=score.warnings,
            usage=score.usage,
        )

    async def _scored(self, talk: Talk, judge: JudgeKind | None) -> Score:
        """Have a talk scored, and tell how that went."""
        began, of = time.perf_counter(), talk.rehearsal.id
        with failures_told(self._watch), counting(lambda: self._answers.update((of,))):
            score = await self._scorer.score(
                talk.lines_to_score,
                self._catalog.rubric(talk.rehearsal.rubric_id),
                self._catalog.rubric_hash(talk.rehearsal.rubric_id),
                judge=judge,
            )
        unscored = sum(criterion.level is None for criterion in score.criteria)
        seconds, by = time.perf_counter() - began, score.pins.judge.kind
        self._watch.happened(Scored(by, seconds, score.usage, unscored))
        return score

    def usage(self, owner: str, rehearsal_id: str) -> Usage:
        """Return the tokens that all attempts of a rehearsal took, boss and judge together."""
        self._store.rehearsal(owner, rehearsal_id)
        turns, cards = self._store.tree(rehearsal_id), self._store.scorecards(rehearsal_id)
        return sum((t.usage for t in turns), sum((c.usage for c in cards), Usage()))

    def cost(self, talk: Talk) -> Cost:
        """Return about what scoring a talk as it stands will take of an endpoint."""
        return self._scorer.cost(talk.lines, self._catalog.rubric(talk.rehearsal.rubric_id))

    def reflect(self, owner: str, rehearsal_id: str, leaf_id: str, text: str) -> None:
        """Keep what the learner means to do differently, in place of what was kept before.

        `leaf_id` is the last turn of the attempt that it is about. Raises `NotFound`, and
        `ReflectionRefused` when it is too long.
        """
        text = storable(text.strip())
        if len(text) > MAX_REFLECTION:
            raise ReflectionRefused(
                f"That is {len(text):,} characters; the limit is {MAX_REFLECTION:,}. "
                "Shorten it, and it is saved."
            )
        self._store.reflections.keep(
            owner,
            Reflection(
                rehearsal_id=rehearsal_id, leaf_id=leaf_id, text=text, updated_at=self._clock()
            ),
        )

    def reflection(self, talk: Talk) -> str:
        """Return what the learner means to do differently after this attempt; '' if nothing."""
        past = talk.rehearsal
        kept = self._store.reflections.of(past.owner, past.id, talk.turns[-1].id)
        return kept.text if kept else ""

    def export(
        self, owner: str, rehearsal_id: str, form: ExportFormat, paper: PaperName = "a4"
    ) -> Copy:
        """Return a rehearsal as a file; `paper` is the size of a PDF's pages. Raises `NotFound`.

        It is the attempt that the learner is on, with the newest scorecard of that.
        """
        talk = self.talk(owner, rehearsal_id, "")
        card = next(iter(self._store.scorecards(rehearsal_id, talk.turns[-1].id)), None)
        record = Record(
            talk.rehearsal,
            talk.turns,
            card,
            self._catalog.rubrics.get(talk.rehearsal.rubric_id),
            self._store.corrections(card.id) if card else (),
            self.reflection(talk),
            self._store.worksheets.plan(owner, rehearsal_id).named,
        )
        return exported(form, record, paper)
