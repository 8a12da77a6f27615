"""Making the boss's turns: notice, direct, speak, keep."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from app.boss.plan import Plan, opened, planned
from app.boss.prompted_colleague import PromptedColleague
from app.boss.speaker import Scene, Speaker
from app.catalog.catalog import Catalog
from app.delivery import Delivery
from app.domain.conversation import BossState, Rehearsal, Seen, SpeakerKind, Turn, Usage
from app.domain.persona import Persona
from app.domain.rubric import Rubric
from app.domain.talk import Talk
from app.domain.text import storable
from app.errors import AppError, ModelError, NotFound
from app.llm.masked import private
from app.llm.metered import paying
from app.store.repository import Store
from app.watching import context
from app.watching.watch import Finished, Nobody, Replied, Watch

Notice = Callable[[Rubric, str, str], tuple[Seen, ...]]
"""Rubric, the boss's line, the learner's turn -> the behaviours and acts that it shows."""

Clock = Callable[[], datetime]

REPLY = "reply"
"""The message id of every boss turn: a learner turn has one answer."""


class Speakers(NamedTuple):
    """Who can put the boss's moves into words here."""

    by_kind: dict[SpeakerKind, Speaker]
    default: SpeakerKind
    model: str = ""
    """Model and endpoint of the prompted one, for people."""
    colleague: PromptedColleague | None = None
    """The model employee of swapped chairs in a model's words; None for the authored one."""


def hiding(talk: Talk) -> AbstractContextManager[None]:
    """Return what hides the people that a talk is about from a masked model, but for the boss."""
    states = [turn.state for turn in talk.turns if turn.state]
    facts = states[-1].facts if states else {}
    known = [facts[one] for one in ("learner", "candidate") if one in facts]
    words = [turn.text for turn in talk.turns if turn.speaker == "learner"]
    return private(words, known, talk.rehearsal.persona_name)


