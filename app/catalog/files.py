"""Persona and rubric files: reading, checking, and saying what is wrong where."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from app.catalog import yaml_source
from app.domain.persona import ACTS, SLOT_PATTERN, SLOTS, Persona
from app.domain.rubric import Examples, Rubric
from app.errors import ContentFileError

Model = TypeVar("Model", bound=BaseModel)


class Problem(NamedTuple):
    """Something wrong in a file that can be read."""

    where: tuple[str | int, ...]
    text: str


def validated(document: yaml_source.Document, model: type[Model]) -> Model:
    """Return the document as a `model`; raises the first `ContentFileError` of `all_problems`."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise _errors(document, error)[0] from None


def _errors(document: yaml_source.Document, error: ValidationError) -> list[ContentFileError]:
    found = []
    for detail in error.errors(include_url=False):
        location = tuple(part for part in detail["loc"] if isinstance(part, str | int))
        dotted = ".".join(str(part) for part in location)
        message = detail["msg"].removeprefix("Value error, ")
        if detail["type"] == "extra_forbidden":
            message = "unknown field"
        elif detail["type"] == "missing":
            message = "this field is missing"
        problem = f"{dotted}: {message}" if dotted else message
        found.append(ContentFileError(document.path, document.line(location), problem))
    return sorted(found, key=lambda one: one.line)


def digest(*files: Path) -> str:
    """Return a hash of the files' names and bytes: 16 hexadecimal digits."""
    hasher = hashlib.sha256()
    for file in files:
        hasher.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return hasher.hexdigest()[:16]


def load_persona(path: Path) -> Persona:
    """Return the persona in `path`. Raises `ContentFileError` for the first problem."""
    document = yaml_source.read(path)
    persona = validated(document, Persona)
    if persona.id != path.stem:
        problem = f"id is '{persona.id}' but the file is called '{path.name}'; make them the same"
        raise ContentFileError(path, document.line(("id",)), problem)
    return persona


def check_persona(path: Path, rubrics: dict[str, Rubric]) -> list[ContentFileError]:
    """Return everything that is wrong with a persona file, in the order of its lines."""
    try:
        document = yaml_source.read(path)
    except ContentFileError as error:
        return [error]
    try:
        persona = Persona.model_validate(document.value)
    except ValidationError as error:
        return _errors(document, error)
    problems = list(_persona_problems(persona, rubrics))
    if persona.id != path.stem:
        problems.append(Problem(("id",), f"id '{persona.id}' is not the file name '{path.stem}'"))
    errors = [ContentFileError(path, document.line(p.where), p.text) for p in problems]
    return sorted(errors, key=lambda one: one.line)


def _persona_problems(persona: Persona, rubrics: dict[str, Rubric]) -> Iterator[Problem]:
    rubric = rubrics.get(persona.rubric)
    if rubric is None:
        yield Problem(("rubric",), f"there is no rubric '{persona.rubric}'")
        return
    known = {behaviour.id for behaviour in rubric.behaviours}
    helpful = {behaviour.id for behaviour in rubric.behaviours if behaviour.points > 0}
    for i, concern in enumerate(persona.concerns):
        at = ("concerns", i, "answered_by", "any_of")
        for j, behaviour in enumerate(concern.answered_by.any_of):
            if behaviour not in known:
                hint = f"'{behaviour}' is no behaviour of rubric {rubric.id}"
                yield Problem((*at, j), f"{hint}; known: {', '.join(sorted(known))}")
        if not helpful & set(concern.answered_by.any_of):
            yield Problem(at, f"no helpful behaviour answers concern '{concern.id}'")
    for key in persona.reactions:
        if key not in known and key not in ACTS:
            hint = f"'{key}' is neither a behaviour of {rubric.id} nor one of {', '.join(ACTS)}"
            yield Problem(("reactions", key), hint)
    yield from _line_problems(persona)


