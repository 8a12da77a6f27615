"""The use case: start, say, resume, end, score and review a rehearsal."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4
from weakref import WeakValueDictionary

from app.accounts import Accounts
from app.catalog.catalog import Catalog
from app.chairs import Exchange, swapped
from app.corrections import Corrections
from app.domain.conversation import Rehearsal, SpeakerKind, Turn, Usage
from app.domain.history import HistoryQuery, HistoryRow
from app.domain.persona import Persona
from app.domain.rubric import Rubric
from app.domain.scorecard import Cost, JudgeKind, Scorecard
from app.domain.talk import Progress, Talk
from app.domain.text import storable
from app.errors import ContentFileError, MessageRefused, NotForScoring
from app.export import ExportFormat, exported
from app.replies import Notice, Replies, Speakers
from app.scoring import Scorer
from app.store.repository import Store


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class Rehearsals:
    """Everything a learner can do. Holds no visitor's state: all of that is in the store."""

    def __init__(
        self,
        *,
        store: Store,
        catalog: Catalog,
        speakers: Speakers,
        scorer: Scorer,
        notice: Notice,
        max_message: int,
        clock: Callable[[], datetime] = now,
        aclose: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`aclose` lets go of what belongs to the event loop: the endpoint's connections."""
        self._store, self._catalog, self._speakers = store, catalog, speakers
        self._scorer, self._clock, self._max_message = scorer, clock, max_message
        self._aclose = aclose
        self.corrections = Corrections(store, catalog, clock)
        """What trainers say of scorecards."""
        self.accounts = Accounts(store, clock)
        """Who may come in."""
        self._replies = Replies(store, catalog, speakers, notice, clock)
        self._scoring: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def aclose(self) -> None:
        """Let go of what belongs to the event loop, before it ends."""
        if self._aclose:
            await self._aclose()

    # What there is

    def personas(self) -> list[Persona]:
        """Return all bosses, the gentlest first."""
        return sorted(self._catalog.personas.values(), key=lambda p: (p.difficulty, p.name))

    def persona(self, persona_id: str) -> Persona:
        """Return a boss. Raises `NotFound`."""
        return self._catalog.persona(persona_id)

    def rubric(self, rubric_id: str) -> Rubric:
        """Return a rubric. Raises `NotFound`."""
        return self._catalog.rubric(rubric_id)

    def rubrics(self) -> dict[str, Rubric]:
        """Return all usable rubrics by id."""
        return self._catalog.rubrics

    def problems(self) -> tuple[ContentFileError, ...]:
        """Return the content files that could not be used, and why."""
        return self._catalog.problems

    @property
    def speaker_kind(self) -> SpeakerKind:
        """Who speaks in a new rehearsal."""
        return self._speakers.default

    @property
    def judge_kind(self) -> JudgeKind:
        """Who judges a finished rehearsal."""
        return self._scorer.default

    def speaker_label(self, rehearsal: Rehearsal | None = None) -> str:
        """Say who speaks, in a rehearsal or in a new one."""
        kind = rehearsal.speaker if rehearsal else self._speakers.default
        model = rehearsal.model if rehearsal else self._speakers.model
        return f"Prompted boss: {model}" if kind == "prompted" else "Authored boss"

    def judge_label(self) -> str:
        """Say who judges."""
        return self._scorer.label

    # The meeting

    async def start(
        self,
        owner: str,
        persona_id: str,
        *,
        seed: int | None = None,
        speaker: SpeakerKind | None = None,
        learner: str = "",
    ) -> Talk:
        """Begin a rehearsal; the boss opens it. Raises `NotFound`."""
        persona = self._catalog.persona(persona_id)
        self._catalog.rubric(persona.rubric)
        kind = speaker or self._speakers.default
        rehearsal = Rehearsal(
            id=uuid4().hex,
            owner=owner,
            persona_id=persona.id,
            persona_hash=self._catalog.persona_hash(persona.id),
            persona_name=persona.name,
            situation=persona.situation.kind,
            difficulty=persona.difficulty,
            rubric_id=persona.rubric,
            speaker=kind,
            model=self._speakers.model if kind == "prompted" else "",
            seed=random.SystemRandom().randrange(2**31) if seed is None else seed,
            started_at=self._clock(),
        )
        opening = self._replies.opening(rehearsal, persona, learner)

        def keep() -> Talk:
            self._store.add_rehearsal(rehearsal, opening)
            return self.talk(owner, rehearsal.id)

        return await asyncio.to_thread(keep)

    def open_talk(self, owner: str) -> Talk | None:
        """Return the owner's latest unfinished rehearsal, to resume."""
        rehearsal = self._store.latest_open(owner)
        return self._talk(rehearsal) if rehearsal else None

    def talk(self, owner: str, rehearsal_id: str) -> Talk:
        """Return a rehearsal and its turns. Raises `NotFound`."""
        return self._talk(self._store.rehearsal(owner, rehearsal_id))

    def _talk(self, rehearsal: Rehearsal) -> Talk:
        turns = self._store.path(rehearsal.id, rehearsal.leaf_id or "")
        return Talk(rehearsal, turns, self._catalog.personas.get(rehearsal.persona_id))

    async def say(
        self, owner: str, rehearsal_id: str, text: str, *, after: str, message_id: str
    ) -> AsyncIterator[Progress]:
        """Keep the learner's turn, then yield the boss's reply as it comes.

        `after` is the turn that it answers, `message_id` names this message: the same one sent
        twice is one turn and one reply. Raises `MessageRefused`, `StaleRehearsal`, `NotFound`; a
        failing endpoint is no error but the last progress's `problem`.
        """
        text = storable(text.strip())
        self._refuse(text)
        turn = Turn(
            id=uuid4().hex,
            rehearsal_id=rehearsal_id,
            parent_id=after,
            message_id=message_id,
            speaker="learner",
            text=text,
            at=self._clock(),
        )

        def keep() -> None:
            self._store.rehearsal(owner, rehearsal_id)
            self._store.add_turn(turn, at_leaf=True)

        await asyncio.to_thread(keep)
        async for progress in self.reply(owner, rehearsal_id):
            yield progress

    def _refuse(self, text: str) -> None:
        # Not even a zero-width space can be seen.
        if not any(sign.isprintable() and not sign.isspace() for sign in text):
            raise MessageRefused("Type something first; an empty message is not sent.")
        if len(text) > self._max_message:
            raise MessageRefused(
                f"That is {len(text):,} characters; the limit is {self._max_message:,}. "
                "Shorten it and send it again."
            )

    async def reply(self, owner: str, rehearsal_id: str) -> AsyncIterator[Progress]:
        """Yield the boss turn that is due: a first try, another one, or the rest of a partial one.

        When none is due, the only progress is the talk as it stands.
        """
        read = partial(self.talk, owner, rehearsal_id)
        talk = await asyncio.to_thread(read)
        problem = ""
        if talk.waiting:
            delivery = self._replies.delivery(rehearsal_id, read)
            yield Progress(talk, delivery.said)
            async for said in delivery.follow():
                yield Progress(talk, said)
            problem = await delivery.result()
            talk = await asyncio.to_thread(read)
        yield Progress(talk, done=True, problem=problem)

    async def end(self, owner: str, rehearsal_id: str) -> Talk:
        """End the meeting for the learner: outcome 'left'. Ending it twice changes nothing."""

        def leave() -> Talk:
            if self._store.rehearsal(owner, rehearsal_id).open:
                self._store.finish(rehearsal_id, "left", self._clock())
            return self.talk(owner, rehearsal_id)

        return await asyncio.to_thread(leave)

    async def swapped(
        self, persona_id: str, earlier: tuple[Exchange, ...], said: str
    ) -> tuple[Exchange, ...]:
        """Swap chairs; see `app.chairs`. Raises `NotFound` and `MessageRefused`."""
        persona, said = self._catalog.persona(persona_id), storable(said.strip())
        self._refuse(said)
        rubric = self._catalog.rubric(persona.rubric)
        return await swapped(persona, rubric, earlier, said, self._speakers.colleague)

    # After the meeting

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
        talk = await asyncio.to_thread(self.talk, owner, rehearsal_id)
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

    def best(self, owner: str) -> dict[str, int]:
        """Return the owner's best overall score per persona id."""
        return self._store.best(owner)

    def history(self, owner: str, query: HistoryQuery) -> tuple[list[HistoryRow], int]:
        """Return a page of the owner's rehearsals, and how many match."""
        return self._store.history(owner, query)

    def delete(self, owner: str, rehearsal_id: str) -> None:
        """Hide a rehearsal; `restore` brings it back. Raises `NotFound`."""
        self._store.delete(owner, rehearsal_id, self._clock())

    def restore(self, owner: str, rehearsal_id: str) -> None:
        """Bring a deleted rehearsal back. Raises `NotFound`."""
        self._store.restore(owner, rehearsal_id)

    def usage(self, owner: str, rehearsal_id: str) -> Usage:
        """Return the tokens that a rehearsal took, boss and judge together."""
        talk = self.talk(owner, rehearsal_id)
        cards = self._store.scorecards(rehearsal_id)
        return sum((t.usage for t in talk.turns), sum((c.usage for c in cards), Usage()))

    def cost(self, talk: Talk) -> Cost:
        """Return about what scoring a talk as it stands will take of an endpoint."""
        return self._scorer.cost(talk.lines, self._catalog.rubric(talk.rehearsal.rubric_id))

    def export(self, owner: str, rehearsal_id: str, form: ExportFormat) -> tuple[str, str]:
        """Return (file name, text) of a rehearsal with its newest scorecard. Raises `NotFound`."""
        talk = self.talk(owner, rehearsal_id)
        card = next(iter(self._store.scorecards(rehearsal_id)), None)
        rubric = self._catalog.rubrics.get(talk.rehearsal.rubric_id)
        return exported(form, talk.rehearsal, talk.turns, card, rubric)
