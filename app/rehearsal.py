"""The use case: start, say, resume, end and find a rehearsal."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from app.accounts import Accounts
from app.after import AfterMeeting
from app.attempts import Attempts
from app.budgets import Budgets
from app.catalog.catalog import Catalog
from app.chairs import Exchange, swapped
from app.coach import Coach
from app.corrections import Corrections
from app.domain.conversation import Rehearsal, SpeakerKind, Turn
from app.domain.history import HistoryQuery, HistoryRow
from app.domain.persona import Persona
from app.domain.rubric import Rubric
from app.domain.scorecard import JudgeKind
from app.domain.talk import Progress, Talk
from app.domain.text import storable
from app.domain.worksheet import introduced
from app.errors import ContentFileError, MessageRefused
from app.jobs import Jobs
from app.library import Library
from app.llm.base import Voices
from app.llm.masked import private
from app.llm.metered import paying
from app.preparing import Preparing
from app.privacy import Privacy
from app.progress import LearnerProgress
from app.queue.base import Queue
from app.queue.inside import Inside
from app.readiness import Readiness
from app.replies import Notice, Replies, Speakers
from app.scoring import Scorer
from app.store.repository import Store
from app.voice import Voice
from app.watching.watch import Finished, Nobody, Said, Started, Watch, failures_told
from app.work import Work


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
        library: Library,
        speakers: Speakers,
        scorer: Scorer,
        notice: Notice,
        max_message: int,
        clock: Callable[[], datetime] = now,
        aclose: Callable[[], Awaitable[None]] | None = None,
        watch: Watch | None = None,
        model_there: Callable[[], bool] = lambda: True,
        voices: Voices | None = None,
        retention_days: int | None = None,
        budgets: Budgets | None = None,
        queue: Queue | None = None,
    ) -> None:
        """`aclose` lets go of what belongs to the event loop: the endpoint's connections.

        `queue` is who does work in bulk; without one, a thread with the same judges.
        """
        self._store, self._catalog, self._speakers = store, catalog, speakers
        self._scorer, self._clock, self._max_message = scorer, clock, max_message
        self._aclose, self.watch = aclose, watch or Nobody()
        self.corrections = Corrections(store, catalog, clock)
        """What trainers say of scorecards."""
        self.library = library
        """Where trainers change personas and rubrics."""
        self.after = AfterMeeting(store, catalog, scorer, self.talk, clock, self.watch)
        """What comes of a meeting when it is over."""
        self.attempts = Attempts(store, catalog)
        """Other ways through a rehearsal: redo, take back, tree, compare."""
        self.preparing = Preparing(store, catalog, clock)
        """Worksheets, and what became of them."""
        self.coach = Coach(store, catalog, clock, notice)
        """Hints on demand."""
        self._replies = Replies(store, catalog, speakers, self.coach.listen, clock, watch)
        self.voice = Voice(store, voices)
        """Hearing and speaking through an endpoint."""
        self.progress = LearnerProgress(store, catalog, clock)
        """How learners get on."""
        self.accounts = Accounts(store, clock)
        """Who may come in."""
        self.readiness = Readiness(store, model_there)
        """Whether all of this can work."""
        self.privacy = Privacy(
            store, self.after.export, clock, retention_days, self.accounts.may_go
        )
        """All that is kept of somebody, as a file or gone."""
        self.budgets = budgets or Budgets(store.usage, clock)
        """What calls to models may take, and took."""
        work = Work(store, catalog, scorer, self.after, clock)
        self.jobs = Jobs(store, catalog, queue or Inside(work.all), clock)
        """Work in bulk."""
        self._closing = False

    @property
    def on_their_way(self) -> int:
        """How many boss turns are being made."""
        return self._replies.on_their_way

    def close_doors(self) -> None:
        """Take no more messages; what is on its way goes on."""
        self._closing = True

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
        rehearsal_id: str = "",
    ) -> Talk:
        """Begin a rehearsal; the boss opens it. Raises `NotFound`.

        The owner's worksheet for the situation is copied as it is now. The boss knows `learner`,
        the learner's name, or what the worksheet says of them.
        Only the demo gives its rehearsals ids of its own, to find them again.
        """
        persona = self._catalog.persona(persona_id)
        self._catalog.rubric(persona.rubric)
        kind = speaker or self._speakers.default
        rehearsal = Rehearsal(
            id=rehearsal_id or uuid4().hex,
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

        def keep() -> Talk:
            plan = self.preparing.worksheet(owner, persona.situation.kind).sheet
            known = introduced(plan) | ({"learner": learner} if learner else {})
            opening = self._replies.opening(rehearsal, persona, known)
            self._store.add_rehearsal(rehearsal, opening, plan)
            return self.talk(owner, rehearsal.id)

        with failures_told(self.watch):
            talk = await asyncio.to_thread(keep)
        self.watch.happened(Started(kind))
        return talk

    def open_talk(self, owner: str) -> Talk | None:
        """Return the owner's latest unfinished rehearsal, to resume."""
        rehearsal = self._store.latest_open(owner)
        return self.attempts.along(rehearsal) if rehearsal else None

    def talk(self, owner: str, rehearsal_id: str, attempt: str = "") -> Talk:
        """Return a rehearsal and its turns, on `attempt` (its last turn) or where the learner is.

        Raises `NotFound`.
        """
        return self.attempts.talk(owner, rehearsal_id, attempt)

    async def say(
        self,
        owner: str,
        rehearsal_id: str,
        text: str,
        *,
        after: str,
        message_id: str,
        instead_of: str = "",
        leaf: str = "",
    ) -> AsyncIterator[Progress]:
        """Keep the learner's turn, then yield the boss's reply as it comes.

        `after` is the turn that it answers, `message_id` names this message: the same one sent
        twice is one turn and one reply. `instead_of` is another answer to the same turn: then this
        one branches off, from wherever the learner is (`leaf`), and the meeting goes on. Raises
        `MessageRefused`, `StaleRehearsal`, `NotFound`; a failing endpoint is no error but the last
        progress's `problem`.
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
            if instead_of:
                self._store.attempts.branch(turn, instead_of=instead_of, leaf=leaf)
            else:
                self._store.add_turn(turn, at_leaf=True)

        with failures_told(self.watch):
            await asyncio.to_thread(keep)
        self.watch.happened(Said())
        async for progress in self.reply(owner, rehearsal_id):
            yield progress

    def _refuse(self, text: str) -> None:
        if self._closing:
            raise MessageRefused(
                "The room is about to be restarted. Your message was not sent; send it again in "
                "a minute."
            )
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
            delivery = self._replies.delivery(talk)
            yield Progress(talk, delivery.said)
            async for said in delivery.follow():
                yield Progress(talk, said)
            problem = await delivery.result()
            talk = await asyncio.to_thread(read)
        yield Progress(talk, done=True, problem=problem)

    async def stop(self, owner: str, rehearsal_id: str) -> Progress:
        """Stop the boss turn that is on its way; what was said is kept. Raises `NotFound`."""
        read = partial(self.talk, owner, rehearsal_id)
        problem = await self._replies.stop(await asyncio.to_thread(read))
        return Progress(await asyncio.to_thread(read), done=True, problem=problem)

    async def end(self, owner: str, rehearsal_id: str) -> Talk:
        """End the meeting for the learner: outcome 'left'. Ending it twice changes nothing."""

        def leave() -> Talk:
            if self._store.rehearsal(owner, rehearsal_id).open:
                self._store.finish(rehearsal_id, "left", self._clock())
                self.watch.happened(Finished("left"))
            return self.talk(owner, rehearsal_id)

        return await asyncio.to_thread(leave)

    async def swapped(
        self, persona_id: str, earlier: tuple[Exchange, ...], said: str, owner: str = "local"
    ) -> tuple[Exchange, ...]:
        """Swap chairs; see `app.chairs`. Raises `NotFound` and `MessageRefused`."""
        persona, said = self._catalog.persona(persona_id), storable(said.strip())
        self._refuse(said)
        rubric = self._catalog.rubric(persona.rubric)
        with paying(owner), private([said, *(one.said for one in earlier)], public=persona.name):
            return await swapped(persona, rubric, earlier, said, self._speakers.colleague)

    # What is kept

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