def _line_problems(persona: Persona) -> Iterator[Problem]:
    groups: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [(("opening",), persona.opening)]
    for i, concern in enumerate(persona.concerns):
        for stage, lines in concern.lines.model_dump(by_alias=True).items():
            groups.append((("concerns", i, "lines", stage), lines))
    groups += [(("reactions", key), lines) for key, lines in persona.reactions.items()]
    groups += [(("endings", key), lines) for key, lines in persona.endings if lines]
    for at, lines in groups:
        slotless = 0
        for j, line in enumerate(lines):
            slots = set(SLOT_PATTERN.findall(line))
            if unknown := slots - SLOTS:
                named = ", ".join(f"{{{slot}}}" for slot in sorted(unknown))
                allowed = ", ".join(f"{{{slot}}}" for slot in sorted(SLOTS))
                yield Problem((*at, j), f"unknown slot {named}; use {allowed}")
            if line in lines[:j]:
                yield Problem((*at, j), "the same line stands here twice")
            slotless += not slots
        if not slotless:
            yield Problem(at, "every line needs a slot; add one that can be said without")


def load_rubric(folder: Path) -> Rubric:
    """Return the rubric in `folder`. Raises `ContentFileError` for the first problem."""
    path = folder / "rubric.yaml"
    document = yaml_source.read(path)
    rubric = validated(document, Rubric)
    if rubric.id != folder.name:
        problem = f"id is '{rubric.id}' but the folder is called '{folder.name}'"
        raise ContentFileError(path, document.line(("id",)), problem)
    return rubric


def load_examples(path: Path, known: set[str]) -> Examples:
    """Return an example file about one of the `known` behaviours. Raises `ContentFileError`."""
    document = yaml_source.read(path, yaml_source.MAX_EXAMPLES_BYTES)
    examples = validated(document, Examples)
    if problem := next(_example_problems(examples, path, known), None):
        raise ContentFileError(path, document.line(problem.where), problem.text)
    return examples


def _example_problems(examples: Examples, path: Path, known: set[str]) -> Iterator[Problem]:
    if examples.behaviour != path.stem or examples.behaviour not in known:
        yield Problem(
            ("behaviour",), f"'{examples.behaviour}' must be the file name and in the rubric"
        )
    for group in ("examples", "counterexamples"):
        for i, example in enumerate(getattr(examples, group)):
            if example.quote and example.quote not in example.text:
                yield Problem((group, i, "quote"), "the quote is not in the text, to the letter")
            if unknown := set(example.also) - known:
                yield Problem((group, i, "also"), f"unknown behaviour {', '.join(sorted(unknown))}")


def check_rubric(folder: Path) -> list[ContentFileError]:
    """Return everything that is wrong with a rubric folder, the rubric itself first."""
    path = folder / "rubric.yaml"
    try:
        document = yaml_source.read(path)
        rubric = Rubric.model_validate(document.value)
    except ContentFileError as error:
        return [error]
    except ValidationError as error:
        return _errors(document, error)
    found: list[ContentFileError] = []
    if rubric.id != folder.name:
        problem = f"id is '{rubric.id}' but the folder is called '{folder.name}'"
        found.append(ContentFileError(path, document.line(("id",)), problem))
    known = {behaviour.id for behaviour in rubric.behaviours}
    for file in example_files(folder):
        try:
            examples_document = yaml_source.read(file, yaml_source.MAX_EXAMPLES_BYTES)
            examples = Examples.model_validate(examples_document.value)
        except ContentFileError as error:
            found.append(error)
        except ValidationError as error:
            found.extend(_errors(examples_document, error))
        else:
            found.extend(
                ContentFileError(file, examples_document.line(one.where), one.text)
                for one in _example_problems(examples, file, known)
            )
    return found


def example_files(folder: Path) -> list[Path]:
    """Return the example files of a rubric folder, sorted by name."""
    return sorted((folder / "examples").glob("*.yaml"))