class Replies:
    """Makes the boss turns of all rehearsals; one that is on its way is made once."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        speakers: Speakers,
        notice: Notice,
        clock: Clock,
        watch: Watch | None = None,
    ) -> None:
        self._store, self._catalog, self._speakers = store, catalog, speakers
        self._notice, self._clock, self._watch = notice, clock, watch or Nobody()
        self._deliveries: dict[str, Delivery[str]] = {}

    @property
    def on_their_way(self) -> int:
        """How many boss turns are being made."""
        return len(self._deliveries)

    def opening(self, rehearsal: Rehearsal, persona: Persona, known: Mapping[str, str]) -> Turn:
        """Return the boss's first turn; `known` is what they know of the learner already."""
        plan = opened(persona, rehearsal.seed, known)
        return Turn(
            id=uuid4().hex,
            rehearsal_id=rehearsal.id,
            parent_id=None,
            message_id=REPLY,
            speaker="boss",
            text=plan.authored,
            at=self._clock(),
            origin="authored",
            move=plan.move,
            state=plan.state,
        )

    def delivery(self, asked: Talk) -> Delivery[str]:
        """Return the delivery of the turn that is due; its result says why it is partial, or ''.

        Whoever asks for the answer to the same learner turn gets the same delivery.
        """
        due = next(turn for turn in reversed(asked.turns) if turn.speaker == "learner")
        return self._deliveries.get(due.id) or self._deliver(asked, due)

    async def stop(self, asked: Talk) -> str:
        """Stop the reply that is on its way; return why it is partial, '' if none was."""
        delivery = self._deliveries.get(asked.turns[-1].id) or self._deliveries.get(
            asked.turns[-1].parent_id or ""
        )
        if delivery is None:
            return ""
        delivery.stopping.set()
        return await delivery.result()

    def _deliver(self, asked: Talk, due: Turn) -> Delivery[str]:
        async def make(delivery: Delivery[str]) -> str:
            context.rehearsal_id.set(due.rehearsal_id)
            try:
                # Looked up only now: another delivery may have made the turn a moment ago.
                partial = await asyncio.to_thread(
                    self._store.attempts.reply, due.rehearsal_id, due.id
                )
                if partial and partial.complete:
                    return ""
                before = asked.turns[: asked.turns.index(due) + 1]
                with paying(asked.rehearsal.owner), hiding(asked):
                    return await self._watched(asked._replace(turns=before), partial, delivery)
            except ModelError as error:
                return f"{error} Your words are kept."
            finally:
                del self._deliveries[due.id]

        self._deliveries[due.id] = Delivery(make)
        return self._deliveries[due.id]

    async def _watched(self, talk: Talk, partial: Turn | None, delivery: Delivery[str]) -> str:
        """Make and keep the boss's answer to the last turn, and tell how that went."""
        began, problem = time.perf_counter(), "bug"
        usage, before = Usage(), partial.usage if partial else Usage()
        try:
            turn, why = await self._answer(talk, partial, delivery)
            usage, problem = turn.usage - before, "" if turn.complete else "partial"
            return why
        except AppError as error:
            problem = type(error).__name__
            raise
        finally:
            seconds = time.perf_counter() - began
            first = delivery.first_at and delivery.first_at - began
            speaker = talk.rehearsal.speaker
            self._watch.happened(Replied(speaker, seconds, first, usage, problem))

    async def _answer(
        self, talk: Talk, partial: Turn | None, delivery: Delivery[str]
    ) -> tuple[Turn, str]:
        """Make and keep the boss's answer to the last turn; return it, and why it is partial."""
        if talk.persona is None:
            raise NotFound("persona", talk.rehearsal.persona_id)
        plan = await asyncio.to_thread(self._plan, talk.rehearsal, talk.persona, talk.turns)
        turn = partial or self._empty(talk.turns[-1])
        turn = turn.model_copy(update={"move": plan.move, "state": plan.state})
        state = plan.state
        scene = Scene(talk.persona, talk.lines, plan.move, plan.authored, state.facts, state.mood)
        turn, problem = await self._spoken(talk.rehearsal, scene, turn, delivery)
        outcome = plan.move.outcome
        await asyncio.to_thread(self._store.attempts.answer, turn, outcome, self._clock())
        if outcome and turn.complete:
            self._watch.happened(Finished(outcome))
        return turn, problem

    async def _spoken(
        self, rehearsal: Rehearsal, scene: Scene, turn: Turn, delivery: Delivery[str]
    ) -> tuple[Turn, str]:
        said, origin, usage, complete, problem = turn.text, "", turn.usage, True, ""
        speaker = self._speakers.by_kind.get(rehearsal.speaker)
        speaker = speaker or self._speakers.by_kind["authored"]
        async for speech in speaker.speak(scene, so_far=turn.text, stop=delivery.stopping):
            said = speech.text if speech.replace else said + speech.text
            origin = speech.origin or origin
            usage += speech.usage
            complete, problem = speech.complete, speech.problem
            delivery.say(said)
        update = {
            "text": storable(said.strip()),
            "origin": origin,
            "usage": usage,
            "complete": complete,
            "at": self._clock(),
        }
        return turn.model_copy(update=update), problem

    def _plan(self, rehearsal: Rehearsal, persona: Persona, turns: Sequence[Turn]) -> Plan:
        """Decide what the boss does after the last of `turns`: deterministic."""
        before, learner = turns[-2], turns[-1]
        seen = self._notice(self._catalog.rubric(persona.rubric), before.text, learner.text)
        return planned(persona, before.state or BossState(), seen, learner.text, rehearsal.seed)

    def _empty(self, learner: Turn) -> Turn:
        return Turn(
            id=uuid4().hex,
            rehearsal_id=learner.rehearsal_id,
            parent_id=learner.id,
            message_id=REPLY,
            speaker="boss",
            text="",
            at=self._clock(),
        )
