"""Past rehearsals, put into a room's store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import cycle
from typing import Any

from app.domain.conversation import OutcomeName
from app.domain.scorecard import CriterionScore, Scorecard
from app.store.repository import Store
from tests.store.samples import NOON, a_boss_turn, a_rehearsal, a_scorecard, a_turn
from tests.support.room import Room

BOSSES = (
    ("dana-reyes", "Dana Reyes", "first_offer", 3),
    ("marcia-bennett", "Marcia Bennett", "stay_interview", 1),
    ("vikram-sethi", "Vikram Sethi", "ladder_plan", 5),
)
OUTCOMES: tuple[OutcomeName, ...] = ("agreed", "parked", "stalemate", "accepted", "left")
CRITERIA = ("positivity", "business_case", "alternatives")


def add_past(
    room: Room, number: int, *, words: str = "Thank you, and no.", owner: str = "local"
) -> None:
    """Add `number` finished and scored rehearsals: r0 the newest, bosses and outcomes in turn."""
    store = Store.open(room.database)
    outcomes = cycle(OUTCOMES)
    for n in range(number):
        boss, name, situation, difficulty = BOSSES[n % len(BOSSES)]
        started = NOON - timedelta(hours=n)
        rehearsal = a_rehearsal(
            f"r{n}",
            owner=owner,
            persona_id=boss,
            persona_name=name,
            situation=situation,
            difficulty=difficulty,
            started_at=started,
        )
        here: dict[str, Any] = {"rehearsal_id": f"r{n}", "at": started}
        store.add_rehearsal(rehearsal, a_boss_turn(f"r{n}-0", text="So?", **here))
        store.add_turn(a_turn(f"r{n}-1", f"r{n}-0", text=words, **here))
        store.add_turn(a_boss_turn(f"r{n}-2", f"r{n}-1", text="I see.", **here))
        store.finish(f"r{n}", next(outcomes), started + timedelta(minutes=5))
        store.add_scorecard(_card(n))
    store.close()


def _card(n: int) -> Scorecard:
    level = n % 5
    first = a_scorecard().criteria[0].model_copy(update={"level": level})
    others = tuple(CriterionScore(id=name, level=level, points=level * 2) for name in CRITERIA[1:])
    return a_scorecard(
        f"s{n}",
        rehearsal_id=f"r{n}",
        leaf_id=f"r{n}-2",
        overall=level * 25,
        criteria=(first, *others),
        warnings=(),
    )


def multiply_past(room: Room, times: int) -> None:
    """Copy all past rehearsals `times` times, in one transaction: for long lists."""
    with closing(sqlite3.connect(room.database.removeprefix("sqlite:///"))) as connection:
        for table, keys in (
            ("rehearsals", {"id"}),
            ("turns", {"rehearsal_id"}),
            ("scorecards", {"id", "rehearsal_id"}),
        ):
            told = connection.execute(f"PRAGMA table_info({table})").fetchall()
            columns = [f'"{column[1]}"' for column in told if column[1] != "number"]
            copied = [f"{c} || '-' || n" if c.strip('"') in keys else c for c in columns]
            connection.execute(
                f"WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies "
                f"WHERE n < ?) INSERT INTO {table} ({', '.join(columns)}) "
                f"SELECT {', '.join(copied)} FROM {table}, copies ORDER BY n, number",
                (times,),
            )
        connection.commit()
