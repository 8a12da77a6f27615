"""Prompted bosses at once: what the app adds to an endpoint's replies, and what they cost it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from app import bootstrap
from app.config import Settings
from app.rehearsal import Rehearsals
from bench.report import Row, Section, as_markdown, median
from bench.talks import LEARNER
from tests.support.fake_openai import FakeOpenAI

AT_ONCE = (1, 20)
ROUNDS = 3
TOKENS, PACE = 60, 0.02
"""Of a reply, and seconds between them."""


def measure() -> Section:
    """Let so many learners speak at the same time, to an endpoint in another process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    endpoint = context.Process(target=_endpoint, args=(there,))
    endpoint.start()
    try:
        rows = [row for number in AT_ONCE for row in asyncio.run(_measure(here.recv(), number))]
    finally:
        endpoint.kill()
        endpoint.join()
    how = (
        f"A local endpoint in a process of its own: {TOKENS} words, {PACE * 1000:.0f} ms apart. "
        "The use case over SQLite, without the pages; every word is passed on. Load of the "
        f"machine at the end: {os.getloadavg()[2]:.1f} over 15 minutes."
    )
    return Section("Prompted bosses at once", how, rows)


def _endpoint(told: Connection) -> None:
    with FakeOpenAI(pace=PACE) as fake:
        fake.default = lambda body: " ".join(["word"] * TOKENS)
        for _ in AT_ONCE:
            told.send(fake.url)
        told.recv()


async def _measure(url: str, at_once: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            openai_base_url=url,
            model="a-model",
            judge="embedded",
        )
        with bootstrap.rehearsals(settings) as rehearsals:
            await _reply(rehearsals)
            cpu, times = time.process_time(), []
            for _ in range(ROUNDS):
                times += await asyncio.gather(*(_reply(rehearsals) for _ in range(at_once)))
            spent = (time.process_time() - cpu) / len(times)
            await rehearsals.aclose()
    added = median(times) - TOKENS * PACE
    return [
        Row(
            f"{at_once} at once: a reply takes longer than the endpoint's own by", f"{added:.2f} s"
        ),
        Row(f"{at_once} at once: processor time of the app a reply", f"{spent * 1000:.0f} ms"),
    ]


async def _reply(rehearsals: Rehearsals) -> float:
    talk = await rehearsals.start("bench", rehearsals.personas()[0].id, seed=1)
    began = time.perf_counter()
    said = rehearsals.say(
        "bench", talk.rehearsal.id, LEARNER[0], after=talk.turns[-1].id, message_id="1"
    )
    async for progress in said:
        if progress.problem:
            raise RuntimeError(progress.problem)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(as_markdown(measure()))
