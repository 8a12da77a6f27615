"""The embedded judge on a whole transcript, and an authored reply from words to store."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from app import bootstrap
from app.config import Settings
from app.rehearsal import Rehearsals
from app.scoring import Scorer
from bench.report import Row, Section, as_markdown, at_most, median
from bench.talks import LEARNER, transcript

RUNS = 20
TURNS = 20
RUBRIC = "declining-promotion"


def measure() -> Section:
    """Score one transcript again and again; then hold rehearsals."""
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(_measure(Settings(_env_file=None, data_dir=Path(folder))))
    how = f"In one process, warm; medians of {RUNS}. The store is SQLite on this machine's disk."
    return Section("Embedded judge and authored boss", how, rows)


async def _measure(settings: Settings) -> list[Row]:
    shelf = bootstrap.catalog(settings)
    scorer = bootstrap.scorer(settings, bootstrap.embedded_judge(settings, shelf), "embedded")
    rubric, pin = shelf.rubric(RUBRIC), shelf.rubric_hash(RUBRIC)

    async def score(scorer: Scorer) -> float:
        began = time.perf_counter()
        await scorer.score(transcript(TURNS), rubric, pin)
        return time.perf_counter() - began

    cold = await score(scorer)
    warm = median([await score(scorer) for _ in range(RUNS)])
    with bootstrap.rehearsals(settings, speaker="authored") as rehearsals:
        await reply(rehearsals)
        replies = median([await reply(rehearsals) for _ in range(RUNS)])
    return [
        at_most(f"scoring a transcript of {TURNS} turns", warm, 0.05, "ms", factor=1000),
        Row("the same, for the first time in a process", f"{cold * 1000:.3g} ms"),
        Row("authored reply: store, notice, direct, say, store", f"{replies * 1000:.3g} ms"),
    ]


async def reply(rehearsals: Rehearsals) -> float:
    """Return how long the boss takes to answer the first message (in seconds)."""
    talk = await rehearsals.start("bench", rehearsals.personas()[0].id, seed=1)
    said = rehearsals.say(
        "bench", talk.rehearsal.id, LEARNER[0], after=talk.turns[-1].id, message_id="1"
    )
    began = time.perf_counter()
    async for progress in said:
        if progress.done and progress.problem:
            raise RuntimeError(progress.problem)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(as_markdown(measure()))
