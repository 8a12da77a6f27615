"""How a learner gets on: levels over time, what counts as a change, weeks, what was reached.

A rehearsal counts once, with its newest scorecard, on the day on which it began, however many
attempts it holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import NamedTuple

from app.domain.conversation import OutcomeName

WON: tuple[OutcomeName, ...] = ("agreed", "parked")
"""Outcomes with which a boss's difficulty counts as reached."""


class PastScore(NamedTuple):
    """One rehearsal that is finished, or was scored before it went on in another attempt."""

    rehearsal_id: str
    persona_id: str
    persona_name: str
    situation: str
    difficulty: int
    rubric_id: str
    outcome: OutcomeName | None
    """None while it goes on."""
    started_at: datetime
    levels: Mapping[str, int | None] | None = None
    """Criterion id -> level 0-4 (None: not scored); None without a scorecard."""
    overall: int | None = None
    """0-100."""


# ---- Levels over time ----

SINGLE = 20
"""The newest rehearsals, each with a mark of its own."""
GROUPS = 20
"""Marks for all the earlier ones, when there are more than the two together."""


class Mark(NamedTuple):
    """One mark on a line: a rehearsal, or the average of several in a row."""

    level: float
    past: tuple[PastScore, ...]
    """The oldest first."""

    @property
    def alone(self) -> bool:
        """Whether it stands for one rehearsal."""
        return len(self.past) == 1


def scored(past: Iterable[PastScore], criterion: str) -> list[tuple[int, PastScore]]:
    """Return the levels that were given for a criterion, with their rehearsals, in order."""
    levels = ((one.levels.get(criterion), one) for one in past if one.levels)
    return [(level, one) for level, one in levels if level is not None]


def marks(given: Sequence[tuple[int, PastScore]]) -> list[Mark]:
    """Return the marks of a line, oldest first: at most `GROUPS` averages, then `SINGLE` alone."""
    early = given[:-SINGLE] if len(given) > SINGLE + GROUPS else []
    size = math.ceil(len(early) / GROUPS) or 1
    # The oldest group is the one that may be smaller.
    cuts = range(len(early) % size or size, len(early) + 1, size) if early else range(0)
    starts = [0, *cuts]
    groups = [early[a:b] for a, b in zip(starts, cuts, strict=False)]
    alone = [[one] for one in given[len(early) :]]
    return [
        Mark(fmean(level for level, _ in group), tuple(past for _, past in group))
        for group in (*groups, *alone)
    ]


# ---- Changes, and what is only noise ----

ERRORS: Mapping[str, float] = {"positivity": 0.89, "business_case": 0.69, "alternatives": 0.93}
"""How far a judged level is from the labelled one: root mean square over the 80 locked transcripts
of docs/judge-report.md (in levels)."""
UNMEASURED = max(ERRORS.values())
"""For a criterion that was never measured."""
COMPARED = 5
"""Rehearsals at each end of the line that are compared; fewer while there are fewer than ten."""


def noise(first: int, second: int, criterion: str) -> float:
    """Return up to which difference two averages may be noise, over so many levels each.

    The judge's errors average out: the difference of two averages varies by
    error * sqrt(1/first + 1/second), and 95 in 100 such differences stay within twice that.
    A figure measured for comparing attempts can take this function's place (in levels).
    """
    return 2 * ERRORS.get(criterion, UNMEASURED) * math.sqrt(1 / first + 1 / second)


class Change(NamedTuple):
    """The average level at the beginning and lately, each over `number` rehearsals."""

    number: int
    before: float
    lately: float
    noise: float
    """A smaller difference is within what the judge itself may vary."""

    @property
    def counts(self) -> bool:
        """Whether it is more than the judge itself may vary."""
        return abs(self.lately - self.before) > self.noise

    @property
    def up(self) -> bool:
        """Whether it goes up."""
        return self.lately > self.before


def change(levels: Sequence[int], criterion: str) -> Change | None:
    """Compare the first levels with the latest; None for fewer than two."""
    number = min(COMPARED, len(levels) // 2)
    if not number:
        return None
    return Change(
        number,
        fmean(levels[:number]),
        fmean(levels[-number:]),
        noise(number, number, criterion),
    )


# ---- Weeks, and what was reached ----


class Weeks(NamedTuple):
    """In how many weeks there was a rehearsal."""

    total: int
    in_a_row: int
    """Up to this week; a week that is not over breaks nothing."""


def weeks(days: Iterable[date], today: date) -> Weeks:
    """Count the weeks, from Monday on, with at least one of `days`."""
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    week = today - timedelta(days=today.weekday())
    if week not in mondays:
        week -= timedelta(weeks=1)
    row = 0
    while week in mondays:
        row, week = row + 1, week - timedelta(weeks=1)
    return Weeks(len(mondays), row)


def reached(past: Iterable[PastScore]) -> PastScore | None:
    """Return the hardest boss who agreed or was parked; of equals who agreed, then the latest."""
    won = [one for one in past if one.outcome in WON]
    return max(
        won,
        key=lambda one: (one.difficulty, one.outcome == "agreed", one.started_at),
        default=None,
    )
