"""Trial 25: whatever the clock does, things stay in the order in which they happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.replies import Clock
from tests.support.rehearsing import ME, practice

BERLIN = ZoneInfo("Europe/Berlin")
BACK = datetime(2026, 10, 25, 2, 59, 30, tzinfo=BERLIN)
"""Half a minute before three o'clock becomes two o'clock again."""
FORTH = datetime(2026, 3, 29, 1, 59, 30, tzinfo=BERLIN)
"""Half a minute before two o'clock becomes three o'clock."""


def jumping(step: timedelta) -> Clock:
    """A clock that jumps by `step` every time it is looked at."""

    def moments() -> Iterator[datetime]:
        at = datetime(2026, 11, 22, 12, tzinfo=UTC)
        while True:
            yield at
            at += step

    return moments().__next__


def changing(at: datetime) -> Clock:
    """A wall clock over the change of summer time: twenty seconds go by between two looks."""
    looks = iter(range(10_000))
    return lambda: (at.astimezone(UTC) + timedelta(seconds=20 * next(looks))).astimezone(BERLIN)


CLOCKS = {
    "a day back at every look": lambda: jumping(timedelta(days=-1)),
    "a day forth at every look": lambda: jumping(timedelta(days=1)),
    "standing still": lambda: jumping(timedelta()),
    "summer time ends": lambda: changing(BACK),
    "summer time begins": lambda: changing(FORTH),
}


@pytest.mark.parametrize("clock", CLOCKS)
async def test_25_whatever_the_clock_does_the_order_is_kept(tmp_path: Path, clock: str) -> None:
    with practice(tmp_path, clock=CLOCKS[clock]()) as room:
        first = await room.start()
        await room.rehearsals.end(ME, first.rehearsal.id)
        talk = await room.start()
        said = [f"How many people are on that team, and who is number {n}?" for n in range(3)]
        for words in said:
            talk = await room.say(talk, words)

        resumed = room.rehearsals.open_talk(ME)
        assert resumed is not None
        assert [t.text for t in resumed.turns if t.speaker == "learner"] == said
        assert [t.parent_id for t in resumed.turns[1:]] == [t.id for t in resumed.turns[:-1]]

        await room.rehearsals.end(ME, talk.rehearsal.id)
        old = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id)
        new = await room.rehearsals.after.scorecard(ME, talk.rehearsal.id, again=True)
        cards = room.store.scorecards(talk.rehearsal.id)
        assert [card.id for card in cards] == [new.id, old.id]

        third = await room.start()
        fourth = await room.start()
        latest = room.rehearsals.open_talk(ME)
        assert latest is not None
        assert latest.rehearsal.id == fourth.rehearsal.id != third.rehearsal.id
