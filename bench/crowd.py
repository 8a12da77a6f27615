"""A hundred learners at once (trial 38): cross-talk, how much slower it gets, and memory."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import psutil

from app.config import Settings
from bench.report import Row, Section, as_markdown, median
from tests.support.crowd import Heard, all_talk, echo, gather
from tests.support.fake_openai import FakeOpenAI
from tests.support.room import Room, open_room
from tests.support.trials import record

LEARNERS = 100
TURNS = 2
ROUNDS = 5
"""Meetings of each learner, one after the other."""
BENCH = "bench crowd"


def measure() -> Section:
    """Let a hundred learners talk over the web server, and one alone before."""
    with tempfile.TemporaryDirectory() as folder, FakeOpenAI() as endpoint:
        endpoint.default = echo
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            openai_base_url=endpoint.url,
            model="a-model",
            judge="embedded",
        )
        with open_room(settings, Path(folder), gather(LEARNERS)) as room:
            rows = _measure(room)
    how = (
        f"{LEARNERS} signed-in learners over the web server of one process, which their clients "
        f"and a fake endpoint share; {ROUNDS} meetings of {TURNS} turns each, without a pause. "
        "Memory is compared after the first and the last meeting."
    )
    return Section("A crowd", how, rows)


def _measure(room: Room) -> list[Row]:
    alone = median(all_talk(room, 1, TURNS)[0].seconds)
    rounds: list[list[Heard]] = []
    memory = []
    for _ in range(ROUNDS):
        rounds.append(all_talk(room, LEARNERS, TURNS))
        gc.collect()
        memory.append(psutil.Process().memory_info().rss)
    strange = sum(len(one.strange) for heard in rounds for one in heard)
    times = sorted(t for heard in rounds for one in heard for t in one.seconds)
    added, grown = times[int(0.95 * len(times))] - alone, memory[-1] / memory[0] - 1
    told = f"{strange} strange words, 95 of 100 at most {added:.1f} s slower, memory {grown:+.0%}"
    record(38, f"{told}; {LEARNERS} learners, {ROUNDS} meetings each", BENCH)
    return [
        Row("words of others that anybody was sent", str(strange), "0", strange == 0),
        Row("added to a reply, 95th percentile", f"{added:.2f} s", "at most 1 s", added <= 1),
        Row("growth of memory", f"{grown:+.1%}", "at most 10 %", grown <= 0.1),
    ]


if __name__ == "__main__":
    print(as_markdown(measure()))
