"""Filling a store with the rehearsals of a learner who never was, and taking them out again.

Director, judge and scorecards are the real ones; only the learner and the clock are made up.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from app.demo.lines import Voice, load
from app.demo.plan import Meeting, planned
from app.domain.conversation import BossState
from app.domain.talk import Talk
from app.errors import AppError
from app.rehearsal import Rehearsals
from app.store.demo import DEMO, Demos

WEEKS = 9
LONGEST = 14
"""Turns after which the learner goes, whatever happens."""
EARLIEST = 3
"""Turns after which a learner who means to leave does."""
TWISTED = 2
"""Turns after which a learner asks for time, or takes the job."""
THINKING = (25, 95)
"""How long the learner takes for a turn (in seconds, from and to)."""


class Calendar:
    """The clock of the demo: stands still until it is set."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Return the time that it shows."""
        return self.now


class Step(NamedTuple):
    """How far the filling has come."""

    done: int
    total: int


class Demo:
    """Makes demo data, for one owner at a time."""

    def __init__(self, rehearsals: Rehearsals, calendar: Calendar, kept: Demos) -> None:
        """`rehearsals` must have `calendar` as its clock."""
        self._rehearsals, self._calendar, self._kept = rehearsals, calendar, kept
        self._lines = load()

    def remove(self, owner: str | None = None) -> int:
        """Remove the demo's rehearsals, of everybody or of one owner; return how many it was."""
        return self._kept.remove(owner)

    def refuse_twice(self, owner: str) -> None:
        """Raise `AppError` when the owner has demo data already."""
        if self._kept.count(owner):
            raise AppError(
                "The demo data is there already. `rehearse demo --remove` takes it out again."
            )

    async def fill(
        self, owner: str, *, seed: int = 1, weeks: int = WEEKS, today: datetime | None = None
    ) -> AsyncIterator[Step]:
        """Hold the rehearsals of the weeks before `today`, and yield after each of them.

        The same seed and day give the same talks. Raises `AppError` when the owner has demo data
        already, or when none of the bosses is one that the demo has lines for. Whoever stops half
        way calls `remove`.
        """
        self.refuse_twice(owner)
        bosses = [one for one in self._rehearsals.personas() if one.id in self._lines.bosses]
        if not bosses:
            raise AppError(
                "The demo's learner knows only the bosses that come with the app, and none of "
                "them is here. Unset REHEARSE_PERSONAS to fill the store with the demo."
            )
        rng = random.Random(seed)
        voice = Voice(self._lines, rng)
        meetings = planned(bosses, rng, weeks, today or datetime.now(UTC))
        name = hashlib.sha256(owner.encode()).hexdigest()[:8]
        for number, meeting in enumerate(meetings):
            await self._hold(owner, f"{DEMO}{name}-{number:03}", meeting, voice, rng)
            yield Step(number + 1, len(meetings))

    async def _hold(
        self, owner: str, rehearsal_id: str, meeting: Meeting, voice: Voice, rng: random.Random
    ) -> None:
        """Hold one rehearsal to its end, and have it scored."""
        here, self._calendar.now = self._rehearsals, meeting.at
        talk = await here.start(
            owner, meeting.persona.id, seed=rng.randrange(2**31), rehearsal_id=rehearsal_id
        )
        said: list[str] = []
        twist = list(voice.pair(meeting.twist)) if meeting.twist in ("time", "accepts") else []
        while talk.rehearsal.open:
            words = _next_words(talk, meeting, voice, said, twist)
            if words is None and meeting.quality == "half" and not meeting.twist:
                # Nothing left to say, and too polite to leave.
                meeting, twist = meeting._replace(twist="time"), list(voice.pair("time"))
                words = twist.pop(0)
            self._calendar.now += timedelta(seconds=rng.randint(*THINKING))
            if words is None:
                talk = await here.end(owner, rehearsal_id)
                continue
            said.append(words)
            talk = await self._say(talk, words)
        # A judge that learned otherwise may hear distress, of which no score is made.
        if not talk.stepped_out:
            await here.after.scorecard(owner, rehearsal_id)

    async def _say(self, talk: Talk, words: str) -> Talk:
        past = talk.rehearsal
        async for progress in self._rehearsals.say(
            past.owner, past.id, words, after=talk.turns[-1].id, message_id=f"{len(talk.turns)}"
        ):
            talk = progress.talk
        return talk


def _next_words(
    talk: Talk, meeting: Meeting, voice: Voice, said: list[str], twist: list[str]
) -> str | None:
    """Return the learner's next turn, None to end the meeting; `twist` are turns still to come."""
    turn = len(said)
    if turn >= LONGEST or (meeting.twist == "leaves" and turn >= EARLIEST):
        return None
    if twist and turn >= TWISTED:
        return twist.pop(0)
    state = talk.turns[-1].state or BossState()
    return voice.answer(meeting.persona, meeting.quality, state, said)
