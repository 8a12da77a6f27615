"""`rehearse check`: everything that a trainer can fix, with file and line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import typer

from app import bootstrap
from app.catalog import files
from app.catalog.catalog import shipped
from app.config import Settings
from app.errors import ContentFileError


def check_paths(paths: Sequence[Path]) -> int:
    """Print every problem of the files; without paths, of all configured ones.

    Returns the exit code: 1 if there is any problem.
    """
    settings = Settings()
    shelf = bootstrap.catalog(settings)
    personas = settings.personas or shipped("personas")
    rubrics = settings.rubrics or shipped("rubrics")
    folders, persona_files, problems = _sorted_out(paths or [rubrics, personas])
    known = dict(shelf.rubrics)
    for folder in folders:
        found = files.check_rubric(folder)
        problems += found
        if not any(error.path.name == "rubric.yaml" for error in found):
            rubric = files.load_rubric(folder)
            known[rubric.id] = rubric
    for path in persona_files:
        problems += files.check_persona(path, known)
    for problem in problems:
        typer.echo(str(problem))
    checked = f"{len(persona_files)} persona files and {len(folders)} rubric folders"
    verdict = f"{len(problems)} problems" if problems else "no problems"
    typer.echo(f"Checked {checked}: {verdict}.", err=True)
    return 1 if problems else 0


Problems = list[ContentFileError]


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[Path], Problems]:
    """Return rubric folders, persona files, and problems of paths that are neither."""
    folders: dict[Path, Path] = {}
    personas: list[Path] = []
    problems: Problems = []
    for path in paths:
        home = _rubric_folder(path)
        if not path.exists():
            problems.append(ContentFileError(path, 1, "there is no such file"))
        elif home:
            folders.setdefault(home.resolve(), home)
        elif path.is_file():
            personas.append(path)
        else:
            for inner in files.listed(path, "*/rubric.yaml"):
                folders.setdefault(inner.parent.resolve(), inner.parent)
            personas += files.listed(path)
    return list(folders.values()), personas, problems


def _rubric_folder(path: Path) -> Path | None:
    """Return the rubric folder that `path` is, or that a file belongs to."""
    if (path / "rubric.yaml").is_file():
        return path
    if path.is_file() and path.name in ("rubric.yaml", files.COACH):
        return path.parent
    if path.is_file() and path.absolute().parent.name == "examples":
        return Path(os.path.normpath(path.parent / ".."))
    return None
