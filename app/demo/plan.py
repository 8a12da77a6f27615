"""When the demo's learner rehearses, with whom, and how well: drawn by a seed, without I/O."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from app.demo.lines import Quality
from app.domain.persona import Persona

Twist = Literal["", "time", "accepts", "leaves"]
"""What the learner does besides answering: asks for time, takes the job, ends the meeting."""

PER_WEEK = (2, 3, 4, 4, 5)
"""How often in a week, drawn evenly."""
HOURS = (7, 12, 18, 19, 20, 21)
"""When in the day (UTC)."""


class Meeting(NamedTuple):
    """One rehearsal to hold."""

    at: datetime
    persona: Persona
    quality: Quality
    twist: Twist


def planned(
    personas: Sequence[Persona], rng: random.Random, weeks: int, today: datetime
) -> list[Meeting]:
    """Return the meetings of the weeks before `today`: harder and better with time, not evenly.

    In more than five weeks one goes by without a rehearsal.
    """
    moments = _moments(rng, weeks, today)
    met: Counter[str] = Counter()
    meetings: list[Meeting] = []
    for number, at in enumerate(moments):
        done = number / max(1, len(moments) - 1)
        last = meetings[-1].persona if meetings else None
        aim = 1 + 3.7 * done + rng.uniform(-0.7, 0.7)
        others = [one for one in personas if one is not last] or list(personas)
        persona = min(
            others, key=lambda one: (abs(one.difficulty - aim) + 0.8 * met[one.id], one.id)
        )
        met[persona.id] += 1
        quality = _quality(1.05 * done + rng.gauss(0, 0.2))
        meetings.append(Meeting(at, persona, quality, _twist(quality, rng.random())))
    return meetings


def _moments(rng: random.Random, weeks: int, today: datetime) -> list[datetime]:
    begin = today - timedelta(weeks=weeks)
    idle = rng.randrange(2, weeks - 2) if weeks > 5 else -1
    moments = []
    for week in range(weeks):
        days = sorted(rng.sample(range(7), rng.choice(PER_WEEK)))
        hours = [rng.choice(HOURS) for _ in days]
        minutes = [rng.randrange(60) for _ in days]
        if week == idle:
            continue
        for day, hour, minute in zip(days, hours, minutes, strict=True):
            at = begin + timedelta(weeks=week, days=day)
            moments.append(at.replace(hour=hour, minute=minute, second=0, microsecond=0))
    return moments


def _quality(skill: float) -> Quality:
    """Return how well a rehearsal goes for a skill of about 0 to 1."""
    if skill < 0.22:
        return "weak"
    if skill < 0.5:
        return "half"
    return "mixed" if skill < 0.78 else "strong"


def _twist(quality: Quality, drawn: float) -> Twist:
    """Return what else happens; `drawn` is even between 0 and 1."""
    if quality == "weak":
        return "leaves" if drawn < 0.3 else "accepts" if drawn < 0.5 else ""
    if quality == "half":
        return "time" if drawn < 0.3 else "leaves" if drawn < 0.4 else ""
    return "time" if drawn < 0.08 else ""
