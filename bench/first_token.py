"""The prompted boss: what the app adds to an endpoint's time to first token."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from openai import AsyncOpenAI

from app import bootstrap
from app.config import Settings
from app.rehearsal import Rehearsals
from bench.report import Row, Section, as_markdown, median
from bench.talks import LEARNER
from tests.support.fake_openai import FakeOpenAI

RUNS = 15
PACES = (0.0, 0.02)
"""Seconds between the endpoint's tokens: all at once, and 50 tokens a second."""
REPLY = "I hear you, but I still need a name by Friday. The team asked for you. What would it take?"


def measure() -> Section:
    """Ask the endpoint, and the app in front of it, in turn."""
    rows = [asyncio.run(_measure(pace)) for pace in PACES]
    how = (
        "A local endpoint that streams words at a steady pace. Bare: the openai client's first "
        f"token. The app: the first words that a page gets. In turn; medians of {RUNS}."
    )
    return Section("Prompted boss: time to first token", how, rows)


async def _measure(pace: float) -> Row:
    with FakeOpenAI(pace=pace) as endpoint, tempfile.TemporaryDirectory() as folder:
        endpoint.default = lambda body: REPLY
        settings = Settings(
            _env_file=None,
            data_dir=Path(folder),
            openai_base_url=endpoint.url,
            model="a-model",
            judge="embedded",
        )
        client = AsyncOpenAI(base_url=endpoint.url, api_key="none", max_retries=0)
        with bootstrap.rehearsals(settings) as rehearsals:
            await _bare(client), await _ours(rehearsals)
            pairs = [(await _ours(rehearsals), await _bare(client)) for _ in range(RUNS)]
        await client.close()
    ours, bare = (median(times) for times in zip(*pairs, strict=True))
    target = 1.15 * bare + 0.03
    how = f"{1 / pace:.0f} tokens a second" if pace else "tokens all at once"
    return Row(
        f"first words, {how}",
        f"{ours * 1000:.0f} ms, bare endpoint {bare * 1000:.0f} ms",
        f"at most 1.15x + 30 ms: {target * 1000:.0f} ms",
        ours <= target,
    )


async def _bare(client: AsyncOpenAI) -> float:
    began = time.perf_counter()
    stream = await client.chat.completions.create(
        model="a-model", messages=[{"role": "user", "content": LEARNER[0]}], stream=True
    )
    async with stream:
        async for chunk in stream:
            if chunk.choices[0].delta.content:
                break
    return time.perf_counter() - began


async def _ours(rehearsals: Rehearsals) -> float:
    talk = await rehearsals.start("bench", rehearsals.personas()[0].id, seed=1)
    said = rehearsals.say(
        "bench", talk.rehearsal.id, LEARNER[0], after=talk.turns[-1].id, message_id="1"
    )
    first, began = 0.0, time.perf_counter()
    async for progress in said:
        if progress.said and not first:
            first = time.perf_counter() - began
        if progress.problem:
            raise RuntimeError(progress.problem)
    return first


if __name__ == "__main__":
    print(as_markdown(measure()))
