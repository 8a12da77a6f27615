"""`rehearse worker`: does work in bulk until it is told to stop."""

from __future__ import annotations

import asyncio
import logging

import typer

from app import bootstrap
from app.bootstrap import Crew
from app.commands.demo import STOPPED
from app.config import Settings

LOOK_EVERY = 2.0
"""How often a worker of a SQLite store looks for new jobs (in seconds)."""


def work(*, at_once: int, once: bool) -> None:
    """Do what is ordered, until told to stop or, with `once`, until nothing waits."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    with bootstrap.crew(Settings()) as crew:
        try:
            asyncio.run(_work(crew, at_once, once))
        except KeyboardInterrupt:
            raise typer.Exit(STOPPED) from None


async def _work(crew: Crew, at_once: int, once: bool) -> None:
    typer.echo("The worker is ready (Ctrl+C stops it).")
    try:
        if crew.address is None:
            await _inside(crew, once)
            return
        from app.queue.postgres import work as beside_others

        await beside_others(crew.address, crew.work.batch, at_once=at_once, wait=not once)
    finally:
        await crew.models.aclose()


async def _inside(crew: Crew, once: bool) -> None:
    """Work off a SQLite store; no one calls there, so look now and then."""
    while True:
        await crew.work.all()
        if once:
            return
        await asyncio.sleep(LOOK_EVERY)
