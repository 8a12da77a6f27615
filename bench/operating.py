"""What one copy of the app needs and can do, for docs/operating.md: SQLite beside PostgreSQL."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from app import bootstrap
from app.config import Settings
from app.domain.talk import Talk
from app.rehearsal import Rehearsals
from bench.report import Row, Section, as_markdown, median
from bench.talks import LEARNER
from tests.support.postgres import fresh_schema, running_server

LEARNERS = 20
"""Who talk at the same time."""
TURNS = 3
MANY = 500
"""Rehearsals that are begun and stay open."""
SCORED = 10


def measure() -> Section:
    """Let learners talk with the authored boss over either store."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, _stores(Path(folder)) as stores:
        for name, url in stores.items():
            settings = Settings(_env_file=None, data_dir=Path(folder))
            with bootstrap.rehearsals(settings, url=url) as rehearsals:
                rows += asyncio.run(_measure(name, rehearsals))
    how = (
        "One process without the web server, authored boss and embedded judge, which share the "
        f"cores with the store. {LEARNERS} learners answer as soon as the boss has spoken; "
        f"{TURNS} turns each. A scorecard is made of such a talk, one after the other. Memory is "
        f"what the process grows by while {MANY:,} rehearsals are begun and left open."
    )
    return Section("Operating: one copy of the app", how, rows)


@contextmanager
def _stores(folder: Path) -> Iterator[dict[str, str]]:
    with running_server() as server, fresh_schema(server) as postgres:
        yield {"SQLite": f"sqlite:///{folder / 'rehearsals.db'}", "PostgreSQL": postgres}


async def _measure(name: str, rehearsals: Rehearsals) -> list[Row]:
    boss = rehearsals.personas()[0].id
    warm = await rehearsals.start("warm", boss, seed=1)
    await _talk(rehearsals, "warm", warm, [])
    talks = {f"l{n}": await rehearsals.start(f"l{n}", boss, seed=n) for n in range(LEARNERS)}
    replies: list[float] = []
    began = time.perf_counter()
    ended = await asyncio.gather(
        *(_talk(rehearsals, owner, talk, replies) for owner, talk in talks.items())
    )
    seconds = time.perf_counter() - began
    cards = [
        await _scored(rehearsals, owner, talk)
        for owner, talk in list(zip(talks, ended, strict=True))[:SCORED]
    ]
    replies.sort()
    return [
        Row(f"{name}: learner turns answered", f"{len(replies) / seconds:.0f} a second"),
        Row(
            f"{name}: a reply under that load",
            f"median {median(replies) * 1000:.0f} ms, "
            f"95th percentile {replies[int(0.95 * len(replies))] * 1000:.0f} ms",
        ),
        Row(f"{name}: a scorecard, median", f"{median(cards) * 1000:.0f} ms"),
        Row(f"{name}: memory per open rehearsal", f"{await _growth(rehearsals, boss):.1f} kB"),
    ]


async def _talk(rehearsals: Rehearsals, owner: str, talk: Talk, replies: list[float]) -> Talk:
    for number in range(TURNS):
        if not talk.rehearsal.open:
            break
        began = time.perf_counter()
        said = rehearsals.say(
            owner,
            talk.rehearsal.id,
            LEARNER[number],
            after=talk.turns[-1].id,
            message_id=str(number),
        )
        async for progress in said:
            talk = progress.talk
        replies.append(time.perf_counter() - began)
    return talk


async def _scored(rehearsals: Rehearsals, owner: str, talk: Talk) -> float:
    await rehearsals.end(owner, talk.rehearsal.id)
    began = time.perf_counter()
    await rehearsals.after.scorecard(owner, talk.rehearsal.id)
    return time.perf_counter() - began


async def _growth(rehearsals: Rehearsals, boss: str) -> float:
    """Return what the process grows by for an open rehearsal (in kB)."""
    process = psutil.Process()
    await rehearsals.start("before", boss, seed=1)
    gc.collect()
    before = process.memory_info().rss
    for number in range(MANY):
        await rehearsals.start(f"many{number}", boss, seed=number)
    gc.collect()
    grown: int = process.memory_info().rss - before
    return grown / MANY / 1024


if __name__ == "__main__":
    print(as_markdown(measure()))
