"""How far the judge is, told while somebody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from app.after import AfterMeeting
from app.domain.scorecard import Scorecard
from app.domain.talk import Talk
from app.web.meeting_html import Status

PAUSE = 0.5
"""It is looked at this often (in seconds)."""


async def scoring(
    after: AfterMeeting, talk: Talk, card: asyncio.Future[Scorecard]
) -> AsyncIterator[Status]:
    """Yield how far the judge is, each time that it is further, until `card` is there."""
    told, due = 0, 0
    while not card.done():
        await asyncio.wait({card}, timeout=PAUSE)
        done = after.answers(talk.rehearsal.id)
        if done > told:
            due = due or after.cost(talk).calls
            told = done
            yield Status("scoring", answers_in=done, answers_due=due)
