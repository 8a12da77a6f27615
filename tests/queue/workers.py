"""Workers in processes of their own, over a judge that tells how often it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from app.domain.conversation import Line
from app.domain.rubric import Rubric
from app.domain.scorecard import Verdict
from app.queue.postgres import Pace, work
from tests.support.rehearsing import PlainJudge, practice

QUICK = Pace(heartbeat=0.3, dead_after=2, look_every=0.3)

processes = get_context("forkserver")
"""Children of a process of its own, which has imported all this already and has no threads."""
processes.set_forkserver_preload(["__main__", "tests.queue.workers"])


def work_and_tell(url: str, folder: Path, told: Connection) -> None:
    """Work until killed or told to stop; tell before each item that is judged."""
    with practice(folder, url=url) as made:
        _tell(made.judge, told)
        asyncio.run(work(made.store.address, made.work().batch, pace=QUICK))


def _tell(judge: PlainJudge, told: Connection) -> None:
    found = judge.findings

    async def findings(transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        told.send("judging")
        return await found(transcript, rubric)

    judge.findings = findings  # type: ignore[method-assign]
