"""`rehearse demo`: made-up rehearsals to look at, and out with them again."""

from __future__ import annotations

import asyncio
import sys

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import bootstrap
from app.commands.keep import OWNER
from app.config import Settings
from app.demo.fill import Demo
from app.errors import AppError

STOPPED = 130
"""Exit code after Ctrl+C, as shells have it."""


def fill(seed: int, weeks: int) -> None:
    """Fill the store, with a line that says how far it is; stopped half way, nothing stays.

    Raises `AppError` when the demo data is there already.
    """
    with bootstrap.demo(Settings()) as demo:
        demo.refuse_twice(OWNER)
        try:
            number = asyncio.run(_filled(demo, seed, weeks))
        except KeyboardInterrupt:
            demo.remove(OWNER)
            typer.echo("Stopped. Nothing of the demo was kept.", err=True)
            raise typer.Exit(STOPPED) from None
        except AppError:
            demo.remove(OWNER)
            raise
    typer.echo(
        f"{number} made-up rehearsals are in the store, beside your own. `rehearse` shows them; "
        "`rehearse demo --remove` takes exactly these out again."
    )


async def _filled(demo: Demo, seed: int, weeks: int) -> int:
    """Return how many rehearsals were held."""
    done = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("Rehearsing", total=None)
        async for step in demo.fill(OWNER, seed=seed, weeks=weeks):
            done = step.done
            bar.update(task, completed=done, total=step.total)
    return done


def remove() -> None:
    """Take the demo's rehearsals out, and say how many it was."""
    with bootstrap.demo(Settings()) as demo:
        number = demo.remove(OWNER)
    typer.echo(
        f"{number} made-up rehearsals are gone; yours are as they were."
        if number
        else "There is no demo data in the store."
    )
