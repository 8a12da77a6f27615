"""The commands of work in bulk: declarations only, see `app.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

RUBRIC = "declining-promotion"

jobs = typer.Typer(help="Work in bulk: order it, watch it, stop it.", no_args_is_help=True)

JobId = Annotated[str, typer.Argument(help="The job's id: `rehearse jobs list` knows it.")]
Rubric = Annotated[str, typer.Option(help="The rubric to score by.")]
Judge = Annotated[
    Literal["embedded", "llm"] | None, typer.Option(help="Default: the workers' own choice.")
]


@jobs.command("rescore")
def rescore(rubric: Rubric = RUBRIC, judge: Judge = None) -> None:
    """Give every rehearsal that is over a new scorecard, by the rubric and judge of today."""
    from app.commands import jobs as command

    command.rescore(rubric, judge or "")


@jobs.command("judge")
def judge(
    file: Annotated[str, typer.Argument(help="JSONL of {id, turns}, or - for standard input.")],
    rubric: Rubric = RUBRIC,
    judge: Judge = None,
) -> None:
    """Score any number of transcripts; `rehearse jobs result` gets the scores."""
    from app.commands import jobs as command

    command.judge(file, rubric, judge or "")


@jobs.command("export-all")
def export_all(
    format: Annotated[
        Literal["md", "json", "csv", "pdf"], typer.Option(help="The format.")
    ] = "json",
) -> None:
    """Copy all rehearsals, everybody's; `rehearse jobs result` gets them as a ZIP file."""
    from app.commands import jobs as command

    command.export_all(format)


@jobs.command("list")
def list_jobs() -> None:
    """Show the last jobs, the newest first."""
    from app.commands import jobs as command

    command.list_jobs()


@jobs.command("show")
def show(
    job: JobId,
    wait: Annotated[bool, typer.Option("--wait", help="Until it is done or cancelled.")] = False,
) -> None:
    """Show how far a job is, and what was skipped."""
    from app.commands import jobs as command

    command.show(job, wait=wait)


@jobs.command("cancel")
def cancel(job: JobId) -> None:
    """Let nothing more of a job be done; what is done stays."""
    from app.commands import jobs as command

    command.cancel(job)


@jobs.command("resume")
def resume(job: JobId) -> None:
    """Go on with what is left of a job that was cancelled or failed."""
    from app.commands import jobs as command

    command.resume(job)


@jobs.command("result")
def result(
    job: JobId,
    output: Annotated[Path, typer.Option(help="A new file: JSONL of scores, or a ZIP.")],
) -> None:
    """Write what came of a job so far to a file."""
    from app.commands import jobs as command

    command.result(job, output)


@jobs.command("remove")
def remove(job: JobId) -> None:
    """Forget a job and what came of it; scorecards stay."""
    from app.commands import jobs as command

    command.remove(job)


def worker(
    at_once: Annotated[
        int, typer.Option(min=1, max=64, help="Batches at once: more than 1 only for LLM judges.")
    ] = 1,
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits.")] = False,
) -> None:
    """Do work in bulk, beside any number of other workers (see `rehearse jobs`)."""
    from app.commands.worker import work

    work(at_once=at_once, once=once)
