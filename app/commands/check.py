"""`rehearse check`: everything that a trainer can fix, with file and line."""

from __future__ import annotations

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
            known[folder.name] = files.load_rubric(folder)
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
    folders: list[Path] = []
    personas: list[Path] = []
    problems: Problems = []
    for path in paths:
        resolved = path.resolve()
        if not path.exists():
            problems.append(ContentFileError(path, 1, "there is no such file"))
        elif path.is_file() and path.name == "rubric.yaml":
            folders.append(resolved.parent)
        elif path.is_file() and resolved.parent.name == "examples":
            folders.append(resolved.parent.parent)
        elif path.is_file():
            personas.append(path)
        elif (path / "rubric.yaml").is_file():
            folders.append(resolved)
        else:
            folders += [inner.parent for inner in files.listed(path, "*/rubric.yaml")]
            personas += files.listed(path)
    return list(dict.fromkeys(folders)), personas, problems
