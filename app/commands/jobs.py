"""`rehearse jobs`: order work in bulk, watch it, stop it, get what came of it."""

from __future__ import annotations

import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app import bootstrap
from app.commands.demo import STOPPED
from app.commands.keep import OWNER
from app.commands.lines import Transcript, records
from app.config import Settings
from app.domain.job import JobProgress
from app.errors import AppError, SetupError
from app.export import ExportFormat
from app.jobs import Jobs
from app.store.jobs import Result

LOOK_EVERY = 0.5
"""How often a bar is drawn anew (in seconds)."""


def rescore(rubric: str, judge: str) -> None:
    """Order new scorecards. Raises `NotFound`, and `AppError` when there is nothing to score."""
    _order(lambda jobs: jobs.rescore(OWNER, rubric, judge))


def judge(source: str, rubric: str, judge: str) -> None:
    """Order scores of the transcripts of a JSONL file. Raises `InputError` and `NotFound`."""
    transcripts = ((one.id, one.turns) for one in records(source, Transcript))
    name = "standard input" if source == "-" else Path(source).name
    _order(lambda jobs: jobs.judge(OWNER, name, transcripts, rubric, judge))


def export_all(form: ExportFormat) -> None:
    """Order copies of everybody's rehearsals. Raises `AppError` when there are none."""
    _order(lambda jobs: jobs.export_all(OWNER, form))


def resume(job_id: str) -> None:
    """Go on with a job. Raises `NotFound`."""
    _order(lambda jobs: jobs.resume(job_id))


def list_jobs() -> None:
    """Print the last jobs."""
    with _jobs() as jobs:
        found = jobs.newest()
    if not found:
        typer.echo("No job was ordered yet.")
        return
    table = Table("job", "what", "about", "state", "done", "skipped", "ordered (UTC)", box=None)
    for one in found:
        job = one.job
        table.add_row(
            job.id,
            job.kind,
            job.about,
            one.state,
            f"{one.done:,} of {one.total:,}",
            f"{one.skipped:,}",
            f"{job.created_at:%Y-%m-%d %H:%M}",
        )
    Console().print(table)


def show(job_id: str, *, wait: bool) -> None:
    """Print how far a job is. Raises `NotFound`."""
    with _jobs() as jobs:
        if wait and jobs.show(job_id).job.open:
            _follow(jobs, job_id)
        _say(jobs, job_id)


def cancel(job_id: str) -> None:
    """Cancel a job. Raises `NotFound`."""
    with _jobs() as jobs:
        jobs.cancel(job_id)
        _say(jobs, job_id)


def result(job_id: str, output: Path) -> None:
    """Write what came of a job. Raises `NotFound`, and `SetupError` if it cannot be written."""
    with _jobs() as jobs:
        progress = jobs.show(job_id)
        job = progress.job
        if job.kind == "rescore":
            raise AppError("The new scorecards are with their rehearsals: there is no file of it.")
        write = _write_lines if job.kind == "judge" else _write_zip
        try:
            count = write(output, jobs.results(job_id), job.about)
        except OSError as error:
            raise SetupError(f"{output} cannot be written: {error.strerror}.") from None
    left = progress.total - progress.done
    typer.echo(f"Wrote {count:,} to {output}." + (f" {left:,} are not done yet." if left else ""))


def remove(job_id: str) -> None:
    """Forget a job. Raises `NotFound`."""
    with _jobs() as jobs:
        jobs.remove(job_id)
    typer.echo(f"Job {job_id} is forgotten.")


def _order(order: Callable[[Jobs], JobProgress]) -> None:
    with _jobs() as jobs:
        ordered = order(jobs)
        job_id = ordered.job.id
        if jobs.elsewhere:
            typer.echo(
                f"Job {job_id}: {ordered.total:,} to do, by any `rehearse worker`. "
                f"`rehearse jobs show {job_id}` says how far it is."
            )
            return
        _follow(jobs, job_id)
        _say(jobs, job_id)


@contextmanager
def _jobs() -> Iterator[Jobs]:
    with bootstrap.rehearsals(Settings()) as use_case:
        yield use_case.jobs


def _follow(jobs: Jobs, job_id: str) -> None:
    """Draw a bar until nothing more is done; Ctrl+C stops looking, and work in this process."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(file=sys.stderr)
    try:
        with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
            task = bar.add_task(f"Job {job_id}", total=None)
            while jobs.going(job_id):
                now = jobs.show(job_id)
                bar.update(task, completed=now.done, total=now.total)
                time.sleep(LOOK_EVERY)
    except KeyboardInterrupt:
        how = "The workers go on." if jobs.elsewhere else "`rehearse worker` goes on with it."
        typer.echo(f"Stopped. {how}", err=True)
        raise typer.Exit(STOPPED) from None


def _say(jobs: Jobs, job_id: str) -> None:
    one = jobs.show(job_id)
    typer.echo(
        f"Job {job_id} ({one.job.kind}: {one.job.about}) is {one.state}: "
        f"{one.done:,} of {one.total:,} done, {one.skipped:,} of them skipped."
    )
    for position, problem in jobs.problems(job_id):
        typer.echo(f"  skipped number {position + 1}: {problem}")
    if one.job.problem and one.job.open:
        typer.echo(f"  {one.job.problem} `rehearse jobs resume {job_id}` tries what is left again.")


def _write_lines(output: Path, results: Iterator[Result], _: str) -> int:
    with output.open("xb") as file:
        return sum(bool(file.write(one.content + b"\n")) for one in results)


def _write_zip(output: Path, results: Iterator[Result], form: str) -> int:
    written = 0
    with zipfile.ZipFile(output, "x", zipfile.ZIP_DEFLATED) as archive:
        for one in results:
            archive.writestr(f"{one.rehearsal_id}.{form}", one.content)
            written += 1
    return written
