"""`rehearse rubric learn`: corrections become examples, and the embedded judge learns them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import typer
from rich.console import Console

from app import bootstrap
from app.catalog.append import Addition, addition
from app.catalog.files import example_files
from app.commands.agree import Measured, measure, write_report
from app.commands.judging import judging
from app.commands.learn_report import before_and_after, page
from app.config import Settings
from app.domain.rubric import Rubric
from app.errors import SetupError
from app.judge.lessons import Lesson


class Refit(NamedTuple):
    """What to do once the examples are written: fit anew, and maybe measure."""

    labelled: str | None
    report: Path | None


def learn(
    rubric_id: str,
    output: Path | None,
    refit: Refit | None,
    *,
    dry_run: bool,
    console: Console,
) -> None:
    """Append what corrections teach to the rubric's examples, or to those of a copy in `output`.

    Raises `NotFound`, `ContentFileError` for examples that cannot be read or added to,
    `SetupError` for a folder that cannot be written, and `InputError` for bad labels.
    """
    settings = Settings()
    with bootstrap.rehearsals(settings) as use_case:
        rubric = use_case.rubric(rubric_id)
        lessons = list(use_case.corrections.lessons(rubric_id))
    source = bootstrap.catalog(settings).rubric_folder(rubric.id)
    home = output / rubric.id if output else source
    additions = planned(home if home.is_dir() else source, rubric, lessons)
    if dry_run:
        _show(additions)
        return
    before = _measured(settings, rubric.id, refit)
    if output and not home.is_dir():
        _copy(source, home)
    for one in additions:
        one._replace(path=home / "examples" / one.path.name).write()
    _tell(additions, lessons, home)
    if refit:
        learned = settings.model_copy(update={"rubrics": output}) if output else settings
        _fit(learned, rubric.id, console)
        _compare(before, _measured(learned, rubric.id, refit), refit, console)
    if output:
        typer.echo(f"To use this copy, set REHEARSE_RUBRICS={output}.")


def planned(folder: Path, rubric: Rubric, lessons: Sequence[Lesson]) -> list[Addition]:
    """Return the files of examples that would change, in the rubric's order."""
    known = {behaviour.id for behaviour in rubric.behaviours}
    found = []
    for behaviour in rubric.behaviours:
        own = [lesson for lesson in lessons if lesson.behaviour == behaviour.id]
        if own:
            found.append(
                addition(
                    folder / "examples" / f"{behaviour.id}.yaml",
                    known,
                    [lesson.example for lesson in own if lesson.shown],
                    [lesson.example for lesson in own if not lesson.shown],
                )
            )
    return [one for one in found if one]


def _show(additions: Sequence[Addition]) -> None:
    for one in additions:
        typer.echo(f"# {one.path.name}\n{one.added}")
    if not additions:
        typer.echo("Nothing new to learn.")


def _tell(additions: Sequence[Addition], lessons: Sequence[Lesson], home: Path) -> None:
    for one in additions:
        typer.echo(
            f"{one.path.stem}: {_count(one.examples, 'example')}, "
            f"{_count(one.counterexamples, 'counterexample')} added"
        )
    if additions:
        typer.echo(f"Written to {home / 'examples'}.")
    elif lessons:
        typer.echo(f"Nothing new to learn: {home / 'examples'} has it all.")
    else:
        typer.echo(
            "No corrections yet. Open a rehearsal in Review and correct the judge: mark a finding "
            "as wrong, or add what was missed."
        )


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


def _copy(source: Path, home: Path) -> None:
    """Copy a rubric to a new folder, all of it or nothing. Raises `SetupError`."""
    partial = home.with_name(f".{home.name}-{uuid4().hex}.partial")
    try:
        (partial / "examples").mkdir(parents=True)
        for path in (source / "rubric.yaml", *example_files(source)):
            shutil.copyfile(path, partial / path.relative_to(source))
        partial.rename(home)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise SetupError(f"{home} cannot be written: {error.strerror}.") from None


def _fit(settings: Settings, rubric_id: str, console: Console) -> None:
    """Have the embedded judge learn the examples as they are now, and keep what it learned."""
    shelf = bootstrap.catalog(settings)
    judge = bootstrap.embedded_judge(settings, shelf)
    rubric = shelf.rubric(rubric_id)
    with console.status("Fitting"):
        judge.heads(judge.subject(rubric))
    name = judge.name(rubric)
    typer.echo(f"The embedded judge has learned them ({name.model}, {name.hash}).")


def _measured(settings: Settings, rubric_id: str, refit: Refit | None) -> Measured | None:
    """Return the embedded judge against the labels, if there are any."""
    if refit is None or refit.labelled is None:
        return None
    with judging(rubric_id, "embedded", settings) as desk:
        return measure(desk, refit.labelled, "embedded")


def _compare(
    before: Measured | None, after: Measured | None, refit: Refit, console: Console
) -> None:
    if before is None or after is None:
        return
    console.print(before_and_after(before, after))
    if refit.report:
        write_report(refit.report, page(before, after, refit.labelled or ""))
